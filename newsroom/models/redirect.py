"""Old paths that editors lead to new places. Asked only where the site has no page of its own."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = 500
MOST_STEPS = 20  # from one redirect to the next, when a circle is looked for
UNFIT = re.compile(r"[\x00-\x1f\x7f-\xa0\u2028\u2029\ufffd\\?#]")
SPACE = re.compile(r"\s")
ADDRESS = URLValidator(schemes=["http", "https"])


def known_path(path: str) -> str:
    """A path, as the server reads it, the way redirects are kept: in NFC, without a slash at its end."""
    return unicodedata.normalize("NFC", path).rstrip("/") or "/"


def typed_path(typed: str) -> str:
    """The same from what a person copied: letters for their codes, and without a query."""
    return known_path(unquote(re.split(r"[?#]", typed, maxsplit=1)[0]))


def check_path(value: str) -> None:
    path = typed_path(value)
    if not path.startswith("/") or path.startswith("//") or UNFIT.search(path):
        raise ValidationError(_("A path begins with one slash, as in /old/page/."))


def check_target(value: str) -> None:
    if SPACE.search(value):
        raise ValidationError(_("An address has no spaces."))
    check_path(value) if value.startswith("/") else ADDRESS(value)


def local(target: str) -> str:
    """A target on this site as a path, whether or not it was written with the site's name."""
    site, asked = urlsplit(settings.SITE_URL), urlsplit(target)
    return target.removeprefix(settings.SITE_URL) or "/" if asked[:2] == site[:2] else target


class Redirect(models.Model):
    path = models.CharField(
        _("old path"),
        max_length=LONGEST,
        unique=True,
        validators=[check_path],
        help_text=_("As in /2019/05/old-page/. What stands behind a ? does not count, nor does a slash at the end."),
        error_messages={"unique": _("There is a redirect for this path already.")},
    )
    target = models.CharField(
        _("leads to"),
        max_length=LONGEST,
        validators=[check_target],
        help_text=_("A path of this site, or an address that begins with https:// or http://."),
    )
    permanent = models.BooleanField(
        _("for good"), default=True, help_text=_("Browsers and search engines remember it. Otherwise it is for now.")
    )
    made_by_name = models.CharField(_("made by"), max_length=150, blank=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(path=F("target")),
                name="leads_somewhere_else",
                violation_error_message=_("It would lead to itself."),
            )
        ]

    def __str__(self):
        return self.path

    @classmethod
    def for_path(cls, path: str) -> "Redirect | None":
        known = known_path(path)
        if len(known) > LONGEST or UNFIT.search(known):
            return None
        return cls.objects.filter(path=known).first()

    def clean(self):
        """Stored as it is looked for; never in a circle."""
        super().clean()
        self.path, self.target = typed_path(self.path), local(self.target)
        step = self.target
        for _step in range(MOST_STEPS):
            if not step.startswith("/"):
                return
            if typed_path(step) == self.path:
                raise ValidationError({"target": _("This leads back to the old path.")})
            following = Redirect.objects.filter(path=typed_path(step)).exclude(pk=self.pk).first()
            if not following:
                return
            step = following.target
        raise ValidationError({"target": _("This leads from one redirect to the next, too many times.")})
