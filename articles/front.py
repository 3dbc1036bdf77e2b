"""What stands on the front page at a moment: the lead, what editors chose, the latest, and each topic's newest.

A fixed number of queries, whatever editors chose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from articles.models import Feature, Story, Topic
from newsroom import moments
from newsroom.moments import MomentField
from newsroom.prepared import Given, prepared

LATEST = 5
A_TOPIC = 3
MOST_BANDS = 8
MOST_FEATURED = 6
MOST_ASKED = 20  # of the features that are on at once

NOW = Given("now", MomentField())


@dataclass
class Chosen:
    """A story that editors put forward; `why` is empty where only its date did."""

    story: Story
    why: str = ""


@dataclass
class Band:
    topic: Topic
    stories: list[Story]


@dataclass
class Front:
    lead: Chosen | None
    featured: list[Chosen]
    latest: list[Story]
    bands: list[Band]


def front(features: Iterable[Feature] = (), at: datetime | None = None) -> Front:
    """The front page of this second, or of `at`; stories above are not repeated below."""
    at = at or moments.now()
    leads, featured = _on(features, at)
    topics = _topics_with_newest(now=at)
    wanted = {pk for topic in topics for pk in _newest_of(topic)} | {one.story_id for one in (*leads, *featured)}
    stories = {story.pk: story for story in Story.objects.live(at).for_list().filter(pk__in=wanted)}
    newest = list(Story.objects.live(at).for_list().newest_first()[: LATEST + 1 + min(len(featured), MOST_FEATURED)])
    chosen = _chosen(featured, stories)
    lead = _lead(_chosen(leads, stories), chosen, newest)
    chosen = [one for one in chosen if not lead or one.story != lead.story][:MOST_FEATURED]
    forward = {one.story.pk for one in (lead, *chosen) if one}
    latest = [story for story in newest if story.pk not in forward][:LATEST]
    return Front(lead, chosen, latest, _bands(topics, stories, forward, {story.pk for story in latest}))


def _on(features, at) -> tuple[list[Feature], list[Feature]]:
    """The leads, newest first, and the featured in their order, of that moment."""
    on = [feature for feature in features if feature.is_on(at)]
    leads = sorted(
        (one for one in on if one.place == Feature.Place.LEAD), key=lambda one: (one.begins_at, one.pk), reverse=True
    )
    featured = sorted(
        (one for one in on if one.place == Feature.Place.FEATURED), key=lambda one: (one.position, one.pk)
    )
    return leads[:MOST_ASKED], featured[:MOST_ASKED]


def _chosen(features, stories) -> list[Chosen]:
    """Each story once, as far as it is live."""
    first = {}
    for one in features:
        if one.story_id in stories:
            first.setdefault(one.story_id, Chosen(stories[one.story_id], one.why))
    return list(first.values())


def _lead(leads: list[Chosen], featured: list[Chosen], newest: list[Story]) -> Chosen | None:
    """What editors chose last; else the newest that has a cover and no other place."""
    if leads:
        return leads[0]
    placed = {one.story.pk for one in featured}
    free = [story for story in newest if story.pk not in placed]
    if not free:
        return featured[0] if featured else None
    return Chosen(next((story for story in free if story.cover_id), free[0]))


def _bands(topics, stories, forward: set[int], latest: set[int]) -> list[Band]:
    bands = []
    for topic in topics:
        theirs = [stories[pk] for pk in _newest_of(topic) if pk in stories and pk not in forward]
        fresh = [story for story in theirs if story.pk not in latest]
        if fresh:
            # A band that would be short repeats what stands in the list above, but never what was put forward.
            repeated = [story for story in theirs if story.pk in latest]
            bands.append(Band(topic, (fresh + repeated)[:A_TOPIC]))
    return bands


def _newest_of(topic) -> list[int]:
    found = (getattr(topic, f"newest_{place}") for place in range(A_TOPIC * 2))
    return [pk for pk in found if pk]


@prepared
def _topics_with_newest():
    """Each topic with the ids of its newest live stories: single look-ups in the index by topic and date."""
    live = Story.objects.live(NOW).filter(topic=OuterRef("pk")).newest_first().values("pk")
    newest = {f"newest_{place}": Subquery(live[place : place + 1]) for place in range(A_TOPIC * 2)}
    return Topic.objects.annotate(**newest)[:MOST_BANDS]
