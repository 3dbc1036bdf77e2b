"""The list of house rules: what each does, how it is set, and what it caught in the last days."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from comments import rules
from comments.caught import Caught, Failure
from comments.models import HouseRule
from comments.rehearsed import numeral
from comments.rules import Rule, Setting
from comments.wordlist import entries

# Rules that are set neither here nor with the site: where they are.
ELSEWHERE = {"spam_filter": "admin:comments_spamfilter_changelist"}


@dataclass
class Row:
    rule: Rule
    setting: Setting
    address: str
    caught: int = 0
    approved: int = 0

    @property
    def numbers(self) -> list[str]:
        """How it is set: 'Links allowed: 2', '14 words'."""
        said = [f"{self.rule.number_label}: {numeral(self.setting.number)}"] if self.rule.number is not None else []
        if self.rule.has_words:
            number = sum(1 for _entry in entries(self.setting.words))
            said.append(_("Words and phrases: %s") % numeral(number))
        return said


@dataclass
class Group:
    title: str
    rows: list[Row] = field(default_factory=list)


def groups(found: Caught) -> tuple[list[Group], list[Row]]:
    """The rules that are set here by what they look at; and those that are set elsewhere."""
    by_kind = {
        "text": Group(_("What a comment says")),
        "history": Group(_("Who writes it, and what they wrote before")),
        "sending": Group(_("How it was sent")),
    }
    elsewhere = []
    for rule, setting in HouseRule.objects.settings():
        row = row_of(rule, setting, found)
        (elsewhere if rule.is_mode else by_kind[rule.looks_at].rows).append(row)
    return [group for group in by_kind.values() if group.rows], elsewhere


def row_of(rule, setting, found: Caught) -> Row:
    return Row(rule, setting, address_of(rule), found.numbers[rule.name], found.approved[rule.name])


def address_of(rule) -> str:
    """Empty for the modes, which are the site's."""
    if not rule.is_mode:
        return reverse("admin:comments_houserule_change", args=[rule.name])
    return reverse(ELSEWHERE[rule.name]) if rule.name in ELSEWHERE else ""


def said_of(failure: Failure) -> dict:
    """Which rule failed, in words, and how."""
    name, _colon, error = failure.words.partition(": ")
    rule = rules.NAMED.get(name)
    return {"rule": rule.label if rule else name, "error": error, "failure": failure, "number": numeral(failure.number)}
