"""What a story rests on: rows on the story's form, folded away while there are none."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.models import Source
from newsroom.admin.order import PlacedForm, PlacedFormSet


class SourceFormSet(PlacedFormSet):
    takes_out = _("Take this source out")

    def is_row(self, form) -> bool:
        return bool(form.cleaned_data.get("name") or form.cleaned_data.get("unnamed_reason"))


class SourceInline(admin.TabularInline):
    model = Source
    form = PlacedForm
    formset = SourceFormSet
    fields = ["name", "url", "unnamed_reason", "position"]
    verbose_name_plural = _("Sources")
    extra = 1

    def get_formset(self, request, obj=None, **kwargs):
        self.classes = ["sources"] if obj and obj.sources.exists() else ["sources", "collapse"]
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "url":
            kwargs |= {"assume_scheme": "https", "widget": forms.URLInput(attrs={"dir": "ltr"})}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "name":
            field.help_text = _("Not kept in versions: readers of a live story see a change at once.")
        if db_field.name in self.fields:
            field.widget.attrs |= {"aria-label": field.label, "placeholder": field.label}
        return field
