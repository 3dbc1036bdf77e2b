"""Every text a person saved, in a chain of hashes that shows if one was changed behind its back."""

import hashlib
import json
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.html import CleanHTMLField
from newsroom.moments import MomentField

TEXT = ("title", "subtitle", "body")


def salt() -> str:
    return secrets.token_hex(16)


def sha256(*parts) -> str:
    """SHA-256 of the parts as one JSON list in UTF-8, so that no two different lists read the same."""
    return hashlib.sha256(json.dumps([str(part) for part in parts], ensure_ascii=False).encode()).hexdigest()


class StoryVersion(models.Model):
    """One saved text. Rows are written once; only `public_at`, while it is ahead, and a struck text may change.

    `content_hash` covers salt and text; `hash` covers the number, `content_hash` and the `hash` of the version before,
    so the chain still holds when a text was struck. The salt keeps a hash from telling what an unpublished text says.
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

    class Meta:
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

    def digest(self) -> str:
        return sha256(self.number, self.content_hash, self.previous_hash)

    def fits(self, before: "StoryVersion | None") -> bool:
        """Whether this row is what was written, and comes after `before`."""
        own = (self.content_hash, self.hash) == (self.content_digest(), self.digest())
        return own and self.previous_hash == (before.hash if before else "")
