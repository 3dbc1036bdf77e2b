"""The log of what was decided about comments, by whom and why. Nobody edits it.

Plain ids and a name as it was: no foreign key, no text of a comment, no address.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Why a person refused or removed a comment; the sentence its author reads.
REASONS = [
    ("person", _("Aimed at a person, not at the story")),
    ("hate", _("Hateful towards a group of people")),
    ("off_topic", _("Not about the story")),
    ("private", _("Tells private things about somebody")),
    ("law", _("May break the law")),
    ("advert", _("Advertising")),
    ("spam", _("Spam")),
    ("language", _("Cannot be read: language or form")),
    ("other", _("Another reason, see the note")),
]
# Why a rule held a comment back.
RULES = [
    ("first_held", _("A person's first comment is read before it is shown")),
    ("all_held", _("Every comment here is read before it is shown")),
]


class DecisionQuerySet(models.QuerySet):
    def record(self, comment, verb, *, before="", by=None, reason="", note="") -> "Decision":
        """An entry, with the state that the comment was in: as it stands now, or `before`."""
        return self.create(
            comment_id=comment.pk, story_id=comment.story_id, verb=verb, before=before or comment.state,
            by_id=by.pk if by else None, by_name=str(by or ""), reason=reason, note=note.strip(),
        )  # fmt: skip

    def about(self, comment):
        return self.filter(comment_id=comment.pk).order_by("-id")

    def told(self):
        """What its author reads: not that reports came to nothing."""
        return self.exclude(verb=Decision.Verb.KEEP)


class Decision(models.Model):
    class Verb(models.TextChoices):
        HOLD = "hold", _("held")
        APPROVE = "approve", _("approved")
        REJECT = "reject", _("refused")
        SPAM = "spam", _("marked as spam")
        REMOVE = "remove", _("removed")
        RESTORE = "restore", _("restored")
        KEEP = "keep", _("kept")  # its reports were dismissed

    comment_id = models.BigIntegerField(_("comment"))
    story_id = models.BigIntegerField(_("story"))
    verb = models.CharField(_("decision"), max_length=10, choices=Verb)
    before = models.CharField(_("state before"), max_length=11)
    reason = models.CharField(_("reason"), max_length=20, blank=True, choices=[*REASONS, *RULES])
    note = models.TextField(_("note"), max_length=1000, blank=True)
    by_id = models.BigIntegerField(null=True)  # nobody: a rule
    by_name = models.CharField(_("by"), max_length=120, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["comment_id", "-id"], name="decisions_of_comment"),
            models.Index(fields=["-at"], name="decisions_newest"),
        ]

    def __str__(self):
        return self.get_verb_display()
