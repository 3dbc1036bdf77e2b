"""What a story rests on: people, papers and data, named, or unnamed with the reason."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """Not versioned: readers of a live story see a change when it is saved."""

    story = models.ForeignKey(
        "articles.Story", models.CASCADE, db_index=False, related_name="sources", verbose_name=_("story")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("who or what"), max_length=300, blank=True)
    url = models.URLField(
        _("web address"), max_length=1000, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    unnamed_reason = models.CharField(_("why it is not named"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(unnamed_reason="") & ~Q(name="")) | (Q(name="", url="") & ~Q(unnamed_reason="")),
                name="named_or_says_why_not",
                violation_error_message=_(
                    "Name the source, with its web address if it has one; or say why it is not named, and nothing else."
                ),
            )
        ]
        indexes = [models.Index(fields=["story", "position"], name="sources_of_a_story")]

    def __str__(self):
        return self.name or str(_("A source who is not named"))

    @property
    def facts(self) -> tuple:
        return self.name, self.url, self.unnamed_reason
