"""The address in a moderator's mail where one comment is decided about without signing in."""

from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from comments.models import Comment
from comments.verbs import MODERATES
from newsroom.models import User

DAYS = 7
LINK = signing.TimestampSigner(salt="comments.decide")


class Ended(Exception):
    """The link was good once; it is too old, its comment is gone, or its moderator is none any more."""


def decision_address(comment: Comment, moderator: User) -> str:
    """Names both. Whoever has it decides about this comment as this moderator, for DAYS."""
    return reverse("decide_by_link", args=[LINK.sign(f"{comment.pk}-{moderator.pk}-{_lock(moderator)}")])


def opened(token: str) -> tuple[Comment, User] | None:
    """What a link names; None for a forged one. Raises Ended."""
    try:
        number, person, lock = LINK.unsign(token, max_age=DAYS * 24 * 60 * 60).split("-")
    except signing.SignatureExpired:
        raise Ended from None
    except (signing.BadSignature, ValueError):
        return None
    moderator = User.objects.filter(pk=person, is_active=True).first()
    comment = Comment.objects.with_people().select_related("story").filter(pk=number).first()
    if not comment or not moderator or lock != _lock(moderator) or not moderator.has_perm(MODERATES):
        raise Ended
    return comment, moderator


def _lock(moderator) -> str:
    """Another address or password ends the links that were mailed before."""
    return salted_hmac("comments.decide", f"{moderator.email}\0{moderator.password}").hexdigest()[:12]
