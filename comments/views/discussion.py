"""The discussion of a story at its own address, and writing in it."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.models import Story
from articles.views.story import moved_or_gone
from comments import section, text, threads
from comments.answers import in_place
from comments.forms import CommentForm
from comments.models import Discussion
from comments.receipts import receipt_address
from comments.viewer import Viewer
from newsroom import limits


def visible_story(request, slug):
    return Story.objects.visible_to(request.user).with_byline().filter(slug=slug).first()


@require_http_methods(["GET", "HEAD", "POST"])
def discussion(request, slug):
    story = visible_story(request, slug)
    if not story:
        return moved_or_gone(request, slug, "discussion")
    if request.method == "POST":
        return post(request, story)
    return page(request, story)


def page(request, story, form=None, preview="", status=200):
    """The whole page; a script gets the form alone when something is to be mended or previewed."""
    if form and in_place(request):
        piece = section.Section(story, None, Viewer(request.user, story), form, preview=preview, answering=form.parent)
        return render(request, "comments/_compose.html", {"section": piece}, status=status)
    shown = section.of(request, story, form=form, preview=preview)
    return render(request, "comments/discussion.html", {"story": story, "section": shown}, status=status)


def post(request, story):
    form = CommentForm(request.POST, story=story, user=request.user)
    if not form.is_valid():
        return page(request, story, form, status=422)
    if "preview" in request.POST:
        return page(request, story, form, preview=text.render(form.cleaned_data["body"]))
    if wait := limits.refuse_after("comments", sender(request)):
        form.add_error(None, _("That was too often. Wait %(minutes)d min, then send it again; your text is kept.")
            % {"minutes": -(-wait // 60)})  # fmt: skip
        response = page(request, story, form, status=429)
        response["Retry-After"] = str(wait)
        return response
    try:
        comment, _made = form.post()
    except ValidationError as error:
        form.add_error("parent" if error.code == "parent" else None, error)
        form.parent = None if error.code == "parent" else form.parent
        return page(request, story, form, status=422)
    return posted(request, story, comment)


def sender(request) -> str:
    return f"person {request.user.pk}" if request.user.is_authenticated else f"network {limits.network(request)}"


def posted(request, story, comment):
    """To the comment if everybody sees it, else to its receipt."""
    if not in_place(request):
        return redirect(comment if comment.is_published else receipt_address(comment))
    viewer = Viewer(request.user, story)
    viewer.mark([comment])
    comment.is_deep = comment.level > threads.DEEPEST_INDENT
    fresh = section.Section(story, None, viewer, CommentForm(story=story, user=request.user))
    context = {"comment": comment, "viewer": viewer, "section": fresh, "receipt": receipt_address(comment)}
    context["discussion"] = Discussion.of(story)
    return render(request, "comments/_posted.html", context)
