"""The receipt of a comment: a signed address where its state can be seen, by whoever was given it."""

from django.core import signing
from django.urls import reverse

from comments.models import Comment

RECEIPT = signing.Signer(salt="comments.receipt")
CONFIRMATION_DAYS = 3
CONFIRMATION = signing.TimestampSigner(salt="comments.confirm")


def receipt_address(comment) -> str:
    return reverse("receipt", args=[RECEIPT.sign(comment.pk)])


def comment_of_receipt(token: str) -> Comment | None:
    return _comment(RECEIPT.unsign, token)


def confirmation_address(comment) -> str:
    """For the mail to the address that the comment was written with."""
    return reverse("confirm_comment", args=[CONFIRMATION.sign(comment.pk)])


def comment_to_confirm(token: str) -> Comment | None:
    """Confirmed already or not; None for a link that is forged or too old."""
    age = CONFIRMATION_DAYS * 24 * 60 * 60
    return _comment(lambda signed: CONFIRMATION.unsign(signed, max_age=age), token)


def _comment(unsign, token):
    try:
        number = int(unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Comment.objects.select_related("story", "author").filter(pk=number).first()
