"""What a moderator says with a decision. The comment's author reads reason and note."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comments.models.decision import REASONS
from comments.verbs import VERBS


class DecisionForm(forms.Form):
    """The buttons are the field `verb`, each with its own name; which of them ask for a reason says the verb."""

    verb = forms.ChoiceField(choices=[(name, verb.label) for name, verb in VERBS.items()], widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *REASONS], required=False)
    note = forms.CharField(
        label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )  # fmt: skip

    @property
    def chosen(self):
        return VERBS[self.cleaned_data["verb"]]

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("reason", "note")}

    def clean(self):
        said = super().clean()
        verb, reason = VERBS.get(said.get("verb")), said.get("reason")
        if verb and verb.asks and "reason" in said and not reason:
            self._miss("reason", _("Choose a reason: the comment's author reads it."))
        if verb and verb.asks and reason == "other" and not said.get("note"):
            self._miss("note", _("Write the reason here: the comment's author reads it."))
        return said

    def _miss(self, name, sentence):
        """Say what is missing beside its field, and begin there."""
        self.add_error(name, sentence)
        self.fields[name].widget.attrs["autofocus"] = True
