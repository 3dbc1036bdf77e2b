"""What a house rule had against a comment: which rule, and the piece of the text that it met."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

HOLD, REFUSE = "hold", "refuse"
LONGEST = 200


class Objection(models.Model):
    """Stored with the comment and gone with it; the log names the rule alone."""

    class Verdict(models.TextChoices):
        HOLD = HOLD, _("held")
        REFUSE = REFUSE, _("refused")

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="objections")
    rule = models.CharField(_("rule"), max_length=20)
    verdict = models.CharField(max_length=6, choices=Verdict, default=HOLD)
    text = models.CharField(_("matched text"), max_length=LONGEST, blank=True)  # as it was typed
    position = models.PositiveIntegerField(_("position"), null=True)  # of its first character in the comment's `body`
    words = models.CharField(_("why"), max_length=LONGEST, blank=True)  # facts, where no piece of the text says it all
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["position", "id"]

    def __str__(self):
        return self.rule

    def save(self, **kwargs):
        self.text, self.words = self.text[:LONGEST], self.words[:LONGEST]
        super().save(**kwargs)
