"""Pages that editors write beside the stories: about, contact, privacy, terms, house rules."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from newsroom.addresses import check_slug
from newsroom.html import CleanHTMLField
from newsroom.models.site import Shared


def check_free(slug):
    """A page may not stand where the site itself has something."""
    try:
        taken = resolve(f"/{slug}/").url_name != "page"
    except Resolver404:
        taken = False
    if taken or slug in RESERVED:
        raise ValidationError(
            _("The address /%(slug)s/ belongs to the site itself. Choose another."), params={"slug": slug}
        )


RESERVED = frozenset(
    [
        "accounts",
        "admin",
        "comments",
        "corrections",
        "creators",
        "feeds",
        "healthz",
        "me",
        "media",
        "metrics",
        "moderation",
        "news-sitemap.xml",
        "preview",
        "readyz",
        "receipts",
        "robots.txt",
        "search",
        "sitemap.xml",
        "static",
        "stories",
        "tags",
        "topics",
        "unsubscribe",
    ]
)


class Page(Shared):
    title = models.CharField(_("title"), max_length=200)
    slug = models.CharField(_("address"), max_length=200, unique=True, validators=[check_slug, check_free])
    body = CleanHTMLField(_("text"), blank=True)
    in_footer = models.BooleanField(_("link at the foot of every page"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("page", args=[self.slug])
