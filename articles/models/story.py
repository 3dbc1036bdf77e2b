"""A story: what readers see of it, and where it stands."""

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.models import listing
from articles.models.address import Address, Addressed
from articles.models.labels import Labelled
from articles.models.publication import Publication
from articles.models.sight import StoryQuerySet
from articles.reading import minutes_to_read
from articles.search import index
from newsroom import moments
from newsroom.fragments import digest
from newsroom.html import STORY, CleanHTMLField
from newsroom.languages import languages, site_language
from newsroom.moments import MomentField


class Story(Labelled, Publication, Addressed):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        READY = "ready", _("Ready")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = Address.Kind.STORY
    named_by = "title"

    # What readers see. The newest version is what editors work on.
    title = models.CharField(_("title"), max_length=200)
    subtitle = models.CharField(_("subtitle"), max_length=400, blank=True)
    body = CleanHTMLField(_("text"), policy=STORY, blank=True)
    language = models.CharField(_("language"), max_length=12, choices=languages, default=site_language)
    reading_minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=1, editable=False)

    topic = models.ForeignKey(
        "articles.Topic",
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="stories",
        verbose_name=_("topic"),
    )
    tags = models.ManyToManyField("articles.Tag", blank=True, related_name="stories", verbose_name=_("tags"))
    creators = models.ManyToManyField(
        "articles.Creator", through="articles.Byline", related_name="stories", verbose_name=_("creators")
    )

    cover = models.ForeignKey(
        "newsroom.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover"),
        help_text=_("Without one, the site draws a cover from the address and the topic."),
    )
    cover_alt = models.CharField(
        _("what the cover shows"),
        max_length=500,
        blank=True,
        help_text=_("For readers who cannot see it. Needed before publishing."),
    )
    cover_caption = models.CharField(_("cover caption"), max_length=500, blank=True)
    cover_credit = models.CharField(_("cover credit"), max_length=200, blank=True)

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    published_at = MomentField(_("goes live"), null=True, blank=True)
    embargoed_until = MomentField(
        _("embargo until"), null=True, blank=True, help_text=_("The story cannot go live before.")
    )
    revised_at = MomentField(
        _("updated"), null=True, blank=True, help_text=_("Shown to readers when the substance changed.")
    )
    withdrawn_at = MomentField(_("withdrawn"), null=True, editable=False)
    withdrawal_reason = models.CharField(_("reason for withdrawing"), max_length=500, blank=True, editable=False)
    returned_reason = models.CharField(_("reason for sending back"), max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        permissions = [
            ("see_all_stories", _("Can see every story, live or not")),
            ("publish_story", _("Can publish, schedule, send back and withdraw stories")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(published_at__isnull=False),
                name="ready_has_a_date",
                violation_error_message=_("A story that is ready needs the moment when it goes live."),
            ),
            models.CheckConstraint(
                condition=Q(embargoed_until__isnull=True)
                | Q(published_at__isnull=True)
                | Q(published_at__gte=F("embargoed_until")),
                name="live_after_the_embargo",
                violation_error_message=_("The story would go live before its embargo ends."),
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn")
                | (Q(withdrawn_at__isnull=False, published_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="withdrawn_says_why",
                violation_error_message=_("A withdrawn story needs a reason."),
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(status="ready"), name="stories_ready"),
            models.Index(
                fields=["topic", "-published_at", "-id"], condition=Q(status="ready"), name="stories_ready_by_topic"
            ),
            models.Index(fields=["status", "-saved_at"], condition=~Q(status="ready"), name="stories_not_ready"),
            # Dates that are only planned. Of those without one nothing, so that no other query takes it for its own.
            models.Index(
                fields=["published_at"],
                condition=~Q(status="ready") & Q(published_at__isnull=False),
                name="stories_planned",
            ),
            models.Index(fields=["-saved_at"], name="stories_by_save"),
            models.Index(fields=["topic", "-saved_at"], name="stories_by_topic"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("story", args=[self.slug])

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None or "body" in update_fields:
            self.body = self._meta.get_field("body").cleaned(self.body)
            self.reading_minutes = minutes_to_read(self.body)
            update_fields = update_fields and {*update_fields, "reading_minutes"}
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            if update_fields is None or index.FOUND_BY & set(update_fields):
                index.write_stories([self.pk])
            if update_fields is None or {"status", "published_at"} & set(update_fields):
                listing.write([self.pk])

    # What it is now

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.READY and self.published_at <= moments.now()

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.READY and self.published_at > moments.now()

    @property
    def was_public(self) -> bool:
        """Whether readers have been able to see it at any time."""
        if self.status == self.Status.WITHDRAWN:
            return self.published_at <= self.withdrawn_at
        return self.is_live

    @property
    def address_is_public(self) -> bool:
        return self.status in (self.Status.READY, self.Status.WITHDRAWN)

    @property
    def state(self) -> str:
        """The word for it: draft, in_review, scheduled, live or withdrawn."""
        if self.status != self.Status.READY:
            return self.status
        return "live" if self.is_live else "scheduled"

    @property
    def direction(self) -> str:
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"

    @cached_property
    def byline(self) -> list:
        """The creators in their order."""
        return [line.creator for line in self.bylines.all()]

    @cached_property
    def tagged(self) -> list:
        return list(self.tags.all())

    @cached_property
    def corrected(self) -> list:
        """Its corrections, the newest first."""
        return list(self.corrections.order_by("-at", "-id"))

    @cached_property
    def sourced(self) -> list:
        """Its sources in their order."""
        return list(self.sources.all())

    @property
    def ink(self) -> str:
        return self.topic.ink if self.topic else ""

    @property
    def promise(self) -> tuple:
        """All that a list shows of it (templates/articles/_teaser.html); topics are the site's."""
        return (
            *(self.pk, self.slug, self.title, self.subtitle, self.language, self.published_at, self.reading_minutes),
            *(self.topic_id, self.cover and self.cover.facts, tuple(creator.name for creator in self.byline)),
            *self.labels,
        )

    @property
    def facts(self) -> tuple:
        """All that its own page says of it, but for the pictures in the text."""
        return (
            *(self.promise, digest(self.body), self.revised_at, self.cover_alt, self.cover_caption, self.cover_credit),
            *(tuple(creator.facts for creator in self.byline), tuple((tag.slug, tag.name) for tag in self.tagged)),
            *(tuple(one.facts for one in self.corrected), tuple(source.facts for source in self.sourced)),
            self.has_history,
        )


models.signals.m2m_changed.connect(listing.tags_changed, sender=Story.tags.through)
