"""What the page of one story is made from: the story, its creators and tags, and what to read next. Four queries, and
one more each for corrections and sources where there are any."""

from functools import reduce
from operator import or_

from django.db.models import BigAutoField, CharField, Q
from django.db.models.expressions import RawSQL

from articles.models import Byline, Correction, Listing, Source, Story, Tag
from articles.models.sight import Sight
from newsroom import moments
from newsroom.moments import MomentField
from newsroom.prepared import Given, prepared

KEEP_READING = 3
LEADING = 2  # creators of a story whose other stories are offered

SLUG = Given("slug", CharField())
STORY = Given("story", BigAutoField())
TOPIC = Given("topic", BigAutoField())
READER = Given("reader", BigAutoField())
NOW = Given("now", MomentField())
NEAREST = (
    "WITH near(far, id, at) AS ({}) SELECT id FROM near GROUP BY id"
    f" ORDER BY MIN(far), MAX(at) DESC, id DESC LIMIT {KEEP_READING}"
)


@prepared
def _at(sight):
    seen = Story.objects.in_sight(sight, READER, at=NOW)
    return seen.with_marks().select_related("topic", "cover").filter(slug=SLUG)


def story_at(slug: str, user) -> Story | None:
    """The story at this address, if that person may see it."""
    found = _at(Sight.of(user), slug=slug, reader=user.pk or 0, now=moments.now())
    return found[0] if found else None


@prepared
def _tags():
    return Tag.objects.filter(stories=STORY)


@prepared
def _corrections():
    return Correction.objects.filter(story=STORY).order_by("-at", "-id")


@prepared
def _sources():
    return Source.objects.filter(story=STORY).order_by("position", "id")


@prepared
def _next(with_topic):
    """The newest by the same creators, then of the same topic, then of all: index look-ups in one query."""
    live = Story.objects.live(NOW).newest_first()
    others = live.exclude(pk=STORY).values_list("pk", "published_at")
    theirs = Byline.objects.filter(story=STORY).order_by("position", "id").values("creator")
    listed = Listing.objects.filter(live_at__lte=NOW).exclude(story=STORY).order_by("-live_at", "-story")
    near = [
        (0, listed.filter(creator=theirs[place : place + 1]).values_list("story", "live_at"))
        for place in range(LEADING)
    ]
    near += [(1, others.filter(topic=TOPIC))] if with_topic else []
    near += [(2, others)]
    # One list of ids: asked 'in this or in that', PostgreSQL reads every story there is.
    parts, given = [], []
    for far, stories in near:
        sql, params = stories[:KEEP_READING].query.sql_with_params()
        parts.append(f"SELECT {far}, part.* FROM ({sql}) AS part")
        given += params
    chosen = RawSQL(NEAREST.format(" UNION ALL ".join(parts)), given)
    return live.filter(pk__in=chosen).defer("body").select_related("topic", "cover")


@prepared
def _bylines(count):
    theirs = reduce(or_, (Q(story=Given(f"story_{number}", BigAutoField())) for number in range(count)))
    return Byline.objects.select_related("creator__portrait").filter(theirs).order_by("position", "id")


def fill(story: Story) -> list[Story]:
    """Give a story (`with_marks`) all that its page shows around the text; answers what to read next, nearest first."""
    story.tagged = _tags(story=story.pk)
    story.corrected = _corrections(story=story.pk) if story.is_corrected else []
    story.sourced = _sources(story=story.pk) if story.has_sources else []
    others = _next(bool(story.topic_id), story=story.pk, topic=story.topic_id, now=moments.now())
    stories = [story, *others]
    lines = _bylines(len(stories), **{f"story_{number}": one.pk for number, one in enumerate(stories)})
    for one in stories:
        one.byline = [line.creator for line in lines if line.story_id == one.pk]
    others.sort(key=lambda other: _nearness(other, story))
    return others


def facts(story: Story, pictures: dict) -> tuple:
    """Everything that the page of a story is made from, its responses apart."""
    return story.facts, tuple((address, image.facts) for address, image in pictures.items())


def _nearness(other, story) -> int:
    if {creator.pk for creator in other.byline} & {creator.pk for creator in story.byline}:
        return 0
    return 1 if other.topic_id == story.topic_id else 2
