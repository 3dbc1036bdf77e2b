"""A link that shows a text to somebody without an account, until its end or until it is revoked."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsroom import moments
from newsroom.moments import MomentField

SIGNER = signing.Signer(salt="preview")
DAYS, MOST_DAYS = 7, 90


def key():
    return secrets.token_urlsafe(16)


def in_a_week():
    return moments.now() + timedelta(days=DAYS)


class PreviewLinkManager(models.Manager):
    def make(self, story, *, by, for_whom="", ends_at=None):
        return self.create(
            story=story, for_whom=for_whom, ends_at=ends_at or in_a_week(), of_live=story.is_live,
            made_at=moments.now(), made_by=by, made_by_name=str(by),
        )  # fmt: skip

    def behind(self, token: str):
        """The link that a token proves, good at this moment; None if it is forged, too old or revoked."""
        try:
            key = SIGNER.unsign(token)
        except signing.BadSignature:
            return None
        good = self.filter(revoked_at__isnull=True, ends_at__gt=moments.now())
        return good.select_related("story").defer("story__body").filter(key=key).first()


class PreviewLink(models.Model):
    story = models.ForeignKey("articles.Story", models.CASCADE, related_name="preview_links", verbose_name=_("story"))
    key = models.CharField(max_length=32, default=key, unique=True, editable=False)
    for_whom = models.CharField(_("for whom"), max_length=120, blank=True)
    of_live = models.BooleanField(default=False, editable=False)  # made to show the changes of a story that was live
    ends_at = MomentField(_("good until"), default=in_a_week)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_by_name = models.CharField(_("made by"), max_length=120, blank=True)
    made_at = MomentField(_("made"))
    revoked_at = MomentField(_("revoked"), null=True, editable=False)

    objects = PreviewLinkManager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-id"]

    def __str__(self):
        return self.for_whom or self.made_by_name

    @property
    def secret_address(self) -> str:
        """Not `get_absolute_url`: the admin redirects everybody of the staff to that of any row."""
        return reverse("preview", args=[SIGNER.sign(self.key)])

    @property
    def state(self) -> str:
        """good, ended or revoked."""
        if self.revoked_at:
            return "revoked"
        return "good" if self.ends_at > moments.now() else "ended"

    def shows(self, story) -> bool:
        """Whether it still shows the working copy: one made before the story went live ends with that."""
        return not story.was_public or (story.is_live and self.of_live)

    def revoke(self):
        """For good. Whoever opens it finds nothing."""
        self.revoked_at = self.revoked_at or moments.now()
        self.save(update_fields=["revoked_at"])
