"""Every text a person saved, in a chain of hashes that shows if one was changed behind its back."""

import hashlib
import json
import secrets
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models import picture_use
from newsroom import moments
from newsroom.html import CleanHTMLField
from newsroom.moments import MomentField

TEXT = ("title", "subtitle", "body")
# All of a row that its hash does not cover, but for the account, which goes when the person does.
SEALED = ("story_id", "number", "hash", "saved_at", "saved_by_name", "public_at", "typo_only")
SEALED += ("struck_at", "struck_reason", "struck_by_name")


def salt() -> str:
    return secrets.token_hex(16)


def sha256(*parts) -> str:
    """SHA-256 of the parts as one JSON list in UTF-8, so that no two different lists read the same."""
    return hashlib.sha256(json.dumps([str(part) for part in parts], ensure_ascii=False).encode()).hexdigest()


def seal_of(values) -> str:
    """The seal of a row from its values for SEALED."""
    told = (value.astimezone(UTC).replace(microsecond=0) if isinstance(value, datetime) else value for value in values)
    return sha256("seal", *told)


class VersionQuerySet(models.QuerySet):
    def public(self, at=None):
        """What readers see or have seen."""
        return self.filter(public_at__lte=at or moments.now())

    def listed(self):
        """What a history tells of: no mended typing error has a line of its own."""
        return self.public().filter(typo_only=False)

    def without_text(self):
        return self.defer(*TEXT)

    def spans(self, versions, until: int) -> dict[int, tuple[int, int]]:
        """By the ids of versions readers answered: its number and that of `until`, if readers were told of a change since."""
        later = StoryVersion.objects.listed().filter(story=OuterRef("story"), number__gt=OuterRef("number"))
        told = self.filter(Q(pk=until) | Q(Exists(later), pk__in=versions), pk__in=[*versions, until])
        numbers = dict(told.order_by().values_list("pk", "number"))
        newest = numbers.pop(until, 0)
        return {pk: (number, newest) for pk, number in numbers.items() if number < newest}

    def unplan(self) -> None:
        """Nothing of this becomes public at a moment that is still ahead."""
        for version in self.filter(public_at__gt=moments.now()):
            version.change(public_at=None)


class StoryVersion(models.Model):
    """One saved text. Rows are written once; only `public_at`, while it is ahead, and a struck text may change.

    `content_hash` covers salt and text; `hash` covers the number, `content_hash` and the `hash` of the version before,
    so the chain still holds when a text was struck. The salt keeps a hash from telling what an unpublished text says.
    `seal` covers what may change, so that only the words below can change it without being found.
    """

    story = models.ForeignKey(
        "articles.Story", models.CASCADE, db_index=False, related_name="versions", verbose_name=_("story")
    )
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    subtitle = models.CharField(_("subtitle"), max_length=400, blank=True)
    body = CleanHTMLField(_("text"), blank=True)
    salt = models.CharField(max_length=32, default=salt)
    content_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    saved_at = MomentField(_("saved"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    saved_by_name = models.CharField(_("saved by"), max_length=120, blank=True)
    public_at = MomentField(_("public since"), null=True)
    typo_only = models.BooleanField(_("typo only"), default=False, db_default=False)
    struck_at = MomentField(_("struck"), null=True)
    struck_reason = models.CharField(_("struck because"), max_length=500, blank=True, default="", db_default="")
    struck_by_name = models.CharField(_("struck by"), max_length=120, blank=True, default="", db_default="")
    seal = models.CharField(max_length=64, blank=True, default="", db_default="")

    objects = VersionQuerySet.as_manager()

    class Meta:
        permissions = [("strike_version", _("Can strike the text of a version for legal reasons"))]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="one_version_a_number")]

    def __str__(self):
        return f"{self.title} ({self.number})"

    @property
    def text(self) -> dict:
        return {name: getattr(self, name) for name in TEXT}

    def content_digest(self) -> str:
        return sha256(self.salt, self.title, self.subtitle, self.body)

    def link_after(self, before: "StoryVersion | None") -> None:
        """Give this version its number and hashes as the one after `before`. The body must be clean already."""
        self.number = before.number + 1 if before else 1
        self.previous_hash = before.hash if before else ""
        self.content_hash = self.content_digest()
        self.hash = self.digest()
        self.seal = self.seal_digest()

    def digest(self) -> str:
        return sha256(self.number, self.content_hash, self.previous_hash)

    def seal_digest(self) -> str:
        return seal_of(getattr(self, name) for name in SEALED)

    def faults(self, before: "StoryVersion | None"):
        """Sentences on what in this row is not as it was written, as the one after `before`."""
        if self.previous_hash != (before.hash if before else ""):
            yield _("It does not follow the version before it.")
        if self.struck_at and any((*self.text.values(), self.salt)):
            yield _("It is struck, but has a text.")
        if not self.struck_at and self.content_hash != self.content_digest():
            yield _("Its title, subtitle, text or salt is not what was saved.")
        if self.hash != self.digest():
            yield _("Its number or a hash of it was changed.")
        if self.seal != self.seal_digest():
            yield _("When or by whom it was saved, published or struck was changed.")

    def change(self, **fields) -> None:
        """Change what may change and seal it again; a seal that was broken before stays broken."""
        whole = self.seal == self.seal_digest()
        for name, value in fields.items():
            setattr(self, name, value)
        self.seal = self.seal_digest() if whole else self.seal
        self.save(update_fields=[*fields, "seal"])

    @property
    def is_public(self) -> bool:
        return self.public_at is not None and self.public_at <= moments.now()

    @transaction.atomic
    def strike(self, reason: str, by=None) -> None:
        """Blank a text that may not be kept. Its hashes stay, so that the chain holds; without salt they tell nothing."""
        story = type(self.story).objects.select_for_update().get(pk=self.story_id)
        self.refresh_from_db()
        if self.struck_at:
            raise ValidationError(_("This version is struck already."))
        if not reason.strip():
            raise ValidationError(_("Say why the text is struck. Readers see this sentence in its place."))
        if self.pk in (story.working_copy.pk, story.version_for_readers() and story.version_for_readers().pk):
            raise ValidationError(_("Readers or editors see this text now. Publish a version without it first."))
        words = {"struck_at": moments.now(), "struck_reason": reason.strip(), "struck_by_name": str(by or "")}
        self.change(**dict.fromkeys((*TEXT, "salt"), ""), **words)
        picture_use.write_anew(story)
