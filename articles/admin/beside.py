"""The pages beside a story's form: its preview, the links that show it to others, and its notes."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path

from articles.admin import notes, preview_links
from articles.models import Note
from articles.views.preview import page as preview_page


def urls(desk) -> list:
    """`desk` is the admin of stories: it says who sees which, and keeps their history."""
    pages = {"preview": preview, "previews": preview_links.page, "notes": notes.page}
    return [
        path(
            f"<int:pk>/{name}/",
            desk.admin_site.admin_view(partial(_of_story, view, desk)),
            name=f"articles_story_{name}",
        )
        for name, view in pages.items()
    ]


def _of_story(view, desk, request, pk):
    """404 for whoever does not see the story."""
    story = get_object_or_404(desk.get_queryset(request), pk=pk)
    if not desk.has_view_permission(request, story):
        raise Http404
    return view(desk, request, story)


def preview(desk, request, story):
    """The working copy as readers will see it, for whoever sees the story at the desk: no link to hand on."""
    return preview_page(request, story)


def links(request, story) -> dict:
    """For the form's tools: how many notes are open, and whether there are links to keep."""
    seen = Note.objects.filter(story=story).open().shown_to(request.user)
    return {"open_notes": seen.count(), "keeps_previews": preview_links.allowed(request.user)}
