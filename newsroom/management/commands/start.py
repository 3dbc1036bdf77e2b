"""`manage.py start`, which is `make run`: prepare the site, then serve it, in one process."""

import fcntl

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from newsroom.management.commands import serve


class Command(BaseCommand):
    help = "Prepare the site and serve it: the one command for a small site."
    requires_system_checks = []

    def handle(self, **options):
        serve.address()
        with (settings.DATA_DIR / ".starting").open("w") as lock:
            # Two starts at once take turns; the second then finds the port taken.
            fcntl.flock(lock, fcntl.LOCK_EX)
            call_command("prepare", stdout=self.stdout)
        serve.address()
        call_command("serve", stdout=self.stdout)
