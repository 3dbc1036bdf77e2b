"""The notes on a story, oldest first, with a form for the next one."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import words
from articles.models import Note
from newsroom.addresses import key
from newsroom.html import ILLEGAL

MOST_SHOWN = 100


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["text", "for_creators"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}

    def clean_text(self):
        return ILLEGAL.sub("", self.cleaned_data["text"])


VERBS = {
    "finish": (_("Note ticked off."), lambda note, by: note.finish(by)),
    "reopen": (_("Note opened again."), lambda note, by: note.reopen()),
    "show": (_("Note shown to the story's creators."), lambda note, by: note.show_to_creators()),
}


def page(desk, request, story):
    """GET the list; POST a new note, or a verb for one of them."""
    if request.method == "POST" and "verb" in request.POST:
        return _do(desk, request, story)
    form = NoteForm(request.POST or None, instance=Note(story=story))
    leads = request.user.has_perm("articles.see_all_stories")
    if not leads:
        del form.fields["for_creators"]  # what a creator writes, all the story's creators read
    if request.method == "POST" and form.is_valid():
        note = form.instance
        note.by, note.by_name = request.user, str(request.user)
        note.for_creators |= not leads
        note.save()
        return _after(desk, request, story, note, gettext("Note written."))
    return _shown(desk, request, story, form, leads)


def _do(desk, request, story):
    seen = story.notes.shown_to(request.user)
    note = get_object_or_404(seen, pk=key(request.POST.get("note")))
    said, act = VERBS.get(request.POST["verb"], (None, None))
    if not act or not request.user.has_perm("articles.see_all_stories"):
        raise Http404
    act(note, request.user)
    return _after(desk, request, story, note, str(said))


def _after(desk, request, story, note, said):
    desk.log_change(request, story, said)
    desk.message_user(request, said, messages.SUCCESS)
    return redirect(f"{reverse('admin:articles_story_notes', args=[story.pk])}#note-{note.pk}")


def _shown(desk, request, story, form, leads):
    seen = story.notes.shown_to(request.user).select_related("preview_link")
    if before := key(request.GET.get("before")):
        seen = seen.filter(pk__lt=before)
    found = list(seen.order_by("-id")[: MOST_SHOWN + 1])
    context = desk.admin_site.each_context(request) | {
        "title": gettext("Notes on “%(story)s”") % {"story": story.title}, "story": story, "opts": desk.opts,
        "notes": [(note, words.at(note.at)) for note in reversed(found[:MOST_SHOWN])],
        "older": found[MOST_SHOWN - 1].pk if len(found) > MOST_SHOWN else None, "form": form, "leads": leads,
    }  # fmt: skip
    return TemplateResponse(request, "admin/articles/story/notes.html", context, status=422 if form.errors else 200)
