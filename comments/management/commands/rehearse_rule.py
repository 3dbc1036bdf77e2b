"""Rehearse a house rule: what it would have caught, without an end as the page has it."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comments import rules
from comments.admin.rule_form import MOST_NUMBER
from comments.caught import DAYS
from comments.marked import excerpt
from comments.models import HouseRule
from comments.rehearsal import can_rehearse, rehearse
from comments.rehearsed import summary
from comments.wordlist import check_words


class Command(BaseCommand):
    help = (
        "Tells which of the last days' comments a house rule would have caught, and how many of those a person approved. "
        "Nothing is stored. What is not said is as it is set now."
    )

    def add_arguments(self, parser):
        parser.add_argument("rule", metavar="NAME", help="One of: " + ", ".join(_names()))
        parser.add_argument("--number", type=int, metavar="N")
        parser.add_argument("--words", type=Path, metavar="FILE", help="A list of words, one a line.")
        parser.add_argument("--on", action="store_true", default=None, dest="is_on")
        parser.add_argument("--off", action="store_false", default=None, dest="is_on")
        parser.add_argument("--days", type=int, default=DAYS, metavar="DAYS")
        parser.add_argument("--json", action="store_true", help="The figures alone.")

    def handle(self, *, rule, number, words, is_on, days, **options):
        found = rules.NAMED.get(rule)
        if not found or not can_rehearse(found):
            said = {"name": rule, "names": ", ".join(_names())}
            raise CommandError(_("%(name)s cannot be rehearsed. What can: %(names)s.") % said)
        if days < 1 or days > 3650:
            raise CommandError(_("--days wants a number from 1 to 3650."))
        before = HouseRule.objects.of(found).setting
        wanted = {"is_on": is_on, "number": _number(found, number), "words": words and _words(found, words)}
        setting = before._replace(**{name: value for name, value in wanted.items() if value is not None})
        self._tell(rehearse(found, setting, before, days=days), options["json"])

    def _tell(self, found, as_json):
        if as_json:
            return self.stdout.write(json.dumps(found.figures, indent=2))
        for line in summary(found):
            self.stdout.write(line)
        for met in found.shown:
            text = " ".join("".join(piece.text for piece in excerpt(met.comment.body, met.objections, 40)).split())
            self.stdout.write(
                f"  #{met.comment.pk}  {met.comment.created_at:%Y-%m-%d}  {met.comment.state:<10}  {text}"
            )


def _names() -> list[str]:
    return [rule.name for rule in rules.RULES if can_rehearse(rule)]


def _number(rule, number):
    if number is None:
        return None
    if rule.number is None:
        raise CommandError(_("%s is set without a number, or with a number above 0.") % rule.name)
    if not 0 <= number <= MOST_NUMBER:
        raise CommandError(_("Enter a whole number from 0 to %d.") % MOST_NUMBER)
    return number


def _words(rule, path) -> str:
    if not rule.has_words:
        raise CommandError(_("%s is set without words.") % rule.name)
    try:
        words = path.read_text()
        check_words(words)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}") from None
    except ValidationError as error:
        raise CommandError("\n".join(error.messages)) from None
    return words
