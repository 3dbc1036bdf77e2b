"""The most discussed of the newest stories: their counts are kept, so that nothing is counted."""

from django.db.models import Q

from articles.models import Story
from comments.models import Discussion
from newsroom import moments
from newsroom.moments import MomentField
from newsroom.prepared import Given, prepared

AMONG = 200  # newest stories
MOST = 6

NOW = Given("now", MomentField())


def most_discussed(site) -> list[Discussion]:
    """At most six discussions that readers see, with their stories, the longest first."""
    return _most(site.comments_shown, now=moments.now())


@prepared
def _most(shown):
    """Whoever has said nothing about whether it is shown does as the site does."""
    newest = Story.objects.live(NOW).newest_first().values("pk")[:AMONG]
    seen = Q(shown=True) | Q(shown__isnull=True) if shown else Q(shown=True)
    found = Discussion.objects.filter(seen, story__in=newest, comments__gt=0).select_related("story__topic")
    return found.defer("story__body").order_by("-comments", "-story")[:MOST]
