"""What was put right in a story after readers had seen it, and when: shown on the story, on a page of its own, in a feed."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsroom import moments
from newsroom.fragments import digest
from newsroom.moments import MomentField

LONGEST = 2000


class CorrectionQuerySet(models.QuerySet):
    def shown(self):
        """Those of stories that everybody may read, newest first, with their stories.

        Whether a story is live is asked of each: so an engine walks this list, and never all stories.
        """
        Story = Correction._meta.get_field("story").related_model
        live = Exists(Story.objects.live().filter(pk=OuterRef("story")))
        return self.filter(live).select_related("story").defer("story__body").order_by("-at", "-id")

    def by_story(self, stories) -> dict[int, list]:
        """Of each of these stories (`with_marks`), newest first. One query if any has one, none otherwise."""
        found = {story.pk: [] for story in stories if story.is_corrected}
        for correction in self.filter(story__in=found).order_by("-at", "-id") if found else ():
            found[correction.story_id].append(correction)
        return found


class Correction(models.Model):
    """Written by `story.correct()`. Its words may be mended; when it was given, and to which story, stays."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        UPDATE = "update", _("Update")

    story = models.ForeignKey(
        "articles.Story", models.CASCADE, db_index=False, related_name="corrections", verbose_name=_("story")
    )
    kind = models.CharField(
        _("kind"),
        max_length=13,
        choices=Kind,
        default=Kind.CORRECTION,
        help_text=_(
            "Correction: something was wrong. Clarification: it could be misread. Update: something has happened."
        ),
    )
    text = models.TextField(
        _("text"),
        max_length=LONGEST,
        help_text=_("What the story said and what is right. Plain text; line breaks are kept."),
    )
    at = MomentField(_("given"), default=moments.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    by_name = models.CharField(_("by"), max_length=120, blank=True, editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="correction_says_what",
                violation_error_message=_("Say what was corrected."),
            )
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="corrections_newest"),
            models.Index(fields=["story", "-at", "-id"], name="corrections_of_a_story"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.story}"

    def get_absolute_url(self):
        return f"{reverse('story', args=[self.story.slug])}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"correction-{self.pk}"

    @property
    def facts(self) -> tuple:
        return self.pk, self.kind, digest(self.text), self.at

    def clean(self):
        """A new one needs readers who can see it, says something new, and comes after what it corrects."""
        if self.pk or not self.story_id:
            return
        if not self.story.is_live:
            raise ValidationError(_("Only a live story can be corrected: readers have not seen this one."))
        if not self.story.published_at <= self.at <= moments.now():
            raise ValidationError(_("A correction is given after the story went live, and not ahead of its time."))
        if self.story.corrections.filter(kind=self.kind, text=self.text).exists():
            raise ValidationError(_("The story has this correction already."))
