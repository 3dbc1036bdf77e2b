"""Where a story stands and when, in words: 'Goes live tomorrow at 06:00, Europe/Berlin'."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.models import Story
from newsroom import moments


def day(moment: datetime, now: datetime | None = None) -> str:
    """'today', 'tomorrow', 'yesterday', or the date; in the current zone."""
    local, today = timezone.localtime(moment).date(), timezone.localtime(now or moments.now()).date()
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return near.get((local - today) // timedelta(days=1)) or date_format(local, pgettext("date", "j F Y"))


def clock(moment: datetime) -> str:
    """'06:00'; with the offset where the clocks go back and the same time comes twice."""
    local = timezone.localtime(moment)
    twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return f"{local:%H:%M} (UTC{_offset(local)})" if twice else f"{local:%H:%M}"


def _offset(local: datetime) -> str:
    minutes = local.utcoffset() // timedelta(minutes=1)
    return f"{minutes // 60:+d}" + (f":{minutes % 60:02d}" if minutes % 60 else "")


def when(moment: datetime, now: datetime | None = None) -> dict:
    """The pieces that a sentence about a moment is made of."""
    return {"day": day(moment, now), "time": clock(moment), "zone": timezone.get_current_timezone_name()}


def at(moment: datetime, now: datetime | None = None) -> str:
    """'tomorrow at 06:00', in the current zone."""
    return _("%(day)s at %(time)s") % when(moment, now)


SENTENCES = {
    "draft": lambda story: (_("Draft, saved %(day)s at %(time)s, %(zone)s"), story.saved_at),
    "in_review": lambda story: (_("In review, saved %(day)s at %(time)s, %(zone)s"), story.saved_at),
    "scheduled": lambda story: (_("Goes live %(day)s at %(time)s, %(zone)s"), story.published_at),
    "live": lambda story: (_("Live since %(day)s, %(time)s, %(zone)s"), story.published_at),
    "withdrawn": lambda story: (_("Withdrawn %(day)s at %(time)s, %(zone)s"), story.withdrawn_at),
}


def standing(story: Story, now: datetime | None = None) -> str:
    """Where the story stands, in one sentence, in the current zone."""
    sentence, moment = SENTENCES[state(story, now)](story)
    return sentence % when(moment, now)


def moment(story: Story, now: datetime | None = None) -> str:
    """The same moment for a list, where a column says the state: 'Tomorrow at 06:00'."""
    _sentence, moment = SENTENCES[state(story, now)](story)
    return capfirst(at(moment, now))


def state(story: Story, now: datetime | None = None) -> str:
    if story.status != Story.Status.READY:
        return story.status
    return "live" if story.published_at <= (now or moments.now()) else "scheduled"


def state_word(state: str) -> str:
    return {
        "draft": _("Draft"),
        "in_review": _("In review"),
        "scheduled": _("Scheduled"),
        "live": _("Live"),
        "withdrawn": _("Withdrawn"),
    }[state]


def exact(moment: datetime) -> str:
    """'Friday 4 December, 06:00'; with the year where it is another one."""
    local = timezone.localtime(moment)
    same = local.year == timezone.localtime(moments.now()).year
    form = pgettext("weekday, day, month", "l j F") if same else pgettext("weekday, day, month, year", "l j F Y")
    return _("%(day)s, %(time)s") % {"day": date_format(local, form), "time": clock(moment)}


def log(steps) -> list[dict]:
    """What was done with a story, for the desk: each step with its moments in words."""
    return [
        {"step": step, "at": at(step.at), "planned_for": at(step.planned_for) if step.planned_for else ""}
        for step in steps
    ]
