"""What the public report of moderation says in words and draws."""

from datetime import UTC, datetime, timedelta

from django import template
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from comments import moderation
from newsroom import charts

register = template.Library()
SOME_DAY = datetime(2001, 1, 1, tzinfo=UTC)  # of a month with 31 days; a length of time is told from it


@register.filter
def duration(seconds) -> str:
    """'2 hours, 10 minutes'; the whole two largest units."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return _("under a minute")
    return timesince(SOME_DAY, SOME_DAY + timedelta(seconds=seconds))


@register.filter
def why(reason) -> str:
    """A reason of the log in words."""
    return capfirst(moderation.why(reason))


@register.simple_tag
def decisions_chart(months):
    numbers = [month.people + month.rules for month in reversed(months)]
    said = _("Decisions a month, the oldest first: %s") % ", ".join(map(str, numbers))
    return charts.bars(numbers, said)
