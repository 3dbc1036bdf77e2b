"""`manage.py rebuild_search`: the search index and the lists of creators and tags anew, while the site runs."""

import time

from django.core.management.base import BaseCommand

from articles.models import Creator, Story, listing
from articles.search import index

EVERY = 2  # seconds between two lines


class Command(BaseCommand):
    help = "Write the search index anew. The site goes on meanwhile; stopped in the middle, run it again."

    def handle(self, **options):
        began = told = time.monotonic()
        total, done = Story.objects.count() + Creator.objects.count(), 0
        for done in index.rebuild():
            if time.monotonic() - told > EVERY:
                told = time.monotonic()
                left = (told - began) * max(total - done, 0) / done
                self.stdout.write(f"{done:,} of {total:,}; about {left / 60:.0f} min left")
        listing.rebuild()
        self.stdout.write(f"{done:,} stories and creators indexed in {time.monotonic() - began:.0f} s.")
