"""The log of what was decided about comments, by whom and why. Nobody edits it, nor can the code.

Plain ids and a name as it was: no foreign key, no text of a comment, no address.
"""

from collections.abc import Iterable

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
FAILED = _("A rule of the house failed; a person reads it")


def told(entries: "Iterable[Decision]") -> "list[Decision]":
    """Of the entries about one comment, oldest first, those that its author reads: not that reports came to nothing, nor
    what was taken back at once.
    """
    held = []
    for entry in entries:
        if entry.verb == Decision.Verb.UNDO:
            held[-1:] = []  # it takes back the one before it
        else:
            held.append(entry)
    return [entry for entry in held if entry.verb not in (Decision.Verb.KEEP, Decision.Verb.APPEAL)]


class DecisionQuerySet(models.QuerySet):
    def record(self, comment, verb, *, before="", by=None, reason="", note="", since=None) -> "Decision":
        """An entry, with the state that the comment was in: as it stands now, or `before`. `since` it waited for a person
        (None: it did not).
        """
        at = timezone.now()
        return self.create(
            comment_id=comment.pk, story_id=comment.story_id, verb=verb, before=before or comment.state, at=at,
            by_id=by.pk if by else None, by_name=str(by or ""), reason=reason, note=note.strip(),
            person_id=comment.author_id, waited=max(0, int((at - since).total_seconds())) if by and since else None,
        )  # fmt: skip

    def record_person(self, person_id, verb, *, by, reason="", note="", until=None) -> "Decision":
        """An entry about a person, not about one of their comments."""
        return self.create(
            person_id=person_id, verb=verb, by_id=by.pk, by_name=str(by), reason=reason, note=note.strip(), until=until
        )

    def about(self, comment):
        return self.filter(comment_id=comment.pk).order_by("-id")


class Decision(models.Model):
    append_only = True  # the database refuses to change an entry: newsroom/append_only

    class Verb(models.TextChoices):
        HOLD = "hold", _("held")
        APPROVE = "approve", _("approved")
        REJECT = "reject", _("refused")
        SPAM = "spam", _("marked as spam")
        REMOVE = "remove", _("removed")
        RESTORE = "restore", _("restored")
        KEEP = "keep", _("kept")  # its reports were dismissed
        APPEAL = "appeal", _("appealed")  # by its author
        UPHOLD = "uphold", _("upheld")  # after an appeal
        UNDO = "undo", _("taken back")  # the decision before this one, by whoever made it
        BLOCK = "block", _("blocked")
        UNBLOCK = "unblock", _("block lifted")

    comment_id = models.BigIntegerField(_("comment"), null=True)  # None: about a person
    story_id = models.BigIntegerField(_("story"), null=True)
    person_id = models.BigIntegerField(_("person"), null=True)  # whom it concerns
    verb = models.CharField(_("decision"), max_length=10, choices=Verb)
    before = models.CharField(_("state before"), max_length=11, blank=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)  # of REASONS, or the name of a rule
    note = models.TextField(_("note"), max_length=1000, blank=True)
    by_id = models.BigIntegerField(null=True)  # nobody: a rule
    by_name = models.CharField(_("by"), max_length=120, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    waited = models.PositiveIntegerField(null=True)  # seconds until a person decided; None: nobody had to
    until = models.DateTimeField(_("until"), null=True)  # of a block

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["comment_id", "-id"], name="decisions_of_comment"),
            models.Index(fields=["-at"], name="decisions_newest"),
            models.Index(fields=["person_id", "-id"], name="decisions_on_a_person"),
            models.Index(fields=["at"], condition=models.Q(verb="undo"), name="decisions_undone"),
        ]

    def __str__(self):
        return self.get_verb_display()

    @property
    def whose(self) -> str:
        """Who decided, for staff."""
        if self.by_name:
            return self.by_name
        return _("its author") if self.verb == self.Verb.APPEAL else _("a rule of the house")

    def get_reason_display(self) -> str:
        """The reason in words, as the comment's author reads it."""
        from comments import moderation

        return moderation.why(self.reason)
