"""The site's own settings, one row, kept by editors in the admin."""

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.languages import languages, site_language, site_zone


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


class Site(models.Model):
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
    foot = models.TextField(_("last line of every page"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_site")]

    def __str__(self):
        return self.name

    @classmethod
    def current(cls):
        return cls.objects.select_related("logo").filter(pk=1).first() or cls(pk=1)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def menu_entries(self) -> list[tuple[str, str]]:
        lines = (line.partition("|") for line in self.menu.splitlines() if line.strip())
        return [(label.strip(), address.strip()) for label, _bar, address in lines]
