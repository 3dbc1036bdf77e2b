"""What readers say about a story without words: like, insights, follow."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments import section
from comments.answers import refuse_flood, sign_in_first, story_done
from comments.models import Follow, Insight, StoryInsight, StoryLike
from comments.section import response_of
from comments.views.discussion import visible_story
from newsroom.addresses import key


def live_story(request, slug):
    story = visible_story(request, slug)
    if not story or not story.is_live:
        raise Http404
    return story


def _response(request, story, said, say=messages.success):
    context = response_of(request, story) | {"place": "#response"}
    return story_done(request, story, said, "comments/_response.html", context, say)


@require_POST
def like(request, slug):
    story = live_story(request, slug)
    if not request.user.is_authenticated:
        return sign_in_first(request, story.get_absolute_url() + "#response")
    if refused := refuse_flood(request, "likes"):
        return refused
    on = "undo" not in request.POST
    StoryLike.objects.set(story, request.user, on)
    return _response(request, story, _("You like this story.") if on else _("Your like is taken back."))


@require_POST
def insights(request, slug):
    story = live_story(request, slug)
    if not request.user.is_authenticated:
        return sign_in_first(request, story.get_absolute_url() + "#response")
    if refused := refuse_flood(request, "likes"):
        return refused
    asked = key(request.POST.get("undo") or request.POST.get("insight"))
    insight = Insight.objects.filter(pk=asked).first()
    on = "undo" not in request.POST
    if not insight or (on and not insight.offered):
        raise Http404
    try:
        StoryInsight.objects.set(story, request.user, insight, on)
    except ValidationError as error:
        return _response(request, story, error.messages[0], messages.error)
    said = _("Marked: %(insight)s.") if on else _("No longer marked: %(insight)s.")
    return _response(request, story, said % {"insight": _(insight.name)})


@require_POST
def follow(request, slug):
    story = live_story(request, slug)
    if not request.user.is_authenticated:
        return sign_in_first(request, story.get_absolute_url() + "#comments")
    if refused := refuse_flood(request, "likes"):
        return refused
    on = "undo" not in request.POST
    Follow.objects.switch(on, story=story, reader=request.user)
    said = _("You follow this discussion.") if on else _("You no longer follow this discussion.")
    context = {"story": story, "viewer": section.Viewer(request.user, story), "place": "#comments"}
    return story_done(request, story, said, "comments/_follow.html", context)
