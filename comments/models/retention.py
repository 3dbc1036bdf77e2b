"""For how many days the site keeps what it need not keep for ever. One row, which editors write in the admin."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST = 3650
EXPLAINED = ("rejected", "spam", "removed")  # by entries of the log, which their authors read


def days(name, default, why):
    """Of one sort of things. Empty: for ever."""
    limits = [MinValueValidator(1), MaxValueValidator(LONGEST)]
    return models.PositiveSmallIntegerField(
        name, default=default, null=True, blank=True, validators=limits, help_text=why
    )


SECOND_LOOK = _(
    "Its author may ask for a second look. For six months the Digital Services Act of the EU (article 20) wants that to "
    "be possible. One with an open appeal stays."
)


class Retention(models.Model):
    """What is shown is kept whatever stands here."""

    unconfirmed = days(
        _("waiting for its author"),
        7,
        _("Nobody has shown that the address is theirs; the link in their mail works for three days."),
    )
    held = days(
        _("held for a moderator"),
        365,
        _("Nobody has decided about it for so long; what it answers is no news any more."),
    )
    rejected = days(_("refused"), 190, SECOND_LOOK)
    spam = days(_("spam"), 190, SECOND_LOOK)
    removed = days(_("removed"), 190, SECOND_LOOK)
    deleted = days(
        _("deleted by its author"),
        30,
        _("Until then moderators can still judge what somebody reported before it was deleted."),
    )
    earlier_texts = days(
        _("earlier texts of edited comments"), 190, _("So that a report of what stood there before can be judged.")
    )
    matched_texts = days(
        _("texts that a rule met"),
        190,
        _("So that a decision can be explained. Which rule it was is kept with the comment."),
    )
    networks = days(
        _("networks of comments and reports"),
        30,
        _("A salted hash of the sender's network. It helps while a flood lasts, and it is personal data."),
    )
    reports_handled = days(
        _("reports that were answered"), 190, _("They say who reported whom. The log keeps what was decided.")
    )
    reports_open = days(_("reports that nobody answered"), 365, _("After so long an answer helps nobody."))
    notes = days(
        _("notes on people"),
        365,
        _("What moderators think of a person grows old, and data about people has to be up to date."),
    )
    blocks = days(
        _("blocks that have ended"),
        365,
        _("From the day they ended, for those who look whether it is the first. One in force stays."),
    )
    log = days(
        _("log of decisions"), None,
        _("Empty: for ever. It holds neither comments nor addresses, and with it the house accounts for what it decided."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("how long things are kept")
        verbose_name_plural = _("how long things are kept")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_retention")]

    def __str__(self):
        return str(_("How long things are kept"))

    @classmethod
    def current(cls) -> "Retention":
        """The stored row, or what holds until somebody says otherwise."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def clean(self):
        kept = [getattr(self, name) for name in EXPLAINED]
        if self.log and any(days is None or days > self.log for days in kept):
            raise ValidationError(
                {
                    "log": _(
                        "The log explains comments that were refused, removed or spam: keep it at least as long as those."
                    )
                }
            )
