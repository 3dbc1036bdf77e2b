"""The form of a story at the desk: its text, its publication, and the verbs that move it on."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import beside, verbs, versions, words
from articles.admin.byline import BylineInline
from articles.admin.correction import given_to
from articles.admin.moments import MomentFormField, MomentInput
from articles.admin.source import SourceInline
from articles.admin.story_form import StoryForm
from articles.admin.together import StoriesTogether
from articles.models import Creator, Story
from articles.models.labels import LABELS
from newsroom.admin.library import picture_formfield
from newsroom.admin.widgets import Editor, Picks, only_adding, with_nonce
from newsroom.html import CleanHTMLField
from newsroom.models import Image
from newsroom.moments import MomentField

MOST_STEPS = 50


@admin.register(Story)
class StoryAdmin(StoriesTogether):
    form = StoryForm
    inlines = [BylineInline, SourceInline]
    autocomplete_fields = ["tags"]
    readonly_fields = ["standing", "readers_see", "corrections_given", "returned_reason", "withdrawal_reason"]
    formfield_overrides = {
        CleanHTMLField: {"widget": Editor},
        MomentField: {"form_class": MomentFormField, "widget": MomentInput},
    }

    def get_urls(self):
        return [*beside.urls(self), *versions.urls(self), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        story = ["title", "subtitle", "body", "language", "topic", "tags"]
        story += ["cover", "cover_alt", "cover_caption", "cover_credit", "slug"]
        publication = ["standing"] if obj else []
        publication += [name for name in ("returned_reason", "withdrawal_reason") if obj and getattr(obj, name)]
        if obj and obj.has_unpublished_changes:
            publication.append("readers_see")
        if obj and obj.corrected:
            publication.append("corrections_given")
        if self.has_publish_permission(request):
            publication += ["published_at", "embargoed_until", "revised_at"]
            publication += ["reason"] if obj and obj.state in ("in_review", "live") else []
        groups = [(_("Story"), {"fields": story}), (_("Publication"), {"fields": publication})]
        groups.append((_("Labels"), self._labels(obj)))
        return [group for group in groups if group[1]["fields"]]

    @staticmethod
    def _labels(story):
        """Folded away while the story has none."""
        folded = [] if story and any(story.labels) else ["collapse"]
        said = _("Not kept in versions: readers of a live story see a change at once.")
        return {"fields": LABELS, "classes": folded, "description": said}

    @admin.display(description=gettext_lazy("corrections"))
    def corrections_given(self, story):
        return given_to(story)

    @admin.display(description=gettext_lazy("where it stands"))
    def standing(self, story):
        return words.standing(story)

    @admin.display(description=gettext_lazy("readers see"))
    def readers_see(self, story):
        seen = story.versions.filter(public_at__isnull=False).order_by("-number").first()
        return _("Version %(number)d. The changes here are not published yet.") % {"number": seen.number if seen else 1}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.related_model is Image:
            return picture_formfield(db_field, request, self._held_cover(request), **kwargs)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("title", "subtitle"):
            field.widget = forms.Textarea(attrs={"rows": 2, "class": f"story-{db_field.name}", "autocomplete": "off"})
        return only_adding(field)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, **{"widget": Picks(db_field, self.admin_site)} | kwargs
        )

    def _held_cover(self, request):
        pk = request.resolver_match.kwargs.get("object_id", "")
        return self.get_queryset(request).filter(pk=pk).values("cover") if pk.isdecimal() else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        own = Creator.objects.filter(user=request.user).first() if not obj.pk else None
        if own and request.method == "GET" and isinstance(inline, BylineInline):
            kwargs["initial"] = [{"creator": own, "position": 1}]
        return kwargs

    def add_view(self, request, form_url="", extra_context=None):
        """Who sees only their own stories needs a name to write under."""
        allowed = self.has_add_permission(request) and not request.user.has_perm("articles.see_all_stories")
        if allowed and not Creator.objects.filter(user=request.user).exists():
            said = _("Your account has no creator profile yet. Ask an editor to make one and to link your account.")
            self.message_user(request, said, messages.ERROR)
            return redirect("admin:articles_story_changelist")
        return super().add_view(request, form_url, extra_context)

    def changeform_view(self, request, *args, **kwargs):
        """A refused verb undoes the saving before it (one transaction); the same form comes back with the objections."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except verbs.Refused as refusal:
            request.refusal = refusal
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        request.story_form = form
        moved = "published_at" in form.changed_data and obj.state == "scheduled"
        request.verb = request.POST.get("_verb") or ("schedule" if change and moved else None)
        obj.save()
        obj.write(by=request.user, **form.text)

    def save_related(self, request, form, formsets, change):
        """Byline and cover of a published story are seen at once, so they have to be whole."""
        super().save_related(request, form, formsets, change)
        if form.instance.status == Story.Status.READY:
            verbs.SAVE.do(form.instance, request.user, form)

    def response_add(self, request, obj, post_url_continue=None):
        return self._after(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        answer = self._after(request, obj)
        if not answer and obj.has_unpublished_changes:
            self.message_user(request, self.readers_see(obj), messages.WARNING)
        return answer or super().response_change(request, obj)

    def _after(self, request, obj):
        """Do the verb whose button was pressed; None if there was none."""
        if not request.verb:
            return None
        verb = verbs.VERBS.get(request.verb)
        if not verb or not verb.allowed(request.user, obj):
            raise PermissionDenied
        self.act(request, obj, verb, request.story_form)
        self.message_user(request, f"{verb.done} {words.standing(obj)}.", messages.SUCCESS)
        if not self.has_view_permission(request, obj):
            return redirect("admin:articles_story_changelist")
        return redirect("admin:articles_story_change", obj.pk)

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_live else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["media"] = with_nonce(context["media"], request)
        context |= {"zone": request.site.time_zone, "show_save_and_add_another": False}
        if not obj or self.has_change_permission(request, obj):
            context["verbs"] = verbs.offered(obj or Story(), request.user)
        if obj:
            context |= beside.links(request, obj) | {"steps": words.log(obj.steps.all()[:MOST_STEPS])}
            context["has_preview"] = not obj.is_live or "readers_see" in flatten_fieldsets(
                context["adminform"].fieldsets
            )
        return super().render_change_form(request, context, add, change, form_url, obj)
