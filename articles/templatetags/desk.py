"""What the desk page says of stories, by who may know it."""

from django import template
from django.utils import timezone
from django.utils.text import capfirst

from articles import desk
from articles.admin import words
from articles.admin.moments import written
from articles.models import Reads
from newsroom import days

register = template.Library()
register.filter("state_word", words.state_word)
register.filter("clock", words.clock)
register.filter("as_typed", lambda moment: written(timezone.localtime(moment)))


@register.inclusion_tag("admin/desk/_in_review.html")
def in_review():
    stories = desk.in_review()
    return {"stories": stories[: desk.MOST], "has_more": len(stories) > desk.MOST}


@register.inclusion_tag("admin/desk/_coming.html")
def coming():
    stories = desk.coming()
    return {"stories": stories[: desk.SOONEST], "has_more": len(stories) > desk.SOONEST}


@register.inclusion_tag("admin/desk/_week.html")
def desk_week():
    return {"week": desk.week()}


@register.inclusion_tag("admin/desk/_most_read.html")
def most_read():
    return {"stories": Reads.objects.most_read(days.last_days(7))}


@register.simple_tag
def own_room(user) -> desk.Room:
    return desk.Room(user)


@register.filter
def moment_in_words(moment):
    """'Yesterday at 14:05', in the current zone."""
    return capfirst(words.at(moment))


@register.filter
def story_moment(story):
    return words.moment(story)
