"""What stands on the front page: the lead, the latest, and each topic's newest. A fixed number of queries."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from articles.models import Story, Topic

LATEST = 5
A_TOPIC = 3
MOST_BANDS = 8


@dataclass
class Band:
    topic: Topic
    stories: list[Story]


@dataclass
class Front:
    lead: Story | None
    latest: list[Story]
    bands: list[Band]


def front() -> Front:
    """The front page of this second; stories above are not repeated below."""
    newest = list(Story.objects.live().for_list().newest_first()[: LATEST + 1])
    lead = next((story for story in newest if story.cover_id), newest[0] if newest else None)
    latest = [story for story in newest if story is not lead][:LATEST]
    return Front(lead, latest, _bands(lead=lead and lead.pk, shown={story.pk for story in newest}))


def _bands(lead: int | None, shown: set[int]) -> list[Band]:
    topics = list(_topics_with_newest())
    wanted = {getattr(topic, f"newest_{place}") for topic in topics for place in range(A_TOPIC * 2)} - {None}
    stories = {story.pk: story for story in Story.objects.for_list().filter(pk__in=wanted)}
    bands = []
    for topic in topics:
        theirs = [stories[pk] for place in range(A_TOPIC * 2) if (pk := getattr(topic, f"newest_{place}")) in stories]
        fresh = [story for story in theirs if story.pk not in shown]
        if fresh:
            # A band that would be short repeats what stands in the list above, but never the lead.
            repeated = [story for story in theirs if story.pk in shown and story.pk != lead]
            bands.append(Band(topic, (fresh + repeated)[:A_TOPIC]))
    return bands


def _topics_with_newest():
    """Each topic with the ids of its newest live stories: single look-ups in the index by topic and date."""
    live = Story.objects.live().filter(topic=OuterRef("pk")).newest_first().values("pk")
    newest = {f"newest_{place}": Subquery(live[place : place + 1]) for place in range(A_TOPIC * 2)}
    return Topic.objects.annotate(**newest)[:MOST_BANDS]
