"""Rehearsing a house rule: which comments of the last days it would have caught if it were set so, and what became of them.

Nothing is stored. A rule is asked about every comment as if that were being written; `before`, how it is set now, is
asked beside, to tell what would change.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.utils import timezone

from comments.caught import APPROVES, DAYS, REFUSES, last_words
from comments.models import Comment, Decision, Objection
from comments.moderation import FAULT
from comments.rules import Rule, Setting
from comments.trusted import Trusted
from newsroom.paging import Order

AT_A_TIME = 500
MOST_SHOWN = 50
# What the text alone is asked, and what is counted of those that are caught.
TEXT = ["body", "author_id", "story_id", "state", "created_at"]


def can_rehearse(rule: Rule) -> bool:
    """What came along with a comment is not kept; and a rule that is set elsewhere has nothing to try here."""
    return rule.looks_at != "sending" and not rule.is_mode


@dataclass
class Met:
    """A comment with what the rule as it is tried has against it; `is_new`: as it is set now it has nothing."""

    comment: Comment
    objections: list[Objection]
    is_new: bool
    is_approved: bool


@dataclass
class Rehearsal:
    rule: Rule
    setting: Setting
    before: Setting
    days: int
    looked_at: int = 0
    back_to: datetime | None = None  # when the last one that was looked at was written
    is_whole: bool = True  # all comments of the days
    caught: int = 0
    approved: int = 0  # of those caught, by a person
    standing: int = 0  # of those caught, shown to readers now
    caught_before: int = 0  # as it is set now
    more: int = 0
    fewer: int = 0
    let_go: int = 0  # of the fewer, such as a person had refused
    failed: int = 0  # of those caught, because the rule failed
    shown: list[Met] = field(default_factory=list)  # the newest of those caught

    FIGURES = (
        "looked_at",
        "is_whole",
        "caught",
        "approved",
        "standing",
        "caught_before",
        "more",
        "fewer",
        "let_go",
        "failed",
    )

    @property
    def figures(self) -> dict:
        back_to = self.back_to.isoformat() if self.back_to else None
        return {"rule": self.rule.name, "days": self.days, "back_to": back_to} | {
            name: getattr(self, name) for name in self.FIGURES
        }

    def add(self, met: list[tuple[Comment, list[Objection], list[Objection]]], trusted: set[int]):
        """Count comments with what is against them as it is tried, and as it is now."""
        met = [one for one in met if one[0].pk not in trusted]
        words = last_words_about([comment.pk for comment, _tried, _now in met])
        gone = [comment.pk for comment, tried, _now in met if not tried]
        found = [
            Met(comment, tried, is_new=not now, is_approved=words.get(comment.pk) in APPROVES)
            for comment, tried, now in met
            if tried
        ]
        self.caught_before += sum(bool(now) for _comment, _tried, now in met)
        self.fewer += len(gone)
        self.let_go += sum(words.get(pk) in REFUSES for pk in gone)
        self.caught += len(found)
        self.more += sum(one.is_new for one in found)
        self.approved += sum(one.is_approved for one in found)
        self.standing += sum(one.comment.is_published for one in found)
        self.failed += sum(objection.rule == FAULT for one in found for objection in one.objections[:1])
        self.shown += found[: MOST_SHOWN - len(self.shown)]


def rehearse(
    rule: Rule, setting: Setting, before: Setting, *, days: int = DAYS, seconds: float | None = None,
    most: int | None = None,
) -> Rehearsal:  # fmt: skip
    """Newest comments first; ends after so many `seconds` or comments, and tells how far it came."""
    ends = monotonic() + seconds if seconds else float("inf")
    found, trusted = Rehearsal(rule, setting, before, days), Trusted()
    for batch in _batches(rule, days):
        met = []
        for comment in batch:
            if monotonic() > ends or found.looked_at == most:
                found.is_whole = False
                break
            tried, now = _ask(rule, setting, comment), None
            now = tried if setting == before else _ask(rule, before, comment)
            found.looked_at, found.back_to = found.looked_at + 1, comment.created_at
            if tried or now:
                met.append((comment, tried, now))
        if met:
            found.add(met, trusted.among([comment for comment, _tried, _now in met]))
        if not found.is_whole:
            break
    return found


def last_words_about(comments: list[int]) -> dict[int | None, str]:
    log = Decision.objects.filter(comment_id__in=comments).order_by("id") if comments else Decision.objects.none()
    return last_words(log.values_list("comment_id", "verb", "by_id"))


def _ask(rule, setting, comment) -> list[Objection]:
    """As moderation.objections_of, but quiet: a rule that fails would fail thousands of times."""
    if not setting.is_on:
        return []
    try:
        return list(rule.ask(comment, setting))
    except Exception as error:
        return [Objection(rule=FAULT, words=type(error).__name__)]


def _batches(rule: Rule, days: int) -> Iterator[list[Comment]]:
    """All that were ever looked at by the rules, the newest first; with what this one looks at."""
    since = timezone.now() - timedelta(days=days)
    found = Comment.objects.exclude(state=Comment.State.UNCONFIRMED).filter(created_at__gte=since)
    if rule.looks_at == "text":
        found = found.only(*TEXT)
    else:  # what people did whose account is gone is nobody's history
        found = found.filter(author__isnull=False).select_related("author").defer("body_html")
    found = found.order_by("-created_at", "-pk")
    order, mark = Order(found), ()
    while batch := list(order.beyond(mark)[:AT_A_TIME]):
        yield batch
        if len(batch) < AT_A_TIME:
            break
        mark = (batch[-1].created_at, batch[-1].pk)
