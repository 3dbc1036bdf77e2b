"""What templates say about stories."""

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles import body, covers, structured
from articles.models import Topic
from newsroom import http
from newsroom.fragments import fragments, manner
from newsroom.html import json_block
from newsroom.models import Page

register = template.Library()

AVATAR_INKS = ("local", "science", "culture", "politics", "environment", "work", "health")


MOST_TOPICS = 12


@register.simple_tag(takes_context=True)
def masthead(context, current=None):
    """The head of every page: the name of the site, the way in, the topics with the `current` one marked."""
    site, user = context["site"], context.get("user")
    facts = {
        "known": bool(user) and user.is_authenticated,
        "staff": bool(user) and user.is_staff,
        "current": current and current.pk,
        "logo": site.logo and site.logo.facts,
    }
    return _of_every_page("_masthead.html", site, facts, lambda: {"topics": topics(site), **facts})


@register.simple_tag(takes_context=True)
def footer(context):
    site = context["site"]
    return _of_every_page(
        "_footer.html", site, {}, lambda: {"pages": Page.objects.filter(in_footer=True).defer("body")}
    )


def _of_every_page(template, site, facts, rest):
    """Made once a revision of the site, for each way it can look."""
    key = (manner(), template, site.revision, *facts.values())

    def make():
        return get_template(template).render({"site": site, **rest()})

    return fragments.get(key, make)


def topics(site):
    """The topics of the menu, unless editors wrote one."""
    return [] if site.menu_entries else Topic.objects.all()[:MOST_TOPICS]


@register.simple_tag(takes_context=True)
def teaser(context, story, level=3, **manners):
    """A story in a line or two, as templates/articles/_teaser.html says."""
    template = get_template("articles/_teaser.html")
    key = (manner(), "teaser", context["site"].revision, story.promise, level, *manners.items())
    return fragments.get(key, lambda: template.render({"story": story, "level": level, **manners}))


@register.simple_tag
def byline(creators, linked=True):
    """'Ines Varga, Tom Akande and Dele Oyewole', each leading to a profile."""
    form = '<a href="{0}"><bdi>{1}</bdi></a>' if linked else "<bdi>{1}</bdi>"
    names = [format_html(form, creator.get_absolute_url(), creator.name) for creator in creators]
    if len(names) < 2:
        return names[0] if names else ""
    comma = pgettext("between two of several names", ", ")
    return format_html(
        "{}{}{}",
        format_html_join(comma, "{}", ((name,) for name in names[:-1])),
        pgettext("before the last of several names", " and "),
        names[-1],
    )


@register.filter
def day(moment):
    """A day written out in the site's zone and language: 12 November 2026."""
    return date_format(timezone.localtime(moment), pgettext("day, month, year; see Django's date filter", "j F Y"))


@register.filter
def month_name(day):
    """November 2026, of a date or a moment."""
    local = timezone.localtime(day) if hasattr(day, "hour") else day
    return date_format(local, pgettext("month and year; see Django's date filter", "F Y"))


@register.simple_tag
def cover_art(story, described=False):
    """The drawn cover of a story without a photograph."""
    title = _("A printed pattern drawn for this story") if described else ""
    return covers.draw(story.slug, story.ink, title)


@register.filter
def absolute(address):
    """An address with the site's origin, for those who read it elsewhere."""
    return http.absolute(address)


@register.simple_tag
def story_body(story, pictures=None):
    return body.render(story.body, pictures=pictures, paid=bool(getattr(story, "sponsor", "")))


@register.filter
def initials(name):
    """Two letters of two words; one word gives its first two."""
    words = [word.removeprefix("ال") or word for word in name.split() if word[0].isalnum()] or ["?"]
    letters = words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]
    # Arabic letters would join into something that nobody reads as initials.
    return "\u200c".join(letters) if any("\u0600" <= letter <= "\u06ff" for letter in letters) else letters.upper()


@register.filter
def avatar_ink(name):
    return AVATAR_INKS[sum(map(ord, name)) % len(AVATAR_INKS)]


@register.simple_tag(takes_context=True)
def news_article(context, story):
    return json_block(structured.news_article(story, context["site"]))


@register.simple_tag(takes_context=True)
def profile_page(context, creator):
    return json_block(structured.profile(creator, context["site"]))


@register.simple_tag(takes_context=True)
def website(context):
    return json_block(structured.website(context["site"]))
