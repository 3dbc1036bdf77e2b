"""The search above the list of comments: in the texts of the newest ones, and in all by who wrote them and where.

Without an end it would read ten million texts for one word; so every step reads a bounded number of rows of an index.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Story
from articles.search import finding
from newsroom.firsts import first_of_each
from newsroom.models import User

READ = 20_000  # texts, the newest of the list
MOST_NAMED = 200  # people, and stories, that one word may name
MOST_FOUND = 1_000  # comments in each of the three ways
MOST_WORDS = 6
HELP = _(
    "Searches the texts of the newest 20,000 comments of the list, and in all of them the names and addresses of people "
    "and the words of titles. With a filter the list goes further back."
)


def found(comments, asked: str):
    """Of `comments`, filtered already, those in which each word stands somewhere."""
    words = asked.split()[:MOST_WORDS]
    if not words:
        return comments
    people, stories, matches = set(), set(), Q()
    for word in words:
        theirs, titled = _people(word), _stories(word)
        matches &= Q(body__icontains=word) | Q(name__icontains=word) | Q(author__in=theirs) | Q(story__in=titled)
        people.update(theirs)
        stories.update(titled)
    newest = comments.order_by("-created_at")
    ways = [_latest(newest).filter(matches)]
    ways += [newest.filter(matches, author__in=people)] if people else []
    ways += [newest.filter(matches, story__in=stories)] if stories else []
    return comments.filter(pk__in=first_of_each([way[:MOST_FOUND] for way in ways]))


def _latest(newest):
    """Those whose texts are read. Where the last of them stands, an index knows."""
    edge = newest.values_list("created_at", flat=True)[READ : READ + 1]
    since = next(iter(edge), None)
    return newest.filter(created_at__gt=since) if since else newest


def _people(word) -> list[int]:
    theirs = User.objects.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return list(theirs.values_list("pk", flat=True)[:MOST_NAMED])


def _stories(word) -> list[int]:
    """By the index of words; one may be the beginning of a longer one."""
    anywhere = finding.stories_anywhere(word)
    if anywhere is None:
        return []
    titled = Story.objects.filter(pk__in=anywhere, title__icontains=word).order_by("-pk")
    return list(titled.values_list("pk", flat=True)[:MOST_NAMED])
