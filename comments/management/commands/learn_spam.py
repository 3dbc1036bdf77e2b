"""Let the spam filter learn from the decisions there are."""

from django.core.management.base import BaseCommand

from comments.spam import learning, sentences


class Command(BaseCommand):
    help = "Learns what spam is from this site's decisions, and says how good the filter is. It goes on or off in the admin."

    def handle(self, **options):
        row = learning.learn()
        for line in [*sentences.lines(row), sentences.state(row)]:
            self.stdout.write(line)
