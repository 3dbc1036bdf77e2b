"""The demo newsroom: what a new site shows until its own stories come."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from articles.models import Feature, Story, Topic
from articles.transfer import formats, store
from newsroom import moments
from newsroom.models import Page, Site
from newsroom.tasks import make_renditions

FOLDER = Path(__file__).resolve().parent.parent / "demo"
SITE = {
    "name": "Newsroom",
    "tagline": "Stories from Saltmere and the coast around it, by the people who were there.",
    "language": "en",
    "time_zone": "Europe/Berlin",
    "foot": "No tracking, no advertising. Stories belong to the people who wrote them, and so do comments.",
}
TOPICS = {
    "Local": "What the town decides, mends and argues about.",
    "Science": "How things work, from people who went to measure them.",
    "Culture": "What we read, sing, watch and keep.",
    "Environment": "The water, the weather and everything that lives in them.",
    "Work": "How people earn a living, hour by hour.",
}
PAGES = ("about", "contact", "privacy", "terms", "house-rules")
AHEAD = "15-"  # the story that is planned, so that editors see what planning looks like
DAYS_AHEAD = 3
HOUR = 6
# What the editors of the demo chose for its front page, by the beginning of the file's name.
CHOSEN = {
    "01-": (Feature.Place.LEAD, "Two creators, eleven nights on the viaduct, and every reading printed."),
    "02-": (Feature.Place.FEATURED, "It says what the figures show, and just as plainly what they do not show yet."),
    "07-": (
        Feature.Place.FEATURED,
        "A bus driver saw what two offices had missed, and the story follows his idea to the end.",
    ),
}
FEATURED_FOR = timedelta(days=60)


@transaction.atomic
def load(folder: Path = FOLDER) -> list[store.Outcome] | None:
    """Everything in the folder; None, and nothing done, where any story exists. Raises Refused."""
    if Story.objects.exists():
        return None
    site, _made = Site.objects.update_or_create(pk=1, defaults=SITE)
    for position, (name, description) in enumerate(TOPICS.items()):
        ink = Topic.Ink(name.lower())
        defaults = {"description": description, "position": position, "ink": ink}
        Topic.objects.update_or_create(name=name, defaults=defaults)
    _pages(folder / "pages", site.zone)
    items = [formats.parse(path, site.zone) for path in sorted(folder.glob("*.md"))]
    for item in items:
        if Path(item.file).name.startswith(AHEAD):
            item.status, item.date = "scheduled", _some_morning(site.zone)
    outcomes = store.store(items, store.Wishes())
    _choose(outcomes)
    return outcomes


def _choose(outcomes):
    now = moments.now()
    for outcome in outcomes:
        place, why = CHOSEN.get(Path(outcome.item.file).name[:3], (None, ""))
        if place:
            story = Story.objects.get(slug=outcome.address.split("/")[2])
            ends_at = now + FEATURED_FOR if place == Feature.Place.FEATURED else None
            Feature.objects.create(story=story, place=place, why=why, begins_at=now, ends_at=ends_at)


def make_pictures() -> int:
    """The sizes of all pictures, now, so that the first reader does not wait; answers how many."""
    return make_renditions.call()


def _pages(folder, zone):
    for position, slug in enumerate(PAGES):
        path = folder / f"{slug}.md"
        if path.exists():
            item = formats.parse(path, zone)
            fields = {"title": item.title, "body": item.body, "position": position}
            Page.objects.get_or_create(slug=slug, defaults=fields)


def _some_morning(zone):
    day = timezone.localdate(timezone=zone) + timedelta(days=DAYS_AHEAD)
    return datetime(day.year, day.month, day.day, HOUR, tzinfo=zone)
