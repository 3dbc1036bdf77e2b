"""What a rehearsal found, in sentences: the same for the page and for the command."""

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from comments.rehearsal import Rehearsal

ALARM = 5  # one approved in so many is too many


def numeral(number: int) -> str:
    return number_format(number, force_grouping=True)


def day(moment) -> str:
    return date_format(localtime(moment), pgettext("date", "j F Y"))


def looked_at(found: Rehearsal) -> str:
    """How far it came."""
    if not found.looked_at:
        return ngettext(
            "Nobody commented in the last %(days)d day.", "Nobody commented in the last %(days)d days.", found.days
        ) % {"days": found.days}
    said = {"number": numeral(found.looked_at), "days": found.days, "day": day(found.back_to)}
    if found.is_whole:
        return _("Looked at all comments of the last %(days)d days: %(number)s.") % said
    return _("Looked at the newest %(number)s comments, back to %(day)s. There was no time for older ones.") % said


def caught(found: Rehearsal) -> str:
    if not found.setting.is_on:
        return _("Turned off it catches nothing.")
    return ngettext(
        "Set like this it would have caught %(number)s comment.",
        "Set like this it would have caught %(number)s comments.",
        found.caught,
    ) % {"number": numeral(found.caught)}


def warnings(found: Rehearsal) -> list[str]:
    """What speaks against it: that people decided otherwise."""
    said = []
    if found.approved:
        numbers = {"caught": numeral(found.caught), "approved": numeral(found.approved)}
        said.append(_("Of %(caught)s it would have caught, a moderator approved %(approved)s.") % numbers)
    if found.let_go:
        numbers = {"fewer": numeral(found.fewer), "refused": numeral(found.let_go)}
        said.append(_("Of %(fewer)s it would let go, a moderator refused %(refused)s.") % numbers)
    if found.failed:
        number = numeral(found.failed)
        said.append(_("The rule failed at %s of them. It would hold every one until it is mended.") % number)
    return said


def is_alarming(found: Rehearsal) -> bool:
    too_strict = found.approved * ALARM >= found.caught > 0
    return too_strict or found.let_go * ALARM >= found.fewer > 0 or bool(found.failed)


def details(found: Rehearsal) -> list[str]:
    said = []
    if found.standing:
        said.append(_("Shown to readers today: %s of them.") % numeral(found.standing))
    if found.setting == found.before:
        said.append(_("So it is set now."))
    else:
        numbers = {name: numeral(getattr(found, name)) for name in ("caught_before", "more", "fewer")}
        said.append(
            _("As it is set now it catches %(caught_before)s: %(more)s would come, %(fewer)s would go.") % numbers
        )
    if found.rule.looks_at == "history":
        said.append(
            _("It also looks at what is stored besides, as that is today: what was deleted or decided since may count.")
        )
    return said


def summary(found: Rehearsal) -> list[str]:
    if not found.looked_at:
        return [looked_at(found)]
    return [looked_at(found), caught(found), *warnings(found), *details(found)]
