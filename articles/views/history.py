"""The public history of a story: its versions, one of them as it read, and the words that changed between two."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles import shown
from articles.changes import Change, corrections_by_version
from articles.views.story import moved_or_gone
from newsroom.http import keyed
from newsroom.paging import page_of

VERSIONS = 50  # on a page


@require_safe
def history(request, slug):
    """Every public version; above them what the newest one changed."""
    if not (story := _story_at(request, slug)):
        return moved_or_gone(request, slug, "history")
    versions = page_of(story.versions.listed().without_text().order_by("-number"), request, size=VERSIONS)
    change, given = None, corrections_by_version(story)
    for version in versions.rows:
        version.corrections = given.get(version.number, [])
    if versions.is_first and len(versions) > 1:
        change = _change(story, versions.rows[1].number, versions.rows[0].number, given)
    newest = versions.rows[0] if versions.is_first and versions.rows else story.versions.listed().first()
    return _answer(request, "history", story, versions=versions, change=change, newest=newest)


@require_safe
def version(request, slug, number):
    """One public version, as it read."""
    if not (story := _story_at(request, slug)):
        return moved_or_gone(request, slug, "version", number=number)
    found = story.versions.public().filter(number=number).first() or _not_there()
    newest = story.versions.public().without_text().first()
    return _answer(request, "version", story, version=found, newest=newest, old=True)


@require_safe
def compared(request, slug, number, other):
    """The words that changed from one public version to another."""
    if not (story := _story_at(request, slug)):
        return moved_or_gone(request, slug, "versions_compared", number=number, other=other)
    if number == other:
        return redirect("version", story.slug, number)
    if number > other:
        return redirect("versions_compared", story.slug, other, number)
    change = _change(story, number, other, corrections_by_version(story))
    return _answer(request, "versions_compared", story, change=change, old=True)


def _story_at(request, slug):
    if story := shown.story_at(slug, request.user):
        keyed(request, f"story-{story.pk}")
    return story


def _change(story, number, other, given) -> Change:
    found = {version.number: version for version in story.versions.public().filter(number__in=(number, other))}
    if len(found) < 2:
        raise Http404
    return Change(found[number], found[other], given)


def _not_there():
    raise Http404


def _answer(request, name, story, **context):
    context |= {"story": story, "topic": story.topic, "hidden": not story.is_live}
    return render(request, f"articles/{name}.html", context)
