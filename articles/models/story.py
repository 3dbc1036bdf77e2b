"""A story: what readers see of it, who may see it, and what editors do with it."""

from datetime import UTC, datetime, timedelta
from enum import Enum

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.body import picture_addresses, pictures_without_alt
from articles.models import listing, picture_use
from articles.models.address import Address, Addressed
from articles.models.byline import Byline
from articles.models.correction import Correction
from articles.models.labels import Labelled
from articles.models.source import Source
from articles.models.step import Step
from articles.models.version import TEXT, StoryVersion
from articles.reading import minutes_to_read
from articles.search import index
from newsroom import moments
from newsroom.fragments import digest
from newsroom.html import STORY, CleanHTMLField, words
from newsroom.languages import languages, site_language
from newsroom.moments import MomentField
from newsroom.uses import with_other

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
TYPO_TIME = timedelta(minutes=10)  # after readers first saw a text, in which a typing error can be mended in silence


class Sight(Enum):
    """How much of the stories somebody sees: what is live, their own besides, or every one."""

    LIVE, OWN, ALL = range(3)

    @classmethod
    def of(cls, user) -> "Sight":
        if user.has_perm("articles.see_all_stories"):
            return cls.ALL
        return cls.OWN if user.is_authenticated else cls.LIVE


class StoryQuerySet(models.QuerySet):
    def live(self, at=None):
        """What everybody may read at that moment."""
        return self.filter(status=Story.Status.READY, published_at__lte=at or moments.now())

    def scheduled(self, at=None):
        return self.filter(status=Story.Status.READY, published_at__gt=at or moments.now())

    def by(self, user):
        return self.filter(pk__in=Byline.objects.filter(creator__user=user).values("story"))

    def visible_to(self, user):
        """Permission is a queryset: what is not in it does not exist for that person."""
        return self.in_sight(Sight.of(user), user)

    def in_sight(self, sight, user, at=None):
        """What somebody sees who sees that much; `visible_to` in parts, for queries that are prepared."""
        if sight == Sight.ALL:
            return self
        live = self.live(at)
        return live | self.by(user) if sight == Sight.OWN else live

    def listed(self, **thing):
        """What is live of one creator or tag, newest first."""
        theirs = {f"listings__{name}": value for name, value in thing.items()}
        found = self.filter(**theirs, listings__live_at__lte=moments.now())
        found = found.annotate(listed_at=F("listings__live_at"), listed=F("listings__story"))
        return found.order_by("-listed_at", "-listed")

    def planned(self):
        """What is neither ready nor withdrawn. Said as what it is not, so that SQLite looks for it by date."""
        return self.exclude(status=Story.Status.READY).exclude(status=Story.Status.WITHDRAWN)

    def newest_first(self):
        return self.order_by("-published_at", "-id")

    def with_byline(self):
        """Topic, cover and creators, in two queries however many stories there are."""
        bylines = Byline.objects.select_related("creator__portrait").order_by("position")
        return self.select_related("topic", "cover").prefetch_related(models.Prefetch("bylines", bylines))

    def with_first_name(self):
        """`first_name`: the creator who stands first, without a look at the others."""
        first = Byline.objects.filter(story=models.OuterRef("pk")).order_by("position", "pk")
        return self.annotate(first_name=models.Subquery(first.values("creator__name")[:1]))

    def with_marks(self):
        """Whether each has corrections and sources: a page asks for them only then."""
        corrections, sources = (model.objects.filter(story=OuterRef("pk")) for model in (Correction, Source))
        return self.annotate(is_corrected=Exists(corrections), has_sources=Exists(sources))

    def for_list(self):
        """For teasers: without the text of the stories."""
        return self.defer("body").with_byline()


