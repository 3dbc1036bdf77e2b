"""House rules made for a test: what each looks at, and nothing that anybody else might change."""

import re
from datetime import timedelta

import pytest

from comments import rules
from comments.models import Comment, Objection
from comments.rules import Rule
from comments.wordlist import compile_list


def shouting(comment, setting):
    found = [*re.finditer(r"[A-Z]{3,}", comment.body)]
    for match in found if len(found) > setting.number else ():
        yield Objection(text=match[0], position=match.start())


def wary(comment, setting):
    for match in compile_list(setting.words).find(comment.body):
        yield Objection(text=match.text, position=match.start)


def hasty(comment, setting):
    since = comment.created_at - timedelta(seconds=setting.number)
    before = Comment.objects.filter(author=comment.author, created_at__gte=since, created_at__lt=comment.created_at)
    if before.exists():
        yield Objection(words="Another one just before.")


def trapped(comment, setting, sent):
    if sent.trap:
        yield Objection(words="The trap was filled in.")


def broken(comment, setting):
    raise RuntimeError("out of order")


SHOUTING = Rule(
    "shouting", "Shouting", "It shouts.", "Words in capitals.", shouting, number=1, number_label="Words allowed"
)
WARY = Rule("wary", "Wary words", "It says a wary word.", "Words of a list.", wary, has_words=True)
HASTY = Rule(
    "hasty", "Hasty", "It came quickly.", "One after the other.", hasty, "history", number=30, number_label="Seconds"
)
TRAPPED = Rule("trapped", "Trap", "It fell into a trap.", "A field that nobody sees.", trapped, "sending")
BROKEN = Rule("broken", "Broken", "It is broken.", "Fails always.", broken)


@pytest.fixture
def house_rules(monkeypatch):
    """These rules after the modes, instead of all others."""
    mine = [*(rule for rule in rules.RULES if rule.name in ("all_held", "first_held")), SHOUTING, WARY, HASTY, TRAPPED]
    before = rules.RULES[:]
    rules.RULES[:] = mine
    for rule in mine:
        monkeypatch.setitem(rules.NAMED, rule.name, rule)
    yield mine
    rules.RULES[:] = before


@pytest.fixture
def broken_rule(house_rules, monkeypatch):
    monkeypatch.setitem(rules.NAMED, "broken", BROKEN)
    rules.RULES.append(BROKEN)
