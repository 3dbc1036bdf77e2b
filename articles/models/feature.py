"""What editors put on the front page: the lead and the featured stories, for how long, and why."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.story import Story
from newsroom import moments
from newsroom.models import Shared, Site
from newsroom.models.site import SharedQuerySet
from newsroom.moments import MomentField

MOST_KEPT = 200  # leads without an end stay behind those that came after


class FeatureQuerySet(SharedQuerySet):
    def lasting(self, at=None):
        """On the front page at that moment, or later."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at or moments.now()))

    def with_story(self):
        return self.select_related("story").defer("story__body")

    def newest_begun(self):
        return self.order_by("-begins_at", "-id")

    def in_order(self):
        return self.order_by("position", "id")


class Feature(Shared):
    """A story's place on the front page. Read with the site's revision, so that pages ask for it once."""

    class Place(models.TextChoices):
        LEAD = "lead", _("Lead")
        FEATURED = "featured", _("Featured")

    story = models.ForeignKey(
        "articles.Story",
        models.CASCADE,
        related_name="+",
        verbose_name=_("story"),
        limit_choices_to={"status": Story.Status.READY},
        help_text=_("One that is live or scheduled. It is shown from the moment it is live."),
    )
    place = models.CharField(_("place"), max_length=8, choices=Place, default=Place.FEATURED)
    position = models.PositiveIntegerField(default=0, editable=False)
    why = models.CharField(_("why we chose this"), max_length=300, help_text=_("One sentence that readers see."))
    begins_at = MomentField(_("from"), default=moments.now)
    ends_at = MomentField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("A featured story needs it. A lead without one stays until another takes its place."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, db_index=False, null=True, editable=False, related_name="+"
    )
    by_name = models.CharField(_("chosen by"), max_length=150, blank=True, editable=False)

    objects = FeatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("place on the front page")
        verbose_name_plural = _("front page")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("begins_at")),
                name="a_place_ends_after_it_begins",
                violation_error_message=_("The end has to come after the beginning."),
            ),
            models.CheckConstraint(
                condition=~Q(place="featured") | Q(ends_at__isnull=False),
                name="featured_has_an_end",
                violation_error_message=_("A featured story needs an end date."),
            ),
            models.CheckConstraint(
                condition=~Q(why=""), name="readers_know_why", violation_error_message=_("Say why you chose this.")
            ),
        ]
        indexes = [
            models.Index(fields=["-begins_at", "-id"], name="features_by_begin"),
            models.Index(fields=["-ends_at"], name="features_by_end"),
        ]

    def __str__(self):
        return str(self.story)

    @classmethod
    def kept(cls, site: Site) -> list["Feature"]:
        """All that is on the front page now or later: asked once a revision of the site."""
        return site.keeps("features", lambda: list(cls.objects.lasting().newest_begun()[:MOST_KEPT]))

    def is_on(self, at: datetime) -> bool:
        return self.begins_at <= at and (self.ends_at is None or at < self.ends_at)

    def clean(self):
        """A story has a place once at a time."""
        super().clean()
        if not self.story_id or not self.begins_at:
            return
        others = Feature.objects.filter(story=self.story_id, place=self.place).lasting(self.begins_at)
        others = others.exclude(pk=self.pk)
        if self.ends_at:
            others = others.filter(begins_at__lt=self.ends_at)
        if others.exists():
            raise ValidationError({"story": _("This story has that place in that time already.")})

    def save(self, *args, **kwargs):
        if self._state.adding and not self.position:
            self.position = 1 + (Feature.objects.aggregate(last=models.Max("position"))["last"] or 0)
        super().save(*args, **kwargs)

    @transaction.atomic
    def move(self, step: int):
        """Among the featured stories that last, up by -1 or down by 1. At either end it stays where it is."""
        row = list(Feature.objects.select_for_update().filter(place=self.Place.FEATURED).lasting().in_order())
        here = next((number for number, feature in enumerate(row) if feature.pk == self.pk), None)
        if here is None or not 0 <= here + step < len(row):
            return
        row[here], row[here + step] = row[here + step], row[here]
        for position, feature in enumerate(row, 1):
            feature.position = position
        Feature.objects.bulk_update(row, ["position"])

    @transaction.atomic
    def take_off(self):
        """Ends now. What has not begun is forgotten."""
        now = moments.now()
        locked = Feature.objects.select_for_update().filter(pk=self.pk).first()
        if not locked or (locked.ends_at and locked.ends_at <= now):
            return
        if locked.begins_at >= now:
            locked.delete()
            return
        locked.ends_at = now
        locked.save(update_fields=["ends_at"])
