"""How an action answers: a plain form gets a redirect, a script that works in place the piece of the page that changed."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comments.models import Discussion
from comments.viewer import Viewer
from newsroom import limits


def in_place(request) -> bool:
    """Whether the discussion's script asks (static/js/discussion.js)."""
    return request.headers.get("X-In-Place") == "1"


def done(request, comment, said, story=None, receipt=""):
    """A comment changed: the comment again, or back to it. `receipt`: where its author reads why nobody else sees it now."""
    if not in_place(request):
        messages.success(request, said)
        return redirect(comment)
    viewer = Viewer(request.user, story or comment.story)
    discussion, version = Discussion.of(viewer.story), viewer.story.public_version()
    viewer.may_answer = discussion.is_open
    viewer.mark([comment], version and version.pk)
    context = {"comment": comment, "viewer": viewer, "said": said, "discussion": discussion, "receipt": receipt}
    return render(request, "comments/_changed.html", context)


def story_done(request, story, said, template, context, say=messages.success):
    """Something about a story changed: that part again, or back to the story."""
    if not in_place(request):
        say(request, said)
        return redirect(story.get_absolute_url() + context.get("place", ""))
    return render(request, template, context | {"said": said})


def sign_in_first(request, back):
    """Strangers are led to sign in and from there back to `back`, an address of this site."""
    if in_place(request):
        response = render(request, "comments/_sign_in_first.html", {"back": back}, status=401)
        return response
    return redirect_to_login(back)


class TooOften(Exception):
    """`wait`: the seconds after which it may be tried again."""

    def __init__(self, wait: int):
        self.wait = wait


def admit(request, name) -> None:
    """Count a try of this person or network. Raises TooOften."""
    if wait := wait_for(request, name):
        raise TooOften(wait)


def wait_for(request, name) -> int:
    """Count a try of this person or network; the seconds to wait where it was one too many, else 0."""
    who = f"person {request.user.pk}" if request.user.is_authenticated else f"network {limits.network(request)}"
    return limits.refuse_after(name, who)


def too_often(wait: int) -> str:
    said = _("That was too often. Wait %(minutes)d min, then send it again; your text is kept.")
    return said % {"minutes": -(-wait // 60)}


def refuse_flood(request, name):
    """429 where this person or network has done this too often lately, else None."""
    wait = wait_for(request, name)
    return limits.too_often(request, wait) if wait else None
