"""The text of a story in its two copies: what readers see, and the newest version, on which editors work."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from articles.models import picture_use
from articles.models.version import TEXT, StoryVersion
from newsroom import moments
from newsroom.uses import with_other

TYPO_TIME = timedelta(minutes=10)  # after readers first saw a text, in which a typing error can be mended in silence


class WorkingCopy(models.Model):
    """A story's own columns hold what readers see."""

    newest_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # Versions that the history lists, so that the story's page knows without a look whether there is one to tell of.
    public_versions = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def working_copy(self) -> "StoryVersion | WorkingCopy":
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
    def replace_picture(self, image, other, by=None):
        """Show another picture as cover and in the text. Of a story that is ready readers get what they had, with the
        other picture, and no other change that is not published yet. Earlier versions stay as they are."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if self.cover_id == image.pk:
            self.cover = other
            self.save(update_fields=["cover", "saved_at"])
        copy = self.working_copy_text()
        if self.status == self.Status.READY and image.address in self.body:
            shown = {"title": self.title, "subtitle": self.subtitle, "body": with_other(self.body, image, other)}
            self.versions.unplan()
            self.write(by=by, public_at=max(moments.now(), self.published_at), **shown)
        self.write(by=by, **copy | {"body": with_other(copy["body"], image, other)})

    def _lock(self):
        """Take the row, and its state as it is now: somebody else may have been quicker."""
        state = ("status", "published_at", "embargoed_until", "withdrawn_at")
        now = type(self).objects.select_for_update().only(*state).get(pk=self.pk)
        for name in state:
            setattr(self, name, getattr(now, name))
