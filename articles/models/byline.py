"""Who stands on a story, in which order."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Byline(models.Model):
    """A creator's place on a story."""

    story = models.ForeignKey("articles.Story", models.CASCADE, related_name="bylines", verbose_name=_("story"))
    creator = models.ForeignKey("articles.Creator", models.PROTECT, related_name="bylines", verbose_name=_("creator"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["creator", "-id"], name="bylines_newest")]
        constraints = [models.UniqueConstraint(fields=["story", "creator"], name="a_creator_once_a_story")]

    def __str__(self):
        return str(self.creator)
