"""What the desk page says of readers' responses."""

from django import template
from django.urls import reverse
from django.utils.text import Truncator

from comments import desk
from comments.models.decision import REASONS
from comments.spam import sentences
from newsroom import days

register = template.Library()
EXCERPT = 140


@register.inclusion_tag("admin/desk/_comments_waiting.html")
def comments_waiting():
    held, reported = desk.waiting()
    return {"held": held, "reported": reported}


@register.inclusion_tag("admin/desk/_most_discussed.html")
def most_discussed():
    return {"stories": desk.most_discussed(days.last_days(7))}


@register.inclusion_tag("admin/desk/_to_answer.html", takes_context=True)
def to_answer(context, room):
    return {"comments": desk.to_answer([story.pk for story in room.live], context["user"])}


@register.inclusion_tag("admin/desk/_what_readers_said.html", takes_context=True)
def what_readers_said(context, room):
    desk.what_readers_said(room.live, context["request"].site)
    return {"stories": room.live, "reads": room.reads, "total": sum(room.reads)}


@register.inclusion_tag("admin/comments/comment/_spam_score.html", takes_context=True)
def spam_score(context, comment):
    """What the spam filter makes of a comment and why, while it is on."""
    return sentences.judgement(comment, context["request"].site)


@register.filter
def excerpt(comment):
    return Truncator(" ".join(comment.body.split())).chars(EXCERPT)


@register.filter
def answer_address(comment):
    """Where it stands, with a form to answer it."""
    return f"{reverse('discussion', args=[comment.story.slug])}?reply={comment.pk}#compose"


@register.simple_tag
def reasons():
    """Why a moderator refuses: the code, and the words that the author reads."""
    return REASONS
