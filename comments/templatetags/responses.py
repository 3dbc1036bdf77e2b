"""All that pages may use of readers' responses."""

from django import template

register = template.Library()


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, story):
    """The discussion of a story, where the page wants it to stand."""
    return {"story": story, "count": comment_count(story), "direction": context["direction"]}


@register.simple_tag
def comment_count(story) -> int:
    """How many readers' comments are shown under a story."""
    return 0
