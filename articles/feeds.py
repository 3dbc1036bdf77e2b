"""RSS 2.0 and Atom: full text, absolute addresses, ids that never change."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from articles import body
from articles.models import Correction, Creator, Story, Topic
from newsroom.html import ILLEGAL
from newsroom.http import absolute

NEWEST = 20
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def tag_uri(thing) -> str:
    """A permanent id by RFC 4151, free of addresses and titles."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{thing._meta.model_name}/{thing.pk}"


def legal(value):
    """Without the characters that XML cannot carry."""
    if isinstance(value, list | tuple):
        return [legal(part) for part in value]
    return ILLEGAL.sub("", str(value)) if isinstance(value, str | Promise) else value


class Legal:
    """A feed that one odd character in a title cannot break, and that stays the same while it is empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*map(legal, args), **{name: legal(value) for name, value in kwargs.items()})

    def add_item(self, *args, **kwargs):
        super().add_item(*map(legal, args), **{name: legal(value) for name, value in kwargs.items()})

    def latest_post_date(self):
        return super().latest_post_date() if self.items else NEVER


class FullTextRss(Legal, Rss201rev2Feed):
    """RSS with the names of all creators (dc:creator) and the text after its summary (content:encoded)."""

    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["creators"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("content:encoded", item["text"])


class FullTextAtom(Legal, Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["creators"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("content", item["text"], {"type": "html"})


class Moved(Exception):
    """A feed was asked for at an address that its thing once had."""

    def __init__(self, address: str):
        self.address = address


def here(thing, name: str, slug: str):
    """The thing itself where the slug is the one it has now. Raises Moved."""
    if thing.slug != slug:
        raise Moved(reverse(name, args=[thing.slug]))
    return thing


class StoriesFeed(Feed):
    feed_type = FullTextRss

    def __call__(self, request, *args, **kwargs):
        # Django shares one Feed between threads; what belongs to a request goes into one of its own.
        own = type(self)()
        own.site, own.path, own.language = request.site, request.path, request.site.language
        try:
            return Feed.__call__(own, request, *args, **kwargs)
        except Moved as moved:
            return redirect(moved.address, permanent=True)

    def title(self, obj=None):
        return self.site.name

    def description(self, obj=None):
        return self.site.tagline or self.site.name

    subtitle = description

    def link(self, obj=None):
        return absolute(obj.get_absolute_url() if obj else reverse("front"))

    def feed_url(self, obj=None):
        return absolute(self.path)

    def stories(self, obj):
        """Newest first."""
        return Story.objects.live().newest_first()

    def items(self, obj=None):
        stories = list(self.stories(obj).with_marks().with_byline().prefetch_related("tags")[:NEWEST])
        corrected = Correction.objects.by_story(stories)
        for story in stories:
            story.corrected = corrected.get(story.pk, [])
        self.pictures = body.pictures_in(*(story.body for story in stories))
        return stories

    def item_title(self, story):
        return story.title

    def item_description(self, story):
        return story.subtitle

    def item_link(self, story):
        return absolute(story.get_absolute_url())

    def item_guid(self, story):
        return tag_uri(story)

    item_guid_is_permalink = False

    def item_pubdate(self, story):
        return story.published_at

    def item_updateddate(self, story):
        return story.revised_at or story.published_at

    def item_categories(self, story):
        topic = [story.topic.name] if story.topic else []
        return topic + story.label_words + [tag.name for tag in story.tags.all()]

    def item_enclosures(self, story):
        if not story.cover:
            return []
        media_type = "image/png" if story.cover.url.endswith("png") else "image/jpeg"
        return [Enclosure(absolute(story.cover.url), str(story.cover.bytes), media_type)]

    def item_extra_kwargs(self, story):
        told = body.render(story.body, pictures=self.pictures, absolute=True, paid=bool(story.sponsor))
        text = render_to_string("articles/_feed_text.html", {"story": story, "text": told})
        return {"creators": [creator.name for creator in story.byline], "text": text}


class StoriesAtomFeed(StoriesFeed):
    feed_type = FullTextAtom


class CreatorFeed(StoriesFeed):
    def get_object(self, request, slug):
        found = get_object_or_404(Creator.objects.with_live_stories(), pk=Creator.at(slug) or 0)
        return here(found, "creator_feed", slug)

    def title(self, creator):
        return _("%(name)s on %(site)s") % {"name": creator.name, "site": self.site.name}

    def description(self, creator):
        return creator.bio

    def stories(self, creator):
        return Story.objects.listed(creator=creator)


class TopicFeed(StoriesFeed):
    def get_object(self, request, slug):
        return here(get_object_or_404(Topic, pk=Topic.at(slug) or 0), "topic_feed", slug)

    def title(self, topic):
        return f"{self.site.name}: {topic.name}"

    def description(self, topic):
        return topic.description

    def stories(self, topic):
        return topic.stories.live().newest_first()
