"""A story at its address: shown, moved, gone, or not there."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import preview as previews
from articles.models import Byline, Story

KEEP_READING = 3
RECENT = 40  # of a creator's stories, so that one who wrote thousands costs no more


@require_safe
def story(request, slug):
    found = Story.objects.visible_to(request.user).with_byline().prefetch_related("tags").filter(slug=slug).first()
    if not found:
        return moved_or_gone(request, slug)
    return _page(request, found)


@require_safe
def preview(request, token):
    """The working copy, exactly as readers will see it, for whoever has the signed link."""
    found, shows = previews.story_of(token)
    if not shows or found.status == Story.Status.WITHDRAWN:
        return redirect(found)
    for name, value in found.working_copy_text().items():
        setattr(found, name, value)
    response = _page(request, found, previewed=True)
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request, story, previewed=False):
    return render(
        request,
        "articles/story.html",
        {
            "story": story,
            "keep_reading": _keep_reading(story),
            "previewed": previewed,
            "hidden": previewed or not story.is_live,
            # Subtitles would cost a page in Arabic script one more font file.
            "with_deks": story.direction == "ltr",
        },
    )


def moved_or_gone(request, slug, address="story"):
    """What an address answers whose story cannot be shown; `address` names the page of the story that was asked for."""
    story = (
        Story.objects.filter(pk=Story.at(slug) or 0)
        .only("slug", "status", "published_at", "withdrawn_at", "withdrawal_reason")
        .first()
    )
    if story and story.is_live:
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        preserve = request.method not in ("GET", "HEAD")  # what was typed on the old page arrives at the new one
        place = reverse(address, args=[story.slug]) + query
        return redirect(place, permanent=True, preserve_request=preserve)
    if story and story.was_public:
        return render(request, "articles/gone.html", {"reason": story.withdrawal_reason}, status=410)
    raise Http404


def _keep_reading(story):
    """The newest by the same creators, then of the same topic, then of all: three index look-ups in one query."""
    live = Story.objects.live().exclude(pk=story.pk).newest_first()
    creators = [creator.pk for creator in story.byline]
    last = Byline.objects.filter(creator__in=creators).order_by("-id").values("story")[:RECENT]
    theirs = live.filter(pk__in=last)
    same = [theirs, live.filter(topic=story.topic_id), live]
    chosen = Q()
    for stories in same:
        chosen |= Q(pk__in=stories.values("pk")[:KEEP_READING])
    found = list(Story.objects.for_list().filter(chosen).newest_first())
    found.sort(key=lambda other: _nearness(other, creators, story.topic_id))
    return found[:KEEP_READING]


def _nearness(other, creators, topic_id):
    if any(creator.pk in creators for creator in other.byline):
        return 0
    return 1 if other.topic_id == topic_id else 2
