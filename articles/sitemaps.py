"""Every address that readers may find, for search engines (sitemaps.org 0.9).

A part holds a range of ids, so nothing is counted or skipped, and an address stays in its part for ever.
"""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from articles.models import Creator, Story, Topic
from newsroom.addresses import key
from newsroom.http import absolute
from newsroom.models import Page

A_PART = 1000
OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


class Section:
    """What of one kind there is: `things` answers a queryset, of which each is `told` as its address and its last change."""

    def __init__(self, things, told):
        self.things, self.told = things, told

    @property
    def parts(self) -> int:
        last = self.things().model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return max(1, -(-last // A_PART))

    def part(self, number: int):
        ids = ((number - 1) * A_PART + 1, number * A_PART)
        return [told for thing in self.things().filter(pk__range=ids).order_by("pk") if (told := self.told(thing))]


class Places:
    """What has no ids: the site's own lists, and the pages its editors wrote."""

    parts = 1

    def part(self, number: int):
        own = [reverse(name) for name in ("front", "archive", "creators", "corrections")]
        written = [page.get_absolute_url() for page in Page.objects.defer("body")]
        return [(address, None) for address in own + written]


def _story(story):
    """Whether it is live is asked here: in the query, an engine would look for that among all there are."""
    return (story.get_absolute_url(), story.revised_at or story.published_at) if story.is_live else None


def _plain(thing):
    return thing.get_absolute_url(), None


SECTIONS = {
    "stories": Section(lambda: Story.objects.only("slug", "status", "published_at", "revised_at"), _story),
    "creators": Section(lambda: Creator.objects.with_live_stories().only("slug"), _plain),
    "topics": Section(lambda: Topic.objects.only("slug"), _plain),
    "pages": Places(),
}


@require_safe
def index(request):
    parts = [(_address(name, number), None) for name in SECTIONS for number in range(1, SECTIONS[name].parts + 1)]
    return _answer("sitemapindex", "sitemap", parts)


@require_safe
def section(request, name):
    number = key(request.GET.get("p", "1"))
    if name not in SECTIONS or not number or number > SECTIONS[name].parts:
        raise Http404
    return _answer("urlset", "url", SECTIONS[name].part(number))


def _address(name, number):
    return reverse("sitemap_section", args=[name]) + (f"?p={number}" if number > 1 else "")


def _answer(outer, inner, told):
    lines = [OPENING.format(outer)]
    for address, changed in told:
        since = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
        lines.append(f"<{inner}><loc>{escape(absolute(address))}</loc>{since}</{inner}>\n")
    response = HttpResponse([*lines, f"</{outer}>\n"], content_type="application/xml")
    response["X-Robots-Tag"] = "noindex"
    return response
