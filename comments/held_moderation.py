"""What moderation holds about a reader: on each of their comments, what keeps them from writing, what was noted."""

from collections.abc import Iterator

from comments import moderation, standing
from comments.models import Block, PersonNote


def moderated(found) -> dict:
    """What was done about one comment, as its Standing says it."""
    objections = [objection for objection in found.objections if objection.rule != moderation.FAULT]
    return {
        "decisions": [_decision(decision) for decision in found.decisions],
        "objections": [_objection(objection) for objection in objections],
        "appeal": _appeal(found.appeal) if found.appeal else None,
    }


def _objection(objection) -> dict:
    said = {"rule": objection.rule, "rule_in_words": moderation.why(objection.rule), "at": objection.made_at}
    if objection.rule in standing.QUIET:
        return said
    return said | {"met": objection.text, "position": objection.position, "why": objection.words}


def _appeal(appeal) -> dict:
    return {"text": appeal.text, "at": appeal.at, "decided": appeal.decided_at, "outcome": appeal.outcome or None}


def _decision(decision) -> dict:
    return {
        "decision": decision.verb,
        "by": "moderator" if decision.by_id else "rule",
        "reason": decision.reason,
        "reason_in_words": decision.get_reason_display(),
        "note": decision.note,
        "at": decision.at,
    }


def blocks(user) -> Iterator[dict]:
    """Of their account and addresses. One of a network is about nobody in particular."""
    for row in Block.objects.against(user).order_by("pk"):
        yield {
            "kind": row.kind,
            "value": row.value,
            "reason": row.reason,
            "reason_in_words": row.get_reason_display(),
            "note": row.note,
            "since": row.made_at,
            "until": row.until,
            "lifted": row.lifted_at,
        }


def notes(user) -> Iterator[dict]:
    """What moderators wrote down about them for each other, without saying who did."""
    for row in PersonNote.objects.filter(person=user).order_by("pk"):
        yield {"text": row.text, "by": "moderator", "at": row.at}
