"""What moderators do with a comment, at the desk, on the page or from a mail: the model's verbs, and when each is offered."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Decision
from comments.models.state import REFUSED
from newsroom.addresses import key

MODERATES = "comments.moderate_comment"
UNDO = "undo"  # a button like the verbs, but of the decision, not of the comment
State = Comment.State


class Refused(Exception):
    """The comment is not as it was by now; the sentence says how. Nothing was changed."""


@dataclass(frozen=True)
class Verb:
    """A button. One that `asks` wants a reason of decision.REASONS, which the comment's author reads."""

    name: str
    label: Promise
    done: Promise
    states: tuple[str, ...]
    act: Callable
    asks: bool = False

    @transaction.atomic
    def do(self, comment: Comment, user, *, reason="", note="", looked_at="") -> None:
        """Raises Refused where somebody else was quicker, also where it is no longer what this person `looked_at`
        (see `seen`): nobody overrules unawares.
        """
        try:
            if looked_at:
                _check_unchanged(comment, user, looked_at)
            self.act(comment, {"by": user, "note": note} | ({"reason": reason} if self.asks else {}))
        except Comment.DoesNotExist:
            raise Refused(_("It was deleted in the meantime.")) from None
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error


def seen(comment: Comment, newest: Decision | None) -> str:
    """What a moderator looked at: the log, by its newest entry, and the text, by when it was changed."""
    edited = int(comment.edited_at.timestamp()) if comment.edited_at else 0
    return f"{newest.pk if newest else 0}-{edited}"


def _check_unchanged(comment, user, looked_at):
    now = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    newest = Decision.objects.about(now).first()
    if looked_at == seen(now, newest):
        return
    if newest and newest.by_id not in (None, user.pk) and newest.pk > (key(looked_at.partition("-")[0]) or 0):
        said = gettext("%(name)s was quicker. See what was decided, then decide again.")
        raise Refused(said % {"name": newest.by_name})
    raise Refused(gettext("It has changed since you looked. Nothing was decided; look again."))


VERBS = {
    verb.name: verb
    for verb in [
        Verb(
            "approve", _("Approve"), _("Approved."), (State.HELD,),
            lambda comment, said: comment.approve(**said),
        ),
        Verb(
            "keep", _("Dismiss reports"), _("Reports dismissed."), (State.PUBLISHED, State.DELETED),
            lambda comment, said: comment.keep(**said),
        ),
        Verb(
            "reject", _("Refuse"), _("Refused."), (State.HELD,),
            lambda comment, said: comment.reject(**said), asks=True,
        ),
        Verb(
            "remove", _("Remove"), _("Removed."), (State.PUBLISHED,),
            lambda comment, said: comment.remove(**said), asks=True,
        ),
        Verb(
            "uphold", _("Uphold the decision"), _("The decision stands."), REFUSED,
            lambda comment, said: comment.uphold(**said),
        ),
        Verb(
            "spam", _("Mark as spam"), _("Marked as spam."), (State.HELD, State.PUBLISHED),
            lambda comment, said: comment.mark_spam(**said),
        ),
        Verb(
            "restore", _("Restore"), _("Restored."), REFUSED,
            lambda comment, said: comment.restore(**said),
        ),
    ]
}  # fmt: skip


def offered(comment: Comment, open_reports: int, appeal=None) -> list[Verb]:
    """Those that can be done with it now; `appeal`: the open one, if there is one."""
    needs = {"keep": open_reports, "uphold": appeal}
    return [verb for verb in VERBS.values() if comment.state in verb.states and needs.get(verb.name, True)]


def sentence(decision, mine: bool) -> str:
    """What was decided, in words for the desk: 'Refused: Advertising', or by whom and when if somebody else did."""
    said, reason = decision.get_verb_display().capitalize(), decision.reason
    if not mine:
        at = date_format(timezone.localtime(decision.at), pgettext("date and time", "j F, H:i"))
        said = gettext("%(done)s by %(name)s, %(at)s") % {"done": said, "name": decision.by_name, "at": at}
    says_it = not reason or reason == decision.verb  # marked as spam, because it is spam
    return said if says_it else f"{said}: {decision.get_reason_display()}"
