"""The calendar at the desk: a month or a week of stories, and a form with each that can still be moved."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import words
from articles.admin.moments import MomentFormField
from articles.calendar import Calendar
from articles.models import Story


class MoveForm(forms.Form):
    at = MomentFormField(label=gettext_lazy("New date and time"))


def urls(admin) -> list:
    """Two addresses below those of the stories: the calendar, and moving one story in it."""
    site = admin.admin_site
    return [
        path("calendar/", site.admin_view(lambda request: calendar(request, admin)), name="articles_story_calendar"),
        path(
            "<int:pk>/move/",
            site.admin_view(lambda request, pk: move(request, pk, admin)),
            name="articles_story_move",
        ),
    ]


def calendar(request, admin):
    if not admin.has_view_permission(request):
        raise PermissionDenied
    return page(request, admin)


def page(request, admin, *, refused=None, status=200):
    """`refused`: a story that was not moved, with the `typed` moment and the `refusal` said of it."""
    shown, moves = asked(request), admin.has_publish_permission(request)
    weeks = shown.weeks(admin.get_queryset(request))
    for story in (story for week in weeks for day in week for story in day.stories):
        story.moves = moves and words.state(story) in ("draft", "in_review", "scheduled")
    context = {
        **admin.admin_site.each_context(request),
        "opts": Story._meta,
        "title": _("Calendar"),
        "heading": heading(shown),
        "address": address(),
        "calendar": shown,
        "weeks": weeks,
        "moves": moves,
        "refused": refused,
        "zone": request.site.time_zone,
    }
    return TemplateResponse(request, "admin/articles/story/calendar.html", context, status=status)


def asked(request) -> Calendar:
    return Calendar.read(request.GET.get("month", ""), request.GET.get("week", ""))


def address() -> str:
    return reverse("admin:articles_story_calendar")


def heading(shown: Calendar) -> str:
    if shown.month:
        return date_format(shown.month.first_day, "F Y")
    first, last = date_format(shown.first, "j F Y"), date_format(shown.last, "j F Y")
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def move(request, pk, admin):
    """Back to the calendar; what is refused comes back in it, with what was typed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not (admin.has_change_permission(request) and admin.has_publish_permission(request)):
        raise PermissionDenied
    story = get_object_or_404(admin.get_queryset(request), pk=pk)
    try:
        moment = _moved(request, story, admin)
    except ValidationError as error:
        story.refresh_from_db()
        story.typed, story.refusal = request.POST.get("at", "")[:40], " ".join(error.messages)
        return page(request, admin, refused=story, status=422)
    admin.message_user(request, _("“%(story)s” is moved to %(moment)s.") % {"story": story.title, "moment": moment})
    return redirect(f"{address()}?{asked(request).query}")


@transaction.atomic
def _moved(request, story, admin) -> str:
    """Do it and put it into the story's history; where to, in words."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise ValidationError(form.errors["at"].as_data())
    story.move(form.cleaned_data["at"], by=request.user)
    moment = words.at(story.published_at)
    admin.log_change(request, story, _("Moved to %s.") % moment)
    return moment
