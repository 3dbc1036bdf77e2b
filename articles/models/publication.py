"""What is done with a story on its way to readers, and after. Each verb takes the row, does all or nothing, and notes it."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from articles.body import picture_addresses, pictures_without_alt
from articles.models.address import Address
from articles.models.correction import Correction
from articles.models.step import Step
from articles.models.working_copy import WorkingCopy
from newsroom import moments
from newsroom.html import words

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


class Publication(WorkingCopy):
    class Meta:
        abstract = True

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
        """Another moment for a story that nobody has seen yet, and the same text: of a draft only the plan changes."""
        self._lock()
        at = at.replace(microsecond=0)
        if not self.is_scheduled and self.status not in (self.Status.DRAFT, self.Status.IN_REVIEW):
            raise ValidationError(_("Only what is planned can be moved. Readers have seen this story."))
        if at <= moments.now():
            raise ValidationError(_("This moment has passed. Choose one that is still to come."), code="published_at")
        if self.embargoed_until and at < self.embargoed_until:
            raise ValidationError(_("The embargo ends later than that."), code="embargoed_until")
        if self.is_scheduled:
            self.version_for_readers().change(public_at=at)
            self._note(Step.Verb.SCHEDULE, by, at=at)
        self.published_at = at
        self.save(update_fields=["published_at", "saved_at"])

    @transaction.atomic
    def unschedule(self, by=None):
        """Take a planned story back to the drafts; nobody has seen it."""
        self._lock()
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
    def withdraw(self, reason, by=None):
        """Take a live story away. Its addresses answer 410 with the reason and nothing else."""
        if not reason.strip():
            raise ValidationError(_("Say why the story is withdrawn. Readers see this sentence in its place."))
        self._lock()
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
