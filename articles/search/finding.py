"""What a query finds, for readers and at the desk."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models.expressions import RawSQL

from articles.models import Creator, Story, Topic
from articles.search import document, engine, naming, query, ranking
from newsroom import moments

RANKED = 5000  # the newest matches that are ranked
MOST_CREATORS = 3


@dataclass
class Found:
    """What readers may be told: `ids` of stories, the best first; `more` than are ranked."""

    query: query.Query
    marks: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    more: bool = False
    creators: list[Creator] = field(default_factory=list)


def find(text: str, topic: str = "", creator: str = "") -> Found:
    """Live stories with every word, of that topic and by that creator. What no address leads to has none."""
    text, topic, creator = map(query.one_line, (text, topic, creator))
    names = naming.look_up(text, topic, creator)
    asked = query.read(text, names.languages)
    asked.terms = names.marked(asked.terms)
    marks = [_mark_at(names, kind, slug) for kind, slug in (("topic", topic), ("creator", creator)) if slug]
    if not asked:
        return Found(asked)
    rows = newest(asked.terms, marks)
    found = Found(asked, marks, ranking.ranked(rows[:RANKED], asked.terms), len(rows) > RANKED)
    if not marks:
        found.creators = _live_creators(names.meant(asked.terms))
    return found


def _mark_at(names, kind, slug) -> str:
    """What stands on the stories of an address, be it an old one; of one that leads nowhere, what stands on none."""
    if name := names.at(kind, slug):
        return name.mark
    return naming.MARK[kind]({"topic": Topic, "creator": Creator}[kind].at(slug) or 0)


def newest(terms, marks=(), most=RANKED + 1) -> list[tuple[int, int, str]]:
    """The newest live stories that fit: place, id and head."""
    with connection.cursor() as cursor:
        return engine().newest(cursor, engine().expression(terms, marks), live_below(), most)


def live_below() -> int:
    return document.first_place_after(moments.now())


def live_stories(ids: list[int]) -> list[Story]:
    """These stories in this order, as far as they are live."""
    found = {story.pk: story for story in Story.objects.live().with_byline().filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


def stories_anywhere(text: str, marks=()):
    """For the desk: ids of stories in any state; a word may be the beginning of one. None: nothing was asked."""
    names = naming.look_up(text)
    asked = query.read(text, names.languages, begins=True)
    asked.terms = names.marked(asked.terms)
    return RawSQL(*engine().anywhere(engine().expression(asked.terms, marks), RANKED)) if asked else None


def creators_anywhere(text: str):
    """For the desk: ids of creators whose names have these words or beginnings. None: nothing was asked."""
    asked = query.read(text, [], begins=True)
    return RawSQL(*engine().creators(engine().expression(asked.terms), RANKED)) if asked else None


def _live_creators(ids):
    if not ids:
        return []
    some = Creator.objects.with_live_stories().select_related("portrait")
    return list(some.filter(pk__in=ids).order_by("name", "id")[:MOST_CREATORS])
