"""Where a comment stands, as its author reads it: what was decided, by which rule, on which of their words, and what is
left to do. Nothing here names a moderator, a report, a note on a person, somebody else's comment, or what the spam filter
goes by.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F

from comments import moderation
from comments.models import Appeal, Comment, Decision, Objection
from comments.models.decision import told
from comments.models.objection import REFUSE
from comments.models.state import REFUSED
from comments.receipts import receipt_address

AROUND = 60  # characters on either side of what a rule met
MOST_PIECES = 5  # of one rule
# Their sentence is all that the author learns of them: told more, the filter would teach spam to pass, and copies would
# tell of a comment of somebody else, shown or not.
QUIET = {"spam_filter", "near_duplicate"}


class Met(NamedTuple):
    """What one rule had against a comment. `pieces`: bits of the text, each a list of texts and whether the rule met them."""

    said: str
    refused: bool
    facts: tuple[str, ...] = ()
    pieces: tuple[list[tuple[str, bool]], ...] = ()


@dataclass
class Standing:
    """`decisions`: those that its author reads, oldest first."""

    comment: Comment
    decisions: list[Decision]
    objections: list[Objection]
    appeal: Appeal | None

    @property
    def last(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def decision(self) -> Decision | None:
        """What put it where it is: an upheld decision is still the first one."""
        made = [one for one in self.decisions if one.verb != Decision.Verb.UPHOLD]
        return made[-1] if made else None

    @property
    def answer(self) -> Decision | None:
        """The decision about the appeal."""
        if not self.appeal or self.appeal.is_open:
            return None
        return next((one for one in reversed(self.decisions) if one.at == self.appeal.decided_at), None)

    @property
    def rules(self) -> list[Met]:
        """What the rules had against it, where that is why it is held or refused; the ones that refuse first."""
        decision = self.decision
        held_first = self.comment.state == Comment.State.HELD or (decision and decision.before == Comment.State.HELD)
        if not held_first and not (decision and not decision.by_id and self.comment.state in REFUSED):
            return []
        return met(self.comment.body, self.objections) or self._named

    @property
    def _named(self) -> list[Met]:
        """Those that the log alone knows: of comments from before objections were kept."""
        by_rules = [one.reason for one in self.decisions if not one.by_id and one.reason]
        return [Met(moderation.why(rule), False) for rule in dict.fromkeys(by_rules)]

    @property
    def is_refused(self) -> bool:
        return self.comment.state in REFUSED

    @property
    def may_appeal(self) -> bool:
        return self.is_refused and not self.appeal and self.comment.author_id is not None

    @property
    def receipt(self) -> str:
        return receipt_address(self.comment)


def of(comments: list[Comment]) -> dict[int, Standing]:
    """By the comment's number, in three queries however many there are."""
    ids = [comment.pk for comment in comments]
    entries, objections = defaultdict(list), defaultdict(list)
    for entry in Decision.objects.filter(comment_id__in=ids).order_by("comment_id", "id"):
        entries[entry.comment_id].append(entry)
    for objection in Objection.objects.filter(comment__in=ids).order_by(F("position").asc(nulls_first=True), "id"):
        objections[objection.comment_id].append(objection)
    appeals = Appeal.objects.in_bulk(ids)
    return {
        comment.pk: Standing(comment, told(entries[comment.pk]), objections[comment.pk], appeals.get(comment.pk))
        for comment in comments
    }


def met(body: str, objections: list[Objection]) -> list[Met]:
    by_rule = defaultdict(list)
    for objection in sorted(objections, key=lambda one: one.verdict != REFUSE):
        by_rule[objection.rule].append(objection)
    return [_met(rule, body, found) for rule, found in by_rule.items()]


def _met(rule, body, found) -> Met:
    said, refused = moderation.why(rule), found[0].verdict == REFUSE
    if rule in QUIET or rule == moderation.FAULT:
        return Met(said, refused)
    facts = dict.fromkeys(one.words for one in found if one.words)
    pieces = [piece(body, one) for one in found if one.text]
    return Met(said, refused, tuple(facts)[:MOST_PIECES], tuple(pieces[:MOST_PIECES]))


def piece(body: str, objection: Objection) -> list[tuple[str, bool]]:
    """What a rule met, marked, with a little of what stands around it; alone where the text says something else there."""
    start, text = objection.position, objection.text
    if start is None or body[start : start + len(text)] != text:
        return [(text, True)]
    end = start + len(text)
    before, after = body[max(0, start - AROUND) : start], body[end : end + AROUND]
    if start > AROUND:
        before = "…" + (before.split(None, 1)[-1] if " " in before.strip() else before)
    if end + AROUND < len(body):
        after = (after.rsplit(None, 1)[0] if " " in after.strip() else after) + "…"
    return [part for part in ((before, False), (text, True), (after, False)) if part[0]]
