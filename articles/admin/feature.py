"""The front page at the desk: what leads, what is featured and in which order, and a look at it at any time."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles import front
from articles.admin.front_desk import front_desk
from articles.admin.moments import MomentFormField, MomentInput
from articles.models import Feature, Story
from articles.models.feature import MOST_KEPT
from newsroom import moments
from newsroom.addresses import key
from newsroom.admin.widgets import Pick, only_adding
from newsroom.moments import MomentField

STEPS = {"up": -1, "down": 1}


class FeatureForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, MomentFormField):
                field.kept = getattr(self.instance, name)
        if "story" in self.fields:
            said = gettext_lazy("Choose a story that is live or scheduled.")
            self.fields["story"].error_messages["invalid_choice"] = said

    def clean_why(self):
        return " ".join(self.cleaned_data["why"].split())

    def clean_ends_at(self):
        ends_at = self.cleaned_data["ends_at"]
        if ends_at and "ends_at" in self.changed_data and ends_at <= moments.now():
            raise forms.ValidationError(gettext_lazy("This moment has passed. Choose one that is still to come."))
        return ends_at


class MomentForm(forms.Form):
    at = MomentFormField(label=gettext_lazy("See the front page at"))


@admin.register(Feature)
class FeatureAdmin(admin.ModelAdmin):
    form = FeatureForm
    autocomplete_fields = ["story"]
    formfield_overrides = {MomentField: {"form_class": MomentFormField, "widget": MomentInput}}

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("rehearsal/", wrap(require_safe(self.rehearsal)), name="articles_feature_rehearsal"),
            path("<int:pk>/place/", wrap(require_POST(self.place)), name="articles_feature_place"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_story()

    def get_fieldsets(self, request, obj=None):
        zone = _("Times are in the zone %(zone)s.") % {"zone": request.site.time_zone}
        return [(None, {"fields": ["story", "place", "why", "begins_at", "ends_at"], "description": zone})]

    def get_readonly_fields(self, request, obj=None):
        return ["story"] if obj else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "why":
            field.widget = forms.Textarea(attrs={"rows": 2, "maxlength": db_field.max_length})
        if db_field.name == "story":
            field.widget.can_add_related = False
        return only_adding(field)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "story":
            kwargs |= {"queryset": Story.objects.defer("body"), "widget": Pick(db_field, self.admin_site)}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        """The story that was chosen on its own page."""
        story = key(request.GET.get("story"))
        ready = Story.objects.filter(pk=story or 0, status=Story.Status.READY)
        return {"story": ready.values_list("pk", flat=True).first()}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.by, obj.by_name = request.user, str(request.user)
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, **kwargs):
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, **kwargs)

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return self._desk(request, MomentForm(initial={"at": timezone.localtime(moments.now())}))

    def _desk(self, request, form, status=200):
        context = self.admin_site.each_context(request) | {
            "title": _("Front page"),
            "opts": self.opts,
            "desk": front_desk(),
            "form": form,
            "zone": request.site.time_zone,
            "may_change": self.has_change_permission(request),
            "may_add": self.has_add_permission(request),
        }
        return render(request, "admin/articles/feature/front.html", context, status=status)

    def rehearsal(self, request):
        """The page that readers will get at that moment, as far as it is known now."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        form = MomentForm(request.GET)
        if not form.is_valid():
            return self._desk(request, form, status=422)
        at = form.cleaned_data["at"].replace(microsecond=0)
        features = Feature.objects.filter(begins_at__lte=at).lasting(at).newest_begun()[:MOST_KEPT]
        return render(request, "articles/front.html", {"front": front.front(features, at), "rehearsed": at})

    def place(self, request, pk):
        """One step up or down, or off the front page."""
        feature, step = get_object_or_404(Feature, pk=pk), request.POST.get("step")
        if not self.has_change_permission(request, feature):
            raise PermissionDenied
        if step in STEPS:
            feature.move(STEPS[step])
            self.log_change(request, feature, _("Moved on the front page."))
        elif step == "off":
            self.log_change(request, feature, _("Taken off the front page."))
            feature.take_off()
            self.message_user(request, _("“%(story)s” is off the front page.") % {"story": feature}, messages.SUCCESS)
        answer = redirect("admin:articles_feature_changelist")
        if step in STEPS:
            answer["Location"] += f"#feature-{pk}"
        return answer
