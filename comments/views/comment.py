"""One comment: its permalink, and what can be done with it."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.models import Story
from articles.views.story import moved_or_gone
from comments import paths, text, threads
from comments.answers import done, in_place, refuse_flood, sign_in_first, too_often, wait_for
from comments.forms import EditForm, ReportForm
from comments.models import Comment, Discussion, Like, Mute, Report
from comments.receipts import receipt_address
from comments.viewer import Viewer
from newsroom import limits
from newsroom.http import keyed

EDIT = ("comments/edit.html", gettext_lazy("Change your comment"))
DELETE = ("comments/delete.html", gettext_lazy("Delete your comment?"))
REPORT = ("comments/report.html", gettext_lazy("Report a comment"))
REPORTED = ("comments/reported.html", gettext_lazy("Reported"))
form_or_deed = require_http_methods(["GET", "HEAD", "POST"])


def story_seen_by(user):
    """Asked of the one story: as a list, SQLite would first gather every story that this person sees."""
    return Exists(Story.objects.visible_to(user).filter(pk=OuterRef("story")))


def found(request, pk, **filters):
    """A comment that this person may see. Raises Http404."""
    comments = Comment.objects.filter(story_seen_by(request.user), pk=pk, **filters)
    comment = comments.with_people().select_related("story").first()
    if not comment or not (comment.visible or comment.author_id == request.user.pk):
        raise Http404
    if not Discussion.of(comment.story).is_shown:
        raise Http404
    return comment


def published(request, pk):
    return found(request, pk, state=Comment.State.PUBLISHED)


@require_safe
def permalink(request, pk):
    """To the comment in its thread; for its author, to the receipt while nobody else sees it."""
    withdrawn = Comment.objects.filter(pk=pk, story__status=Story.Status.WITHDRAWN, visible=True)
    if comment := withdrawn.exclude(story_seen_by(request.user)).select_related("story").first():
        return moved_or_gone(request, comment.story.slug)
    comment = found(request, pk)
    if not comment.visible:
        return redirect(receipt_address(comment))
    after = threads.place_within_thread(comment)
    page = f"&after={after}" if after else ""
    thread = Comment.objects.values_list("pk", flat=True).get(story=comment.story_id, path=paths.root(comment.path))
    place = redirect("discussion", comment.story.slug)
    place["Location"] += f"?thread={thread}{page}#c{comment.pk}"
    return place


@form_or_deed
def edit(request, pk):
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    comment = found(request, pk, author=request.user)
    form = EditForm(request.POST or None, initial={"body": comment.body}, auto_id=f"edit{pk}_%s")
    if request.method != "POST":
        return _form(request, comment, EDIT, form, late=not comment.can_be_edited_by(request.user))
    if not form.is_valid():
        return _form(request, comment, EDIT, form, status=422)
    if wait := wait_for(request, "likes" if "preview" in request.POST else "comments"):
        form.add_error(None, too_often(wait))
        response = _form(request, comment, EDIT, form, status=429)
        response["Retry-After"] = str(wait)
        return response
    if "preview" in request.POST:
        return _form(request, comment, EDIT, form, preview=text.render(form.cleaned_data["body"]))
    try:
        comment.edit(form.cleaned_data["body"], network=limits.network(request))
    except ValidationError as error:
        form.add_error(None, error)
        return _form(request, comment, EDIT, form, status=422)
    receipt = "" if comment.is_published else receipt_address(comment)
    if receipt and not in_place(request):
        return redirect(receipt)
    return done(request, comment, _("Your comment is changed."), receipt=receipt)


def _form(request, comment, page, form=None, status=200, **context):
    template, heading = page
    context |= {"comment": comment, "form": form, "heading": heading, "bare": in_place(request)}
    return render(request, template, context, status=status)


@form_or_deed
def delete(request, pk):
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    comment = get_object_or_404(Comment.objects.select_related("story"), pk=pk, author=request.user)
    if request.method != "POST":
        if not comment.can_be_deleted:
            raise Http404
        return _form(request, comment, DELETE)
    with suppress(ValidationError):  # done already, by a second press
        comment.delete_by_author()
    if comment.state != Comment.State.DELETED:
        raise Http404
    return gone(request, comment, _("Your comment is deleted."))


def gone(request, comment, said):
    """To what is left of it: its place in the thread, the discussion without it, or, where neither is shown, my own page."""
    discussion = Discussion.of(comment.story)
    if not discussion.is_shown or not Story.objects.visible_to(request.user).filter(pk=comment.story_id).exists():
        messages.success(request, said)
        return redirect("me")
    if comment.visible:
        return done(request, comment, said)
    if in_place(request):
        return render(request, "comments/_gone.html", {"comment": comment, "said": said, "discussion": discussion})
    messages.success(request, said)
    return redirect("discussion", comment.story.slug)


@require_POST
def like(request, pk):
    comment = published(request, pk)
    if not request.user.is_authenticated:
        return sign_in_first(request, comment.get_absolute_url())
    if refused := refuse_flood(request, "likes"):
        return refused
    on = "undo" not in request.POST
    Like.objects.set(comment, request.user, on)
    comment.refresh_from_db(fields=["like_count"])
    return done(request, comment, _("You like this comment.") if on else _("Your like is taken back."))


@form_or_deed
def report(request, pk):
    """By anybody; who has no account is told on a page of its own, which needs no cookie."""
    comment = published(request, pk)
    reader = request.user if request.user.is_authenticated else None
    if reader and comment.author_id == reader.pk:
        raise Http404
    form = ReportForm(request.POST or None, auto_id=f"report{pk}_%s")
    if request.method != "POST":
        keyed(request, f"story-{comment.story_id}")
        return _form(request, comment, REPORT, form)
    if not form.is_valid():
        return _form(request, comment, REPORT, form, status=422)
    if wait := wait_for(request, "reports"):
        form.add_error(None, too_often(wait))
        response = _form(request, comment, REPORT, form, status=429)
        response["Retry-After"] = str(wait)
        return response
    Report.objects.take(comment, reader, limits.network(request), **form.cleaned_data)
    if not reader and not in_place(request):
        return _form(request, comment, REPORTED)
    return done(request, comment, _("Reported. A moderator will read it."))


@require_POST
def mute(request, pk):
    """Hide a person from the reader who asks; POST with `undo` shows them again."""
    comment = published(request, pk)
    if not request.user.is_authenticated:
        return sign_in_first(request, comment.get_absolute_url())
    if not comment.author_id or comment.author_id == request.user.pk:
        raise Http404
    if refused := refuse_flood(request, "likes"):
        return refused
    on = "undo" not in request.POST
    Mute.objects.switch(on, reader=request.user, muted=comment.author)
    said = _("You will not see what %(name)s writes.") if on else _("You see what %(name)s writes again.")
    return done(request, comment, said % {"name": comment.byline})


@require_POST
def pin(request, pk):
    comment = _to_lead(request, pk)
    if "undo" in request.POST:
        comment.unpin()
        return done(request, comment, _("The comment is no longer pinned."))
    _lead(comment.pin, by=request.user)
    return done(request, comment, _("The comment is pinned above the discussion."))


@require_POST
def pick(request, pk):
    comment = _to_lead(request, pk)
    if "undo" in request.POST:
        _lead(comment.unpick)
        return done(request, comment, _("The comment is no longer an editors' pick."))
    _lead(comment.pick, by=request.user)
    return done(request, comment, _("The comment is an editors' pick."))


def _to_lead(request, pk):
    comment = published(request, pk)
    if not Viewer(request.user, comment.story).leads:
        raise Http404
    return comment


def _lead(verb, **by):
    """Raises Http404 where the comment was taken away meanwhile."""
    try:
        verb(**by)
    except ValidationError:
        raise Http404 from None
