"""Corrections as a feed: RSS 2.0, each with an id that never changes."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from articles.feeds import NEWEST, Legal, tag_uri
from articles.models import Correction
from newsroom.http import absolute


class CorrectionsRss(Legal, Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"


class CorrectionsFeed(Feed):
    feed_type = CorrectionsRss

    def get_object(self, request):
        return request.site

    def title(self, site):
        return _("Corrections on %(site)s") % {"site": site.name}

    def description(self, site):
        return _("What was put right in stories after readers had seen them, newest first.")

    def link(self, site):
        return absolute(reverse("corrections"))

    def feed_url(self, site):
        return absolute(reverse("corrections_rss"))

    def items(self, site):
        return Correction.objects.shown()[:NEWEST]

    def item_title(self, correction):
        return str(correction)

    def item_description(self, correction):
        return linebreaks(correction.text, autoescape=True)

    def item_link(self, correction):
        return absolute(correction.get_absolute_url())

    def item_guid(self, correction):
        return tag_uri(correction)

    item_guid_is_permalink = False

    def item_pubdate(self, correction):
        return correction.at

    def item_categories(self, correction):
        return [correction.get_kind_display()]
