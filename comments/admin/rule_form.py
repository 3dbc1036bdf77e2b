"""The form of one house rule: on or off, its number, its words; and what a change of them is, in sentences."""

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models.house_rule import mark_of
from comments.rules import Rule, Setting
from comments.wordlist import check_words, entries

MOST_WORDS = 10_000
LONGEST = 1_000_000
MOST_NUMBER = 10_000
MOST_NAMED = 10
MOST_WRONG = 20


class RuleForm(forms.Form):
    """`seen` marks how the rule was set when the form was opened, `rehearsed` how it was when it was rehearsed."""

    is_on = forms.BooleanField(label=gettext_lazy("On"), required=False)
    number = forms.IntegerField(min_value=0, max_value=MOST_NUMBER)
    words = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto", "spellcheck": "false", "autocapitalize": "none"}),
        help_text=gettext_lazy(
            "One word or phrase a line. A star at the end of a word stands for any ending. A line that begins with # is a remark."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    rehearsed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, rule: Rule, setting: Setting, data=None, may_change=True):
        super().__init__(data, initial=setting._asdict() | {"seen": mark_of(setting)})
        self.rule = rule
        if rule.number is None:
            del self.fields["number"]
        else:
            self._name_number(rule.number_label, rule.number)
        if not rule.has_words:
            del self.fields["words"]
        for name in self.fields if not may_change else ():
            self.fields[name].disabled = True

    def _name_number(self, label, default):
        field = self.fields["number"]
        field.label = label
        field.help_text = _("From 0 to %(most)d. As it comes: %(default)d.") % {
            "most": MOST_NUMBER, "default": default
        }  # fmt: skip
        wrong = _("Enter a whole number from 0 to %d.") % MOST_NUMBER
        field.error_messages |= {"invalid": wrong, "required": wrong}
        field.validators = [_between(wrong)]

    def clean_words(self):
        words = "\n".join(line.rstrip() for line in self.cleaned_data["words"].splitlines()).strip("\n")
        if (number := sum(1 for _entry in entries(words))) > MOST_WORDS:
            said = {"number": number, "most": MOST_WORDS}
            raise ValidationError(_("These are %(number)d words and phrases; at most %(most)d can be kept.") % said)
        try:
            check_words(words)
        except ValidationError as error:
            more = len(error.messages) - MOST_WRONG
            named = error.messages[:MOST_WRONG]
            raise ValidationError(named + ([_("And %d lines more.") % more] if more > 0 else [])) from None
        return words

    @property
    def setting(self) -> Setting:
        """As it was sent, and is valid."""
        return Setting(self.cleaned_data["is_on"], self.cleaned_data.get("number"), self.cleaned_data.get("words", ""))

    def show(self, **hidden):
        """Other values for the hidden fields than were sent."""
        self.data = self.data.copy()
        self.data.update(hidden)

    @property
    def about_words(self) -> list[str]:
        return about_words(self["words"].value() or "") if "words" in self.fields else []


def _between(wrong):
    def check(number):
        if not 0 <= number <= MOST_NUMBER:
            raise ValidationError(wrong)

    return check


def about_words(words: str) -> list[str]:
    """How many there are, and which stand there twice."""
    found = Counter(entry.casefold() for _line, entry in entries(words))
    number = sum(found.values())
    said = [ngettext("%d word or phrase.", "%d words and phrases.", number) % number]
    if twice := [entry for entry, times in found.items() if times > 1]:
        said.append(_("More than once: %s. Once is enough.") % named(twice))
    return said


def changes(rule: Rule, before: Setting, after: Setting) -> list[str]:
    """What is another, a sentence each."""
    said = []
    if before.is_on != after.is_on:
        said.append(_("Turned on.") if after.is_on else _("Turned off."))
    if before.number != after.number:
        numbers = {"label": rule.number_label, "before": before.number, "after": after.number}
        said.append(_("%(label)s: %(before)s before, %(after)s now.") % numbers)
    if before.words != after.words:
        said += _changed_words(before.words, after.words)
    return said


def _changed_words(before, after) -> list[str]:
    was, now = ({entry: None for _line, entry in entries(words)} for words in (before, after))
    added, gone = [entry for entry in now if entry not in was], [entry for entry in was if entry not in now]
    said = [_("Words added: %s.") % named(added)] if added else []
    said += [_("Words taken out: %s.") % named(gone)] if gone else []
    return said or [_("The list of words was put in another order.")]


def named(words: list[str]) -> str:
    """The first ones, and how many more."""
    said = ", ".join(words[:MOST_NAMED])
    more = len(words) - MOST_NAMED
    return said if more <= 0 else _("%(words)s and %(more)d more") % {"words": said, "more": more}
