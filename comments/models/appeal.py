"""The one time that a comment's author asks for a second look at what was decided."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST = 1_000  # characters


class AppealQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at__isnull=True)


class Appeal(models.Model):
    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("the decision stands")
        GRANTED = "granted", _("the comment is shown again")

    comment = models.OneToOneField("comments.Comment", models.CASCADE, primary_key=True, related_name="appeal")
    text = models.TextField(_("what the author says"), max_length=MOST)
    decision_id = models.BigIntegerField(null=True)  # the entry of the log that it is about
    at = models.DateTimeField(_("appealed"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="") | Q(decided_at__isnull=False) & ~Q(outcome=""),
                name="an_outcome_has_its_moment",
            )
        ]
        indexes = [models.Index(fields=["at"], condition=Q(decided_at__isnull=True), name="appeals_open")]

    def __str__(self):
        return self.text[:60]

    @property
    def is_open(self) -> bool:
        return self.decided_at is None
