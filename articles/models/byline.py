"""Who stands on a story, in which order."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from articles.models import listing
from articles.search import index


class Byline(models.Model):
    """A creator's place on a story."""

    story = models.ForeignKey(
        "articles.Story", models.CASCADE, db_index=False, related_name="bylines", verbose_name=_("story")
    )
    creator = models.ForeignKey(
        "articles.Creator", models.PROTECT, db_index=False, related_name="bylines", verbose_name=_("creator")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["story", "creator"], name="a_creator_once_a_story")]
        indexes = [models.Index(fields=["creator", "-story"], name="bylines_newest_first")]

    def __str__(self):
        return str(self.creator)

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        index.write_stories([self.story_id])
        listing.write([self.story_id])

    @transaction.atomic
    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        index.write_stories([self.story_id])
        listing.write([self.story_id])
        return deleted
