"""What the house rules caught in the last days and what people made of it, as the log tells it; and which rules failed."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from comments.models import Decision, Objection
from comments.moderation import FAULT

DAYS = 30
LOOKED_AT = 20_000  # of the days' entries in the log, the newest
MOST_FAILURES = 1_000

Verb = Decision.Verb
APPROVES = {Verb.APPROVE, Verb.RESTORE, Verb.KEEP}
REFUSES = {Verb.REJECT, Verb.SPAM, Verb.REMOVE, Verb.UPHOLD}
CATCHES = {Verb.HOLD, Verb.REJECT}


@dataclass
class Failure:
    """A rule that failed: `words` are its name and the kind of error."""

    words: str
    number: int
    comment: int  # the newest at which it failed
    at: datetime


@dataclass
class Caught:
    """By a rule's name, how many comments it caught since `since`, and how many of those a person approved afterwards."""

    since: datetime
    is_whole: bool = True  # all of the days
    numbers: Counter = field(default_factory=Counter)
    approved: Counter = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)


def caught(days: int = DAYS) -> Caught:
    """One query, that walks a bounded part of the log's index; a second one where a rule failed."""
    found = Caught(timezone.now() - timedelta(days=days))
    entries = Decision.objects.filter(at__gte=found.since).order_by("-at", "-id")
    entries = list(entries.values_list("comment_id", "verb", "by_id", "reason", "at")[:LOOKED_AT])
    if len(entries) == LOOKED_AT:
        found.since, found.is_whole = entries[-1][-1], False
    by_rule = defaultdict(set)
    for comment, verb, by, reason, _at in entries:
        if not by and verb in CATCHES:
            by_rule[reason].add(comment)
    words = last_words(entry[:3] for entry in reversed(entries))
    approved = {comment for comment, verb in words.items() if verb in APPROVES}
    found.numbers = Counter({rule: len(comments) for rule, comments in by_rule.items()})
    found.approved = Counter({rule: len(comments & approved) for rule, comments in by_rule.items()})
    if by_rule[FAULT]:
        found.failures = failures(by_rule[FAULT], found.since)
    return found


def last_words(decisions: Iterable[tuple[int | None, str, int | None]]) -> dict[int | None, str]:
    """By a comment's id what a person decided last about it. `decisions`: comment, verb and who, the oldest first.

    What was taken back does not count, nor that its author appealed.
    """
    said = defaultdict(list)
    for comment, verb, by in decisions:
        if verb == Verb.UNDO:
            del said[comment][-1:]
        elif by and verb != Verb.APPEAL:
            said[comment].append(verb)
    return {comment: verbs[-1] for comment, verbs in said.items() if verbs}


def failures(comments: set[int], since: datetime) -> list[Failure]:
    """Of the rules that failed at these comments, the last one first."""
    some = sorted(comments, reverse=True)[:MOST_FAILURES]
    failed = Objection.objects.filter(comment__in=some, rule=FAULT, made_at__gte=since).order_by("-made_at")
    found: dict[str, Failure] = {}
    for words, comment, at in failed.values_list("words", "comment", "made_at"):
        found.setdefault(words, Failure(words, 0, comment, at)).number += 1
    return list(found.values())
