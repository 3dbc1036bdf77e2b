"""All that pages may use of readers' responses."""

from django import template

from comments import discussed, fragments, section
from comments.models.discussion import COUNTED
from newsroom.http import keyed

register = template.Library()


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, story):
    """The discussion of a story, where the page wants it to stand: its first page."""
    shown = section.of(context["request"], story, alone=False)
    return {"section": shown, "direction": context["direction"], "request": context["request"]}


@register.inclusion_tag("comments/_response.html", takes_context=True)
def story_response(context, story):
    """Likes and insights of a story."""
    shown = section.response_of(context["request"], story)
    return shown | {"direction": context["direction"], "request": context["request"]}


@register.simple_tag(takes_context=True)
def comment_count(context, story) -> int:
    """How many readers' comments are shown under a story."""
    discussion = section.discussion_of(context["request"], story)
    return discussion.comments if discussion.is_shown else 0


@register.inclusion_tag("comments/_most_discussed.html", takes_context=True)
def most_discussed(context):
    keyed(context["request"], COUNTED)
    return {"discussions": discussed.most_discussed(context["site"])}


# One comment, and a page of threads.
register.simple_tag(fragments.comment, name="comment_of")
register.simple_tag(fragments.threads, name="threads")
