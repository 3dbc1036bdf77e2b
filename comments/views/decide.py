"""Deciding about a comment outside the desk: beside it on the public page, or through a signed link from a mail."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Story
from comments import decision_links
from comments.answers import done, in_place, too_often
from comments.case import Case
from comments.models import Comment, Discussion
from comments.verbs import MODERATES
from newsroom import limits
from newsroom.csrf import by_signed_link

form_or_deed = require_http_methods(["GET", "HEAD", "POST"])


@form_or_deed
def on_page(request, pk):
    """For moderators; nobody else learns that it is there."""
    if not request.user.has_perm(MODERATES):
        raise Http404
    comment = get_object_or_404(Comment.objects.with_people().select_related("story"), pk=pk)
    case, said = Case(comment, request.user), ""
    wait = _wait(request, case)
    if request.method == "POST" and not wait:
        said = case.take(request.POST)
    if said:
        return _decided(request, case, said)
    context = {
        "case": case, "comment": comment, "heading": _("Decide about a comment"), "bare": in_place(request),
        "back": _place(request, comment),
    }  # fmt: skip
    return _form(request, "comments/decide.html", context, wait)


def _wait(request, case) -> int:
    """The seconds to wait where a moderator decided too often: a script of theirs runs wild."""
    if request.method != "POST" or not (wait := limits.refuse_after("likes", f"person {case.moderator.pk}")):
        return 0
    case.refusal = too_often(wait)
    return wait


def _form(request, template, context, wait=0):
    """The page with the form: as asked for, or with what was typed and what is wrong."""
    case = context["case"]
    wrong = case.refusal or case.form.errors
    response = render(request, template, context, status=429 if wait else 422 if wrong else 200)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _decided(request, case, said):
    """To the comment, or to what is left of it; with the way to take the decision back."""
    comment, undo = case.comment, case.can_be_taken_back
    if in_place(request) and not comment.is_published:
        context = {"comment": comment, "said": said, "undo": undo, "discussion": Discussion.of(comment.story)}
        return render(request, "comments/_decided.html", context)
    if undo:
        said = format_html('{} <a href="{}decide/" data-get>{}</a>', said, comment.get_absolute_url(), _("Take back"))
    if in_place(request):
        return done(request, comment, said)
    messages.success(request, said)
    return redirect(_place(request, comment) or reverse("comment_decide", args=[comment.pk]))


def _place(request, comment) -> str:
    """Where it stands, or the discussion that it stood in; '' where neither is shown."""
    story = Story.objects.filter(pk=comment.story_id).visible_to(request.user)
    if not Discussion.of(comment.story).is_shown or not story.exists():
        return ""
    return comment.get_absolute_url() if comment.visible else reverse("discussion", args=[comment.story.slug])


@by_signed_link
@never_cache
@form_or_deed
def by_link(request, token):
    """Only a POST decides: whatever looks at the links of a mail changes nothing."""
    try:
        opened = decision_links.opened(token)
    except decision_links.Ended:
        return _private(render(request, "comments/decide_by_link.html", {"ended": True}, status=410))
    if not opened:
        return _private(render(request, "comments/decide_by_link.html", status=404))
    case = Case(*opened)
    with translation.override(case.moderator.language or request.site.language):
        return _private(_case_of_link(request, case))


def _case_of_link(request, case):
    wait = _wait(request, case)
    if request.method == "POST" and not wait and case.take(request.POST):
        return redirect(request.path)
    answers = case.comment.is_published and Discussion.of(case.comment.story).is_open
    context = {"case": case, "comment": case.comment, "may_answer": answers}
    return _form(request, "comments/decide_by_link.html", context, wait)


def _private(response):
    """The address is a secret: it goes to no page that is linked here."""
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Language"] = translation.get_language()
    return response
