"""Several people at one story: who is there, what was typed and not saved, and a save that would overwrite another."""

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin import sitting, stale, words
from articles.admin.meanwhile import Meanwhile, applies
from articles.admin.opened import Opened, parts_of
from articles.admin.story_list import StoryList
from articles.models import Sitting, Story
from articles.models.version import TEXT
from newsroom.addresses import key


class StoriesTogether(StoryList):
    def get_urls(self):
        def desk(view):
            return self.admin_site.admin_view(view)

        heard = desk(require_POST(self.sitting_view))
        return [
            path("add/sitting/", heard, name="articles_story_add_sitting"),
            path("<int:pk>/sitting/", heard, name="articles_story_sitting"),
            path("kept/<int:pk>/", desk(self.kept_view), name="articles_story_kept"),
            *super().get_urls(),
        ]

    # Signs of life

    def sitting_view(self, request, pk=None):
        story = self._there(request, pk) if pk is not None else None
        if not (self.has_change_permission(request, story) if story else self.has_add_permission(request)):
            raise PermissionDenied
        return sitting.heard(request, story)

    def _there(self, request, pk) -> Story:
        story = self.get_object(request, str(pk))
        if not story or not self.has_view_permission(request, story):
            raise Http404
        return story

    # What was typed and never saved

    def kept_view(self, request, pk):
        """Shows how it differs from the newest text; from here it goes into the form, or away."""
        row = Sitting.objects.filter(pk=pk, person=request.user, typed_at__isnull=False).first()
        if not row:
            raise Http404
        story = self._there(request, row.story_id) if row.story_id else None
        form = self._form_address(story)
        if request.method == "POST":
            row.delete()
            self.message_user(request, _("What you typed was discarded."), messages.SUCCESS)
            return redirect(form)
        now = story.working_copy_text() if story else dict.fromkeys(TEXT, "")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Typed and never saved"),
            "opts": self.opts,
            "story": story,
            "when": words.when(row.typed_at),
            "changes": stale.changes(now, row.text),
            "form_address": form,
            "take": self.has_change_permission(request, story) and f"{form}?kept={row.pk}",
        }
        return render(request, "admin/articles/story/kept.html", context)

    def _form_address(self, story) -> str:
        return reverse("admin:articles_story_change", args=[story.pk]) if story else reverse("admin:articles_story_add")

    def _taken(self, request, pk) -> Sitting | None:
        """The kept text that is to stand in the form."""
        kept = key(request.GET.get("kept")) if request.method == "GET" else None
        rows = Sitting.objects.filter(pk=kept, person=request.user, story=pk, typed_at__isnull=False)
        return rows.first() if kept else None

    # The form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A form that is sent is read against what is stored by now, with the story's row locked."""
        pk = key(unquote(object_id)) if object_id else None
        request.meanwhile, request.taken = None, self._taken(request, pk)
        if request.method != "POST" or not pk:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if answer := self._too_late(request, pk):
            return answer
        with transaction.atomic():
            request.meanwhile = self._meanwhile(request, pk)
            answer = super().changeform_view(request, object_id, form_url, extra_context)
        if request.meanwhile and request.meanwhile.objections and answer.status_code == 200:
            answer.status_code = 409
        return answer

    def _too_late(self, request, pk):
        """Somebody deleted the story, or it is not theirs to change any more: what they typed is kept, and shown."""
        story = self.get_object(request, str(pk))
        if story and (self.has_change_permission(request, story) or not self.has_view_permission(request, story)):
            return None
        if not story and not self.has_add_permission(request):
            return None
        if not (kept := sitting.keep_sent(request, story)):
            return None
        said = _("This story cannot be changed by you any more: nothing was saved. What you typed is kept.")
        self.message_user(request, said, messages.WARNING)
        return redirect("admin:articles_story_kept", kept.pk)

    def _meanwhile(self, request, pk) -> Meanwhile | None:
        Story.objects.select_for_update().only("pk").filter(pk=pk).first()
        story = self.get_object(request, str(pk))
        if not story or not self.has_change_permission(request, story) or not applies(story, request.POST):
            return None
        fields = flatten_fieldsets(self.get_fieldsets(request, story))
        form = super().get_form(request, story, change=True, fields=fields)(instance=story)
        formsets = [
            FormSet(instance=story, prefix=FormSet.get_default_prefix(), queryset=inline.get_queryset(request))
            for FormSet, inline in self.get_formsets_with_inlines(request, story)
        ]
        meanwhile = Meanwhile(story, form, formsets, request.POST, request.user)
        request.POST = meanwhile.data
        if meanwhile.kept:
            self.message_user(request, meanwhile.what_was_kept, messages.WARNING)
        return meanwhile

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        meanwhile, taken = getattr(request, "meanwhile", None), getattr(request, "taken", None)
        if meanwhile:
            form.objections, form.only_shown = meanwhile.objections, meanwhile.only_shows
        if taken:
            form.taken = taken.text
        return form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        Sitting.objects.close(story=form.instance, person=request.user, tab=sitting.tab_of(request.POST))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            context["together"] = self._together(request, context, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _together(self, request, context, story) -> dict:
        """What the form carries and shows because others may be at the story (templates/admin/articles/story/)."""
        meanwhile, taken, posted = request.meanwhile, request.taken, request.method == "POST"
        tab = sitting.tab_of(request.POST) or (taken.tab if taken else sitting.new_tab())
        name, at = ("articles_story_sitting", [story.pk]) if story else ("articles_story_add_sitting", [])
        address = reverse(f"admin:{name}", args=at)
        return {
            "tab": tab,
            "opened": request.POST.get("opened", "") if posted else self._opened(request, context, story),
            "stale": meanwhile and meanwhile.stale,
            "said": meanwhile and meanwhile.said,
            "taken": taken and words.when(taken.typed_at),
            "waiting": [] if posted else self._waiting(request, story, taken),
            "settings": sitting.settings(address, typed=posted),
        }

    def _opened(self, request, context, story) -> Opened | str:
        if not story:
            return ""
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        parts = parts_of(context["adminform"].form, formsets)
        version = request.taken.version if request.taken else story.newest_version
        return Opened(version, {part.name: part.digest() for part in parts})

    def _waiting(self, request, story, taken) -> list[dict]:
        """Texts that are not in the newest version: the address of each and when it was typed."""
        rows = [row for row in Sitting.objects.waiting(story=story, person=request.user) if row != taken]
        now = story.working_copy_text() if rows and story else dict.fromkeys(TEXT, "")
        return [
            {"address": reverse("admin:articles_story_kept", args=[row.pk]), "when": words.when(row.typed_at)}
            for row in rows
            if row.text != now
        ]
