"""What every part of the desk may show: charts, first steps, and what an empty list says."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom import charts, empty
from newsroom.first_steps import HIDDEN, first_steps

register = template.Library()


@register.simple_tag
def reads_chart(numbers):
    return charts.bars(numbers, _("Reads a day, the oldest first: %s") % _listed(numbers))


@register.simple_tag
def responses_chart(numbers):
    return charts.bars(numbers, _("Comments a day, the oldest first: %s") % _listed(numbers))


def _listed(numbers) -> str:
    return ", ".join(str(number) for number in numbers)


@register.inclusion_tag("admin/desk/_first_steps.html", takes_context=True)
def first_things(context):
    """Nothing where nothing is missing, or where somebody put the list away in this browser."""
    request = context["request"]
    hidden = HIDDEN in request.COOKIES
    steps = [] if hidden else first_steps(request.site)
    missing = sum(not step.done for step in steps)
    said = ngettext("%d thing is still to do", "%d things are still to do", missing) % missing
    return {"steps": steps if missing else [], "said": said, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def empty_list(cl):
    """What an empty list says: what its things are for, or the way out of a search that found none."""
    return empty.words_for(cl)
