"""Every address that readers may find, for search engines (sitemaps.org 0.9)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from articles.models import Creator, Story, Topic
from newsroom.models import Page


class Section(Sitemap):
    limit = 5000

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme


class Stories(Section):
    def items(self):
        return Story.objects.live().newest_first().only("slug", "published_at", "revised_at")

    def lastmod(self, story):
        return story.revised_at or story.published_at

    def get_latest_lastmod(self):
        newest = Story.objects.live().newest_first().values_list("published_at", flat=True).first()
        return newest


class Creators(Section):
    def items(self):
        return Creator.objects.with_live_stories().order_by("id").only("slug")


class Topics(Section):
    def items(self):
        return Topic.objects.order_by("id").only("slug")


class Pages(Section):
    def items(self):
        return [
            reverse("front"),
            reverse("archive"),
            reverse("creators"),
            *(page.get_absolute_url() for page in Page.objects.defer("body")),
        ]

    def location(self, address):
        return address


SECTIONS = {"stories": Stories, "creators": Creators, "topics": Topics, "pages": Pages}
