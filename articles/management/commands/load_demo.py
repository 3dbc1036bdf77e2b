"""Load the demo newsroom into a site that has no story yet."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.transfer import demo
from articles.transfer.item import Refused
from newsroom import purge


class Command(BaseCommand):
    help = "Loads the demo newsroom: settings, topics, pages and stories. Does nothing where any story exists."

    def handle(self, **options):
        try:
            outcomes = demo.load()
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if outcomes is None:
            self.stdout.write(_("There are stories here already: nothing was loaded."))
            return
        purge.soon(purge.SITE)
        self.stdout.write(_("Stories of the demo newsroom loaded: %d.") % len(outcomes))
        self.stdout.write(_("Pictures made ready: %d.") % demo.make_pictures())
