"""A correction that readers have yet to be told of: a row until the last of them has a notice (comments/corrections.py)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments import paths


class Announcement(models.Model):
    """Walks first those who follow the discussion, by their ids, then its comments, by their paths."""

    correction = models.OneToOneField("articles.Correction", models.CASCADE, primary_key=True, related_name="+")
    after_reader = models.BigIntegerField(default=0)
    followers_told = models.BooleanField(default=False)
    after_path = paths.PathField(max_length=paths.SEGMENT * paths.LEVELS, blank=True, default="")

    class Meta:
        verbose_name = _("announcement of a correction")
        verbose_name_plural = _("announcements of corrections")

    def __str__(self):
        return f"correction {self.correction_id}"
