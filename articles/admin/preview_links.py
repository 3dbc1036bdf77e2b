"""The links that show a story to people without an account: made, copied and revoked here."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import words
from articles.admin.moments import MomentFormField
from articles.admin.story_form import one_line
from articles.admin.verbs import PUBLISHES
from articles.models import PreviewLink, Story
from articles.models.preview_link import MOST_DAYS, in_a_week
from newsroom import moments
from newsroom.addresses import key
from newsroom.http import absolute

MOST_SHOWN = 100


def allowed(user) -> bool:
    """Who decides what is published decides also who sees it before."""
    return user.has_perm(PUBLISHES)


class PreviewLinkForm(forms.ModelForm):
    ends_at = MomentFormField(label=_("Good until"), initial=in_a_week)

    class Meta:
        model = PreviewLink
        fields = ["for_whom", "ends_at"]
        help_texts = {"for_whom": _("A word for colleagues. Whoever opens the link does not see it.")}

    def clean_for_whom(self):
        return one_line(self.cleaned_data["for_whom"])

    def clean_ends_at(self):
        ends_at, now = self.cleaned_data["ends_at"], moments.now()
        if ends_at <= now:
            raise ValidationError(_("This moment has passed. Choose one that is still to come."))
        if ends_at > now + timedelta(days=MOST_DAYS, minutes=1):
            said = _("A link is good for %(days)d days at most.")
            raise ValidationError(said, params={"days": MOST_DAYS})
        return ends_at


def page(desk, request, story):
    """GET the list; POST a new link, or `revoke` with the number of one."""
    if not allowed(request.user):
        raise Http404
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke(desk, request, story)
    form = PreviewLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_be_shown(story, form):
        PreviewLink.objects.make(story, by=request.user, **form.cleaned_data)
        return _after(desk, request, story, gettext("Preview link made."))
    return _shown(desk, request, story, form)


def _may_be_shown(story, form) -> bool:
    if story.status == Story.Status.WITHDRAWN:
        form.add_error(None, _("A withdrawn story is shown to nobody. Bring it back first."))
    return form.is_valid()


def _revoke(desk, request, story):
    link = get_object_or_404(story.preview_links, pk=key(request.POST["revoke"]))
    link.revoke()
    return _after(desk, request, story, gettext("Preview link revoked."))


def _after(desk, request, story, said):
    desk.log_change(request, story, said)
    desk.message_user(request, said, messages.SUCCESS)
    return redirect("admin:articles_story_previews", story.pk)


def _shown(desk, request, story, form):
    links = [
        {"link": link, "address": absolute(link.secret_address), "made": words.at(link.made_at),
         "ends": words.at(link.ends_at), "shows": link.shows(story)}
        for link in story.preview_links.all()[:MOST_SHOWN]
    ]  # fmt: skip
    context = desk.admin_site.each_context(request) | {
        "title": gettext("Preview links of “%(story)s”") % {"story": story.title}, "story": story, "opts": desk.opts,
        "links": links, "form": form, "zone": request.site.time_zone,
    }  # fmt: skip
    return TemplateResponse(request, "admin/articles/story/previews.html", context, status=422 if form.errors else 200)
