"""The discussion of a story at its own address, and writing in it."""

from functools import partial

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from articles.models import Story
from articles.views.story import moved_or_gone
from comments import section, text, threads
from comments.answers import TooOften, admit, in_place, too_often
from comments.forms import CommentForm
from comments.models import Discussion
from comments.models.posting import live_stories
from comments.receipts import receipt_address
from comments.sending import sent_with
from comments.viewer import Viewer
from newsroom import moments
from newsroom.http import keyed


def visible_story(request, slug):
    return Story.objects.visible_to(request.user).with_byline().filter(slug=slug).first()


@require_http_methods(["GET", "HEAD", "POST"])
def discussion(request, slug):
    # To store a comment little of its story is needed; who gets a page back instead gets all of it.
    live = live_stories(slug=slug, now=moments.now()) if request.method == "POST" else []
    story = live[0] if live else visible_story(request, slug)
    if not story:
        answer = moved_or_gone(request, slug, "discussion")
        return kept(request, answer.status_code) if answer.status_code == 410 and "body" in request.POST else answer
    return post(request, story) if request.method == "POST" else page(request, story)


def kept(request, status):
    """Nobody can answer here any more; the text that was on its way is there to be copied."""
    return render(request, "comments/kept.html", {"body": request.POST.get("body", "")}, status=status)


def page(request, story, form=None, preview="", status=200):
    """The whole page; a script gets the form alone when something is to be mended or previewed."""
    if form and in_place(request):
        piece = section.Section(story, None, Viewer(request.user, story), form, preview=preview, answering=form.parent)
        return render(request, "comments/_compose.html", {"section": piece}, status=status)
    keyed(request, f"story-{story.pk}")
    shown = section.of(request, story, form=form, preview=preview)
    return render(request, "comments/discussion.html", {"story": story, "section": shown}, status=status)


def post(request, story):
    form = CommentForm(request.POST, story=story, user=request.user)
    if not form.is_valid():
        return returned(request, form)
    try:
        if "preview" in request.POST:
            admit(request, "likes")
            return returned(request, form, 200, preview=text.render(form.cleaned_data["body"]))
        comment, _made = form.post(
            site=request.site, admit=partial(admit, request, "comments"), sent=sent_with(request)
        )
    except TooOften as refusal:
        form.add_error(None, too_often(refusal.wait))
        response = returned(request, form, 429)
        response["Retry-After"] = str(refusal.wait)
        return response
    except ValidationError as error:
        form.add_error("parent" if error.code == "parent" else None, error)
        form.parent = None if error.code == "parent" else form.parent
        return returned(request, form)
    return posted(request, story, comment)


def returned(request, form, status=422, preview=""):
    """The page with what was typed; the text alone where its discussion is not shown any more."""
    story = visible_story(request, form.story.slug)
    if not story or not Discussion.of(story).is_shown:
        return kept(request, 422)
    form.story = story
    return page(request, story, form, preview=preview, status=status)


def posted(request, story, comment):
    """To the comment if everybody sees it, else to its receipt."""
    if not in_place(request):
        return redirect(comment if comment.is_published else receipt_address(comment))
    story = comment.story = visible_story(request, story.slug) or story
    viewer = Viewer(request.user, story)
    viewer.mark([comment])
    comment.is_deep = comment.level > threads.DEEPEST_INDENT
    fresh = section.Section(story, None, viewer)
    context = {"comment": comment, "viewer": viewer, "section": fresh, "receipt": receipt_address(comment)}
    context["discussion"] = Discussion.of(story)
    return render(request, "comments/_posted.html", context)
