"""What was done with a story, by whom and why: written by the story's verbs, read at the desk, changed by nobody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom import moments
from newsroom.moments import MomentField


class StepManager(models.Manager):
    def note(self, story, verb, *, by=None, reason="", at=None):
        """One step of a story, in the transaction of the verb that takes it.

        Creators are told of what a person did with their work. What nobody did, such as an import, and what they wait
        for themselves is told already.
        """
        now = moments.now()
        told = None if by and verb in Step.TOLD else now
        return self.create(
            story=story, verb=verb, reason=reason, by=by, by_name=str(by or ""), at=now, planned_for=at, told_at=told
        )


class Step(models.Model):
    class Verb(models.TextChoices):
        SUBMIT = "submit", _("Sent for review")
        TAKE_BACK = "take_back", _("Taken back")
        SEND_BACK = "send_back", _("Sent back")
        PUBLISH = "publish", _("Published")
        SCHEDULE = "schedule", _("Scheduled")
        UNSCHEDULE = "unschedule", _("Taken off the schedule")
        PUBLISH_CHANGES = "publish_changes", _("Changes published")
        WITHDRAW = "withdraw", _("Withdrawn")
        RESTORE = "restore", _("Brought back")

    TOLD = frozenset(Verb) - {Verb.SUBMIT, Verb.TAKE_BACK}

    story = models.ForeignKey("articles.Story", models.CASCADE, db_index=False, related_name="steps")
    verb = models.CharField(_("what"), max_length=20, choices=Verb)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("who"), max_length=120, blank=True)
    at = MomentField(_("when"))
    planned_for = MomentField(_("planned for"), null=True)
    told_at = models.DateTimeField(null=True)  # when the mails to its creators were made ready

    objects = StepManager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["story", "-id"], name="steps_of_a_story"),
            models.Index(fields=["id"], condition=Q(told_at__isnull=True), name="steps_to_tell"),
        ]

    def __str__(self):
        return self.get_verb_display()
