"""Where a comment can stand, and where a decision leaves it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.decision import Decision


class State(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Waiting for its author")
    HELD = "held", _("Held for a moderator")
    PUBLISHED = "published", _("Shown")
    REJECTED = "rejected", _("Refused")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed")
    DELETED = "deleted", _("Deleted by its author")


REFUSED = (State.REJECTED, State.SPAM, State.REMOVED)
# The decisions that can be taken back, with the state after each; None: as it was.
AFTER = {
    Decision.Verb.APPROVE: State.PUBLISHED,
    Decision.Verb.REJECT: State.REJECTED,
    Decision.Verb.SPAM: State.SPAM,
    Decision.Verb.REMOVE: State.REMOVED,
    Decision.Verb.RESTORE: State.PUBLISHED,
    Decision.Verb.KEEP: None,
    Decision.Verb.UPHOLD: None,
}
