"""House rules: small functions that may object to a comment. An objection holds it until a person has read it."""

from typing import NamedTuple

from newsroom.models import CommentsMode


class Objection(NamedTuple):
    """`rule` is one of comments.models.decision.RULES."""

    rule: str


def review(comment) -> list[Objection]:
    """What the rules have against a comment by a known author; nothing against those who lead the discussion."""
    objections = [objection for rule in RULES if (objection := rule(comment))]
    # Asked last: most comments meet no objection, and rights are three queries.
    return [] if objections and is_trusted(comment) else objections


def is_trusted(comment) -> bool:
    """Moderators, and the creators of the story."""
    author = comment.author
    return author.has_perm("comments.moderate_comment") or comment.story.bylines.filter(creator__user=author).exists()


def all_held(comment) -> Objection | None:
    return Objection("all_held") if comment.discussion.mode_now == CommentsMode.ALL_HELD else None


def first_held(comment) -> Objection | None:
    if comment.discussion.mode_now != CommentsMode.FIRST_HELD:
        return None
    shown = type(comment).objects.published().filter(author=comment.author).exclude(pk=comment.pk)
    return None if shown.exists() else Objection("first_held")


RULES = [all_held, first_held]
