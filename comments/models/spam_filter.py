"""What the spam filter learned from this site's decisions, and whether it may act. One row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.models.site import Shared


class SpamFilter(Shared):
    is_on = models.BooleanField(_("on"), default=False)
    learned_at = models.DateTimeField(_("learned"), null=True, editable=False)
    decisions = models.PositiveIntegerField(default=0, editable=False)  # it was learned from
    table = models.JSONField(default=dict, editable=False)
    figures = models.JSONField(default=dict, editable=False)  # of the cross-validation

    class Meta:
        verbose_name = _("spam filter")
        verbose_name_plural = _("spam filter")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_spam_filter")]

    def __str__(self):
        return str(_("Spam filter"))
