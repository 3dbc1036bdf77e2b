"""The versions of a story at the desk: listed, compared by word, brought back, and struck for legal reasons."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles.changes import Change
from articles.models import Story
from newsroom.addresses import key
from newsroom.paging import page_of

AT_ONCE = 50
STRIKES = "articles.strike_version"


class StrikeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Readers see this sentence in the place of the text."),
    )


def urls(desk):
    """Pages below a story's form."""
    views = {"versions": (index, ""), "restore": (restore, "<number:number>/restore/")}
    views["strike"] = (strike, "<number:number>/strike/")
    allowed = require_http_methods(["GET", "HEAD", "POST"])
    return [
        path(
            f"<number:pk>/versions/{rest}",
            desk.admin_site.admin_view(allowed(partial(view, desk))),
            name=f"articles_story_{name}",
        )
        for name, (view, rest) in views.items()
    ]


def index(desk, request, pk):
    """What readers have seen, or with `?all=1` every save; above it the two that were chosen, compared."""
    story = _story(desk, request, pk)
    every = "all" in request.GET or not story.versions.filter(public_at__isnull=False).exists()
    listed = story.versions.all() if every else story.versions.filter(public_at__isnull=False)
    query = "all=1" if "all" in request.GET else ""
    versions = page_of(listed.without_text().order_by("-number"), request, size=AT_ONCE, query=query)
    context = {"versions": versions, "every": every, "change": _chosen(story, request.GET)}
    context |= {"may_change": desk.has_change_permission(request, story), "may_strike": request.user.has_perm(STRIKES)}
    context["for_readers"] = story.version_for_readers()
    return _answer(desk, request, "versions", story, _("Versions"), context)


def restore(desk, request, pk, number):
    """Shows what would change, and by a POST makes the old text the working copy. Nothing is lost, nothing published."""
    story = _story(desk, request, pk)
    if not desk.has_change_permission(request, story):
        raise PermissionDenied
    change = Change(_current(story), get_object_or_404(story.versions, number=number))
    if request.method == "POST" and request.POST.get("newest") == str(change.before.number):
        if answer := _return_to(desk, request, story, change.after):
            return answer
    elif request.method == "POST":
        messages.warning(request, _("The story was saved meanwhile. Look again: this is what would change now."))
    return _answer(desk, request, "restore", story, _("Restore version %d") % number, {"change": change})


def _return_to(desk, request, story, version):
    try:
        with transaction.atomic():
            story.return_to(version, by=request.user)
            desk.log_change(request, story, _("Restored the text of version %d.") % version.number)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None
    messages.success(
        request, _("The text of version %d is the working copy now. Readers see no change yet.") % version.number
    )
    return redirect("admin:articles_story_change", story.pk)


def strike(desk, request, pk, number):
    """Asks for the reason, and by a POST blanks the text for good."""
    story = _story(desk, request, pk)
    if not request.user.has_perm(STRIKES):
        raise PermissionDenied
    version = get_object_or_404(story.versions, number=number)
    form = StrikeForm(request.POST or None)
    if form.is_valid() and (answer := _strike(desk, request, story, version, form)):
        return answer
    context = {"version": version, "form": form}
    return _answer(
        desk, request, "strike", story, _("Strike version %d") % number, context, 422 if form.is_bound else 200
    )


def _strike(desk, request, story, version, form):
    try:
        with transaction.atomic():
            version.strike(form.cleaned_data["reason"], by=request.user)
            said = {"number": version.number, "reason": version.struck_reason}
            desk.log_change(request, story, _("Struck the text of version %(number)d: %(reason)s") % said)
    except ValidationError as error:
        form.add_error("reason", error)
        return None
    messages.success(request, _("The text of version %d is gone.") % version.number)
    return redirect("admin:articles_story_versions", story.pk)


def _story(desk, request, pk) -> Story:
    story = get_object_or_404(desk.get_queryset(request), pk=pk)
    if not desk.has_view_permission(request, story):
        raise PermissionDenied
    return story


def _current(story):
    """The working copy; a story that was never written has no versions."""
    return story.versions.order_by("-number").first() or _not_there()


def _not_there():
    raise Http404


def _chosen(story, asked) -> Change | None:
    """Two versions by their numbers; the newest where the second is left out."""
    if not asked.get("one"):
        return None
    newest = story.newest_version
    one, other = sorted((key(asked["one"]) or 0, key(asked.get("other")) or newest))
    found = {version.number: version for version in story.versions.filter(number__in=(one, other))}
    if not found.keys() >= {one, other}:
        raise Http404
    return Change(found[one], found[other])


def _answer(desk, request, name, story, title, context, status=200):
    context |= desk.admin_site.each_context(request)
    context |= {"title": title, "story": story, "opts": desk.opts, "zone": request.site.time_zone}
    return render(request, f"admin/articles/story/{name}.html", context, status=status)
