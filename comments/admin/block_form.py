"""The form that blocks: whom, until when, why."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments import targets
from comments.models import Block
from comments.models.decision import REASONS
from newsroom import days, moments
from newsroom.html import ILLEGAL

LONGEST = 3660  # days
LENGTHS = {"day": 1, "week": 7, "month": 30}
TYPED = (Block.Kind.ACCOUNT, Block.Kind.ADDRESS, Block.Kind.DOMAIN)  # a network's hash is nothing that anybody types


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class BlockForm(forms.Form):
    """`offered`: the targets of a comment or a person; without them, kind and value are typed."""

    kind = forms.ChoiceField(label=_("Whom"), widget=forms.RadioSelect)
    value = forms.CharField(
        label=_("Which"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "none"}),
        help_text=_("An account by its address or number, an e-mail address, or a domain such as example.org."),
    )
    how_long = forms.ChoiceField(
        label=_("How long"),
        widget=forms.RadioSelect,
        choices=[
            ("day", _("A day")),
            ("week", _("A week")),
            ("month", _("30 days")),
            ("date", _("To the end of a day:")),
            ("ever", _("Until somebody lifts it")),
        ],
        initial="week",
    )
    last_day = forms.DateField(label=_("Last day"), required=False, widget=Day)
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "---------"), *REASONS])
    note = forms.CharField(
        label=_("Note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("The blocked person reads it, with the reason, when they try to write."),
    )
    sure = forms.BooleanField(label=_("Block it all the same"), required=False)

    def __init__(self, *args, by, network="", offered=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.network, self.offered = by, network, {target.kind: target for target in offered}
        self.target, self.warning = None, ""
        kinds = [(kind, Block.Kind(kind).label) for kind in TYPED]
        self.fields["kind"].choices = [(one.kind, one.label) for one in offered] or kinds
        self.fields["kind"].initial = self.fields["kind"].choices[0][0]
        if offered:
            del self.fields["value"]

    def clean_note(self):
        return ILLEGAL.sub("", self.cleaned_data["note"]).strip()

    def clean(self):
        said = super().clean()
        try:
            self.target = self._target(said)
            if self.target:
                targets.check(self.target)
                self.warning = targets.warning(self.target, self.by, self.network)
        except ValidationError as error:
            self.add_error("kind" if self.offered else "value", error)
        said["until"] = self._until(said)
        if said.get("reason") == "other" and not said.get("note"):
            self.add_error("note", _("Say in the note what the reason is."))
        if self.warning and not said.get("sure"):
            self.add_error("sure", self.warning)
        return said

    def _target(self, said):
        kind, value = said.get("kind"), said.get("value")
        if not kind or self.offered:
            return self.offered.get(kind)
        if not value:
            if "value" not in self.errors:
                raise ValidationError(_("Say which one."), code="required")
            return None
        return targets.typed(kind, value)

    def _until(self, said):
        chosen, last = said.get("how_long"), said.get("last_day")
        if chosen in LENGTHS:
            return moments.now() + timedelta(days=LENGTHS[chosen])
        if chosen != "date" or "last_day" in self.errors:
            return None
        today = timezone.localdate()
        if not last or not today <= last <= today + timedelta(days=LONGEST):
            self.add_error("last_day", _("Choose a day from today on, ten years ahead at most."))
            return None
        return days.start(last + days.ONE)
