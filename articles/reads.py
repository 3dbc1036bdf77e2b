"""Takes what newsroom/reads.py counted, by path, and keeps what were reads of stories."""

from collections import Counter

from django.urls import Resolver404, resolve
from django.utils import timezone

from articles.models import Reads, Story
from newsroom.models import Site


def keep(counts: dict[str, int]) -> None:
    """Add reads of live stories at their own addresses to today's numbers; other paths are nothing here."""
    by_slug = Counter()
    for path, count in counts.items():
        if slug := _slug_of_story(path):
            by_slug[slug] += count
    if not by_slug:
        return
    stories = Story.objects.live().filter(slug__in=by_slug).values_list("slug", "pk")
    reads = {pk: by_slug[slug] for slug, pk in stories}
    if reads:
        Reads.objects.add(timezone.localdate(timezone=Site.current().zone), reads)


def _slug_of_story(path: str) -> str:
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return found.kwargs["slug"] if found.url_name == "story" else ""
