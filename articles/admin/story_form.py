"""The form of a story: shows and saves the working copy, and knows where a refused verb's objections belong."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.admin import verbs
from articles.admin.moments import MomentFormField
from articles.models.version import TEXT
from newsroom import moments
from newsroom.html import ILLEGAL


def one_line(text: str) -> str:
    return " ".join(ILLEGAL.sub("", text).split())


class StoryForm(forms.ModelForm):
    """What stands here is set by the admin on the class that it makes for a request.

    `objections` are (field or None, sentence); `taken` is a text to begin with; a form that is `only_shown` saves nothing.
    """

    user = refusal = taken = None
    objections = ()
    only_shown = False
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to send back (the creator sees it) or to withdraw (readers see it)."),
    )

    def __init__(self, *args, instance=None, initial=None, **kwargs):
        if instance and instance.pk:
            initial = {**instance.working_copy_text(), **(initial or {})}
        if self.taken:
            initial = {**(initial or {}), **self.taken}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, MomentFormField):
                field.kept = getattr(self.instance, name)

    @property
    def text(self) -> dict:
        return {name: self.cleaned_data[name] for name in TEXT}

    def is_valid(self):
        return not self.only_shown and super().is_valid()

    def clean(self):
        data = super().clean()
        if "published_at" in self.fields and "published_at" not in self.errors:
            self._check_date(data)
        if (revised := data.get("revised_at")) and revised > moments.now():
            self.add_error("revised_at", _("Readers cannot be told of a change that lies ahead."))
        elif "revised_at" in self.fields and self.instance.pk and self.instance.corrected:
            # Not before its last correction, which may have been given while this form was open.
            corrected_at = self.instance.corrected[0].at
            data["revised_at"] = max(revised or corrected_at, corrected_at)
        for place, error in self.refusal.complaints(self.fields) if self.refusal else ():
            self.add_error(place, error)
        for place, sentence in self.objections:
            self.add_error(place, sentence)
        return data

    def clean_title(self):
        return one_line(self.cleaned_data["title"])

    def clean_subtitle(self):
        return one_line(self.cleaned_data["subtitle"])

    def _check_date(self, data):
        """A date that readers can see, or wait for, changes only as a verb would change it."""
        at, before, state = data.get("published_at"), self.instance.published_at, self.instance.state
        verb = verbs.VERBS.get(self.data.get("_verb"))
        if verb and state not in verb.states:
            data["published_at"] = before  # the button is from before; the verb will say so
        elif state == "scheduled" and self.data.get("_verb") in ("publish", "unschedule"):
            data["published_at"] = before
        elif at != before and (complaint := self._complaint(state, at)):
            self.add_error("published_at", complaint)

    @staticmethod
    def _complaint(state, at):
        ahead = at and at > moments.now()
        if state == "withdrawn":
            return _("A withdrawn story keeps its date.")
        if state == "scheduled" and not at:
            return _("A scheduled story needs a date. To take it back, use 'Back to drafts'.")
        if state == "scheduled" and not ahead:
            return _("This moment has passed. To publish at once, use 'Publish now'.")
        if state == "live" and not at:
            return _("A live story keeps a date. To take it away, use 'Withdraw'.")
        if state == "live" and ahead:
            return _("The story is live: its date cannot lie ahead.")
        return None

    def _post_clean(self):
        """Validates with the text that was typed; a story that exists keeps what readers see until it is written."""
        readers = {name: getattr(self.instance, name) for name in TEXT}
        slug, published_at = self.instance.slug, self.instance.published_at
        super()._post_clean()
        if self.instance.pk:
            for name, value in readers.items():
                setattr(self.instance, name, value)
        if self.errors:
            self.instance.slug, self.instance.published_at = slug, published_at
