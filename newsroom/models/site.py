"""The site's own settings, one row, kept by editors in the admin."""

import secrets
from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from newsroom.languages import languages, site_language, site_zone
from newsroom.prepared import prepared


def check_zone(value):
    if value not in available_timezones():
        raise ValidationError(
            _("%(value)s is no time zone. Use a name such as Europe/Berlin."), params={"value": value}
        )


def check_menu(value):
    for number, line in enumerate(value.splitlines(), 1):
        label, _bar, address = (part.strip() for part in line.partition("|"))
        if line.strip() and not (
            label and address.startswith(("/", "https://", "http://")) and not address.startswith("//")
        ):
            raise ValidationError(
                _("Line %(number)d of the menu is not 'Name | /address/'."), params={"number": number}
            )


class CommentsMode(models.TextChoices):
    """Whether readers may answer, and whether somebody looks before the answer is shown."""

    OPEN = "open", _("Open")
    FIRST_HELD = "first_held", _("A person's first comment is held")
    ALL_HELD = "all_held", _("All comments are held")
    CLOSED = "closed", _("Closed")


class EditorsInvite(models.TextChoices):
    """Which roles editors may give; administrators may give every one."""

    NOBODY = "nobody", _("Nobody")
    CREATORS = "creators", _("Creators")
    MODERATORS = "moderators", _("Creators and moderators")
    EDITORS = "editors", _("Everybody but administrators")

    @property
    def roles(self) -> tuple[str, ...]:
        return ("creator", "moderator", "editor")[: list(EditorsInvite).index(self)]


def new_revision() -> int:
    return secrets.randbits(62)


class SharedQuerySet(models.QuerySet):
    @transaction.atomic
    def update(self, **changes):
        changed = super().update(**changes)
        Site.renew()
        return changed

    @transaction.atomic
    def delete(self):
        deleted = super().delete()
        Site.renew()
        return deleted

    delete.alters_data = delete.queryset_only = True

    @transaction.atomic
    def bulk_create(self, *args, **kwargs):
        made = super().bulk_create(*args, **kwargs)
        Site.renew()
        return made


class Shared(models.Model):
    """A row that stands on every page. A change gives the site a new revision, in the same transaction."""

    objects = SharedQuerySet.as_manager()

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        Site.renew()

    @transaction.atomic
    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        Site.renew()
        return deleted


class Site(Shared):
    name = models.CharField(_("name"), max_length=60, default="Newsroom")
    tagline = models.CharField(
        _("tagline"), max_length=160, blank=True, help_text=_("One line, for search engines and the front page.")
    )
    logo = models.ForeignKey(
        "newsroom.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    language = models.CharField(_("language"), max_length=12, choices=languages, default=site_language)
    time_zone = models.CharField(_("time zone"), max_length=60, default=site_zone, validators=[check_zone])
    menu = models.TextField(
        _("menu"),
        blank=True,
        validators=[check_menu],
        help_text=_("One entry a line: Name | /address/. Empty: the topics, in their order."),
    )
    comments_mode = models.CharField(_("comments"), max_length=10, choices=CommentsMode, default=CommentsMode.OPEN)
    comments_shown = models.BooleanField(_("comments are shown"), default=True)
    comments_close_after = models.PositiveSmallIntegerField(
        _("comments close after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Days after publication. Empty: never. Readers see the date in advance."),
    )
    editors_invite = models.CharField(
        _("editors may invite"),
        max_length=10,
        choices=EditorsInvite,
        default=EditorsInvite.MODERATORS,
        db_default=EditorsInvite.MODERATORS,
    )
    foot = models.TextField(_("last line of every page"), max_length=300, blank=True)
    # Random, so that no two states ever share one, whatever is rolled back or restored. 0: nothing is stored yet.
    revision = models.BigIntegerField(default=new_revision, db_default=0, editable=False)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_site")]

    def __str__(self):
        return self.name

    @classmethod
    def current(cls):
        return next(iter(_the_site()), None) or cls(pk=1, revision=0)

    @classmethod
    def renew(cls):
        """Every page is another from now on, here and at a CDN. Called in the transaction of what changed."""
        from newsroom import purge

        purge.soon(purge.SITE)
        if not cls._base_manager.update(revision=new_revision()):
            cls._base_manager.bulk_create([cls(pk=1, language="", time_zone="")], ignore_conflicts=True)

    @classmethod
    def from_db(cls, db, field_names, values):
        """Until the admin says otherwise, language and zone are those of the environment."""
        site = super().from_db(db, field_names, values)
        if "language" in site.__dict__:
            site.language = site.language or site_language()
        if "time_zone" in site.__dict__:
            site.time_zone = site.time_zone or site_zone()
        return site

    def keeps(self, name: str, load: Callable):
        """What `load` finds for every page, looked up again by each process when the site has another revision.

        Shared by threads: nobody may change it. Only for what is in Shared rows.
        """
        revision, value = KEPT.get(name, (0, None))
        if not self.revision or revision != self.revision:
            value = load()
            KEPT[name] = (self.revision, value)
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def menu_entries(self) -> list[tuple[str, str]]:
        lines = (line.partition("|") for line in self.menu.splitlines() if line.strip())
        return [(label.strip(), address.strip()) for label, _bar, address in lines]


@prepared
def _the_site():
    return Site.objects.select_related("logo").filter(pk=1)


KEPT: dict[str, tuple] = {}