class Story(Labelled, Addressed):
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
    newest_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # Versions that the history lists, so that the story's page knows without a look whether there is one to tell of.
    public_versions = models.PositiveIntegerField(default=0, db_default=0, editable=False)
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

    # What editors do with it

    @property
    def working_copy(self) -> "StoryVersion | Story":
        """The text editors work on: the newest version, or the story itself before its first save."""
        return self.versions.order_by("-number").first() or self

    def working_copy_text(self) -> dict:
        copy = self.working_copy
        return {name: getattr(copy, name) for name in TEXT}

    def public_version(self) -> "StoryVersion | None":
        """What readers see now."""
        return self.versions.public().order_by("-number").first()

    def version_for_readers(self) -> "StoryVersion | None":
        """What readers see, will see at its moment, or would see again if the story were brought back."""
        return self.versions.filter(public_at__isnull=False).order_by("-number").first()

    @property
    def has_history(self) -> bool:
        """Whether readers have something to compare."""
        return self.public_versions > 1

    @property
    def may_mend_typos(self) -> bool:
        """Whether changes may still be published as 'typo only'."""
        if not self.is_live:
            return False
        last = self.versions.listed().order_by("-number").values_list("public_at", flat=True).first()
        return last is not None and moments.now() < last + TYPO_TIME

    @property
    def has_unpublished_changes(self) -> bool:
        if self.status != self.Status.READY:
            return False
        return any(getattr(self, name) != value for name, value in self.working_copy_text().items())

    @transaction.atomic
    def write(self, *, by=None, public_at=None, typo_only=False, **text) -> StoryVersion:
        """Save a text as the newest version. Readers of a story that is ready see it when changes are published.

        `text` may name title, subtitle and body. Nothing new is written where nothing changed.
        """
        self._lock()
        last = self.versions.order_by("-number").first()
        source = last or self
        text = {name: text.get(name, getattr(source, name)) for name in TEXT}
        text["body"] = self._meta.get_field("body").cleaned(text["body"])
        if public_at or self.status in (self.Status.DRAFT, self.Status.IN_REVIEW):
            for name in TEXT:
                setattr(self, name, text[name])
            self.save(update_fields=[*TEXT, "saved_at"])
        if last and public_at is None and text == last.text:
            if self.newest_version != last.number:  # this copy of the row is older than that save
                self._count_versions(newest_version=last.number)
            return last
        version = StoryVersion(
            story=self, saved_at=moments.now(), saved_by=by, saved_by_name=str(by or ""), public_at=public_at, **text
        )
        version.typo_only = typo_only
        version.link_after(last)
        version.save(force_insert=True)
        self._count_versions(newest_version=version.number)
        picture_use.write(self, version.body)
        return version

    def _count_versions(self, **numbers):
        """Keep what the story says of its versions true."""
        listed = self.versions.filter(public_at__isnull=False, typo_only=False)
        numbers["public_versions"] = listed.count()
        for name, number in numbers.items():
            setattr(self, name, number)
        self.save(update_fields=[*numbers])

    @transaction.atomic
    def return_to(self, version: StoryVersion, by=None) -> StoryVersion:
        """Make the text of an earlier version the working copy, as a version of its own. Readers see nothing of it."""
        if version.struck_at:
            raise ValidationError(
                _("The text of this version was struck for legal reasons: there is nothing to restore.")
            )
        return self.write(by=by, **version.text)

    @transaction.atomic
    def submit(self, by=None):
        """Hand a draft to the editors."""
        self._move([self.Status.DRAFT], self.Status.IN_REVIEW, returned_reason="")
        self._note(Step.Verb.SUBMIT, by)

    @transaction.atomic
    def take_back(self, by=None):
        """Its creator goes on with what the editors have not dealt with yet."""
        self._move([self.Status.IN_REVIEW], self.Status.DRAFT)
        self._note(Step.Verb.TAKE_BACK, by)

    @transaction.atomic
    def send_back(self, reason, by=None):
        """Back to the creator, who sees the reason."""
        if not reason.strip():
            raise ValidationError(_("Say why, so that the creator knows what to mend."))
        self._move([self.Status.IN_REVIEW], self.Status.DRAFT, returned_reason=reason.strip())
        self._note(Step.Verb.SEND_BACK, by, reason)

    @transaction.atomic
    def publish(self, at=None, by=None):
        """Live now, or at the moment `at` (aware; whole seconds). Writes the version that readers see."""
        self._lock()
        self.check_publishable()
        at = (at or moments.now()).replace(microsecond=0)
        if self.embargoed_until and at < self.embargoed_until:
            raise ValidationError(_("The embargo ends later than that."), code="embargoed_until")
        if self.status == self.Status.WITHDRAWN:
            raise ValidationError(_("The story was withdrawn. Bring it back first."))
        if at < EARLIEST:
            raise ValidationError(_("The story cannot go live before the year 1900."), code="published_at")
        if self.is_live:
            raise ValidationError(_("The story is live already."))
        self.versions.unplan()
        self.status, self.published_at, self.returned_reason = self.Status.READY, at, ""
        self.save(update_fields=["status", "published_at", "returned_reason"])
        # A profile says since when its creator is here: not later than their first story.
        self.creators.filter(created_at__gt=at).update(created_at=at)
        self.write(by=by, public_at=at)
        planned = at if self.is_scheduled else None
        self._note(Step.Verb.SCHEDULE if planned else Step.Verb.PUBLISH, by, at=planned)

    @transaction.atomic
    def move(self, at, by=None):
        """Another moment for a story that nobody has seen yet: of a draft only the plan changes."""
        self._lock()
        if not self.is_scheduled and self.status not in (self.Status.DRAFT, self.Status.IN_REVIEW):
            raise ValidationError(_("Only what is planned can be moved. Readers have seen this story."))
        if at <= moments.now():
            raise ValidationError(_("This moment has passed. Choose one that is still to come."), code="published_at")
        if self.is_scheduled:
            return self.publish(at=at, by=by)
        if self.embargoed_until and at < self.embargoed_until:
            raise ValidationError(_("The embargo ends later than that."), code="embargoed_until")
        self.published_at = at
        self.save(update_fields=["published_at", "saved_at"])

    @transaction.atomic
    def unschedule(self, by=None):
        """Take a planned story back to the drafts; nobody has seen it."""
        if not self.is_scheduled:
            raise ValidationError(_("Only a scheduled story can go back to the drafts."))
        self.versions.unplan()
        self._move([self.Status.READY], self.Status.DRAFT)
        self._count_versions()
        self._note(Step.Verb.UNSCHEDULE, by)
        if not self.versions.filter(public_at__isnull=False).exists():
            Address.objects.filter(kind=self.kind, owner_id=self.pk).delete()

    @transaction.atomic
    def publish_changes(self, by=None, typo_only=False):
        """Show readers the working copy of a story that is ready. Mended typing errors are not told as an update."""
        self._lock()
        if self.status != self.Status.READY:
            raise ValidationError(_("The story is not published yet."))
        if not self.has_unpublished_changes:
            raise ValidationError(_("Nothing has changed since it was published."))
        if typo_only and not self.may_mend_typos:
            raise ValidationError(
                _(
                    "'Typo only' is for the first ten minutes after publishing. Publish this as a change that readers see."
                )
            )
        self.check_publishable()
        self.versions.unplan()
        if self.is_live and not typo_only:
            self.revised_at = moments.now()
            self.save(update_fields=["revised_at"])
        self.write(by=by, public_at=max(moments.now(), self.published_at), typo_only=typo_only)
        self._note(Step.Verb.PUBLISH_CHANGES, by)

    @transaction.atomic
    def replace_picture(self, image, other, by=None):
        """Show another picture as cover and in the text. Of a story that is ready readers get what they had, with the
        other picture, and no other change that is not published yet. Earlier versions stay as they are."""
        self.refresh_from_db(from_queryset=Story.objects.select_for_update())
        if self.cover_id == image.pk:
            self.cover = other
            self.save(update_fields=["cover", "saved_at"])
        copy = self.working_copy_text()
        if self.status == self.Status.READY and image.address in self.body:
            shown = {"title": self.title, "subtitle": self.subtitle, "body": with_other(self.body, image, other)}
            self.versions.unplan()
            self.write(by=by, public_at=max(moments.now(), self.published_at), **shown)
        self.write(by=by, **copy | {"body": with_other(copy["body"], image, other)})

    @transaction.atomic
    def withdraw(self, reason, by=None):
        """Take a live story away. Its addresses answer 410 with the reason and nothing else."""
        if not reason.strip():
            raise ValidationError(_("Say why the story is withdrawn. Readers see this sentence in its place."))
        if not self.is_live:
            raise ValidationError(_("Only a live story can be withdrawn."))
        self._move(
            [self.Status.READY], self.Status.WITHDRAWN, withdrawn_at=moments.now(), withdrawal_reason=reason.strip()
        )
        self._note(Step.Verb.WITHDRAW, by, reason)

    @transaction.atomic
    def restore(self, by=None):
        """Bring a withdrawn story back, with its first date."""
        self.check_byline_and_cover()
        self._move([self.Status.WITHDRAWN], self.Status.READY, withdrawn_at=None, withdrawal_reason="")
        self._note(Step.Verb.RESTORE, by)

    @transaction.atomic
    def correct(self, text, *, kind=Correction.Kind.CORRECTION, by=None, at=None) -> Correction:
        """Tell readers of a live story what was put right; CORRECTED hears of it in the same transaction."""
        self._lock()
        correction = Correction(
            story=self, kind=kind, text=text.strip(), at=at or moments.now(), by=by, by_name=str(by or "")[:120]
        )
        correction.full_clean(exclude=["story", "by"])
        correction.save()
        self.revised_at = max(self.revised_at or correction.at, correction.at)
        self.save(update_fields=["revised_at", "saved_at"])
        for name in settings.CORRECTED:
            import_string(name)(correction)
        return correction

    def check_publishable(self):
        """Raise ValidationError, one sentence for each thing that is missing."""
        copy = self.working_copy
        missing = self._missing_around()
        if not words(copy.body) and not picture_addresses(copy.body):
            missing.append(ValidationError(_("The story has no text yet."), code="body"))
        if pictures_without_alt(copy.body):
            missing.append(
                ValidationError(_("A picture in the text has no alternative text. Say what it shows."), code="body")
            )
        if missing:
            raise ValidationError(missing)

    def check_byline_and_cover(self):
        """What is not versioned and so reaches readers when it is saved. Raise ValidationError for what is missing."""
        if missing := self._missing_around():
            raise ValidationError(missing)

    def _missing_around(self) -> list:
        missing = []
        if not self.bylines.exists():
            missing.append(_("The story has no creator yet: add one to the byline."))
        if self.cover_id and not self.cover_alt.strip():
            missing.append(
                ValidationError(_("Say what the cover shows, for readers who cannot see it."), code="cover_alt")
            )
        return missing

    def _lock(self):
        """Take the row, and its state as it is now: somebody else may have been quicker."""
        state = ("status", "published_at", "embargoed_until", "withdrawn_at")
        now = Story.objects.select_for_update().only(*state).get(pk=self.pk)
        for name in state:
            setattr(self, name, getattr(now, name))

    def _note(self, verb, by, reason="", at=None):
        """What was just done stays readable, reason and all, when the story has moved on."""
        Step.objects.note(self, verb, by=by, reason=reason.strip(), at=at)

    def _move(self, sources, status, **changes):
        self._lock()
        if self.status not in sources:
            raise ValidationError(
                _("This cannot be done while the story is in the state '%(state)s'."),
                params={"state": self.get_status_display()},
            )
        self.status = status
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=["status", "saved_at", *changes])


models.signals.m2m_changed.connect(listing.tags_changed, sender=Story.tags.through)
