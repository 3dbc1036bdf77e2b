"""A story at its address: shown, moved, gone, or not there."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import body, shown
from articles.models import Story
from newsroom.http import keyed


@require_safe
def story(request, slug):
    if not (found := shown.story_at(slug, request.user)):
        return moved_or_gone(request, slug)
    return page(request, found)


def page(request, story, status=200, previewed=False, review=None):
    """The page of a story; `previewed` before readers see it, with the form for a reviewer's note."""
    keyed(request, f"story-{story.pk}")
    keep_reading, pictures = shown.fill(story), body.pictures_in(story.body)
    return render(
        request,
        "articles/story.html",
        {
            "story": story,
            "pictures": pictures,
            "facts": shown.facts(story, pictures),
            "keep_reading": keep_reading,
            "promises": tuple(other.promise for other in keep_reading),
            "previewed": previewed,
            "review": review,
            "hidden": previewed or not story.is_live,
            # Subtitles would cost a page in Arabic script one more font file.
            "with_deks": story.direction == "ltr",
        },
        status=status,
    )


def moved_or_gone(request, slug, address="story", **more):
    """What an address answers whose story cannot be shown; `address` names the page of the story that was asked for."""
    story = (
        Story.objects.filter(pk=Story.at(slug) or 0)
        .only("slug", "status", "published_at", "withdrawn_at", "withdrawal_reason")
        .first()
    )
    if story and story.is_live:
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        preserve = request.method not in ("GET", "HEAD")  # what was typed on the old page arrives at the new one
        place = reverse(address, kwargs={"slug": story.slug, **more}) + query
        return redirect(place, permanent=True, preserve_request=preserve)
    if story and story.was_public:
        return render(request, "articles/gone.html", {"reason": story.withdrawal_reason}, status=410)
    raise Http404
