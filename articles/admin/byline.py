"""Who wrote a story, in order: rows on the story's form."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.admin.creator import creators_for
from articles.models import Byline, Creator
from newsroom.admin.order import PlacedForm, PlacedFormSet
from newsroom.admin.widgets import Pick, only_adding


class BylineFormSet(PlacedFormSet):
    """Names in their order. A creator stays on their own story."""

    keeps = None
    names = "creator"
    takes_out = _("Take out of the byline")

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        if self.keeps and self.keeps not in [form.cleaned_data["creator"] for form in self.rows()]:
            raise ValidationError(_("Your own name has to stay in the byline."))


class BylineInline(admin.TabularInline):
    model = Byline
    form = PlacedForm
    formset = BylineFormSet
    fields = ["creator", "position"]
    autocomplete_fields = ["creator"]
    verbose_name_plural = _("By")

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("creator")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if not request.user.has_perm("articles.see_all_stories"):
            formset.keeps = Creator.objects.filter(user=request.user).first()
        return formset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return only_adding(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "creator":
            story = request.resolver_match.kwargs.get("object_id", "")
            # Who stands on the story already may stay, also before readers know them.
            here = Q(bylines__story=story) if story.isdecimal() else Q(pk=None)
            known = Q(pk__in=creators_for(request.user, to_choose=True).values("pk"))
            kwargs["queryset"] = Creator.objects.filter(known | here).distinct()
            kwargs["widget"] = Pick(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
