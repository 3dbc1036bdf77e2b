"""Load what the demo newsroom's readers said into a site that has no comment yet."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from comments import demo
from newsroom import purge


class Command(BaseCommand):
    help = "Loads the demo newsroom's comments under its stories. Does nothing where any comment exists. Sends no mail."

    def handle(self, **options):
        made = demo.load()
        if made is None:
            self.stdout.write(_("There are comments here already: nothing was loaded."))
            return
        purge.soon(purge.SITE)
        self.stdout.write(_("Comments of the demo newsroom loaded: %d.") % made)
