"""Rows of a form in the order of their numbers: those without one come last, and all are numbered from one."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PlacedForm(forms.ModelForm):
    renumbered = False
    position = forms.IntegerField(
        label=_("Place"),
        required=False,
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"aria-label": _("Place")}),
    )

    def clean_position(self):
        place = self.cleaned_data["position"]
        return self.instance.position if place is None and self.instance.pk else place

    def has_changed(self):
        return self.renumbered or super().has_changed()


class TakeOut(forms.CheckboxInput):
    """A box with its words beside it, where no head of a column says them."""

    template_name = "admin/widgets/take_out.html"


class PlacedFormSet(forms.BaseInlineFormSet):
    """`names` is the field without which a row is empty; `takes_out` says what its box for deleting does."""

    names: str
    takes_out = _("Take out")
    deletion_widget = TakeOut

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = self.takes_out

    def rows(self) -> list:
        """The forms that stay, as they were sent."""
        return [form for form in self.forms if self.is_row(form) and not form.cleaned_data.get("DELETE")]

    def is_row(self, form) -> bool:
        return bool(form.cleaned_data.get(self.names))

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        rows = self.rows()
        rows.sort(key=lambda form: (form.cleaned_data.get("position") is None, form.cleaned_data.get("position") or 0))
        for position, form in enumerate(rows, 1):
            if form.instance.position != position:
                form.instance.position = position
                form.renumbered = True
