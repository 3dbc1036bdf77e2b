"""How readers and machines find stories: feeds, sitemaps, structured data."""

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client

from tests.factories import a_creator, a_page, a_story, a_tag, a_topic, an_image, the_site

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
}


def structured(page):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode(), re.S)[1])


@pytest.fixture
def story(settings):
    settings.SITE_URL = "https://news.example.org"
    return a_story(
        title="Salt & <em>tide</em>",
        subtitle="A single note.",
        topic=a_topic("Science"),
        tags=[a_tag("bridges")],
        creators=[a_creator("Ines Varga"), a_creator("Tom Akande")],
        at=datetime(2026, 11, 12, 6, 0, tzinfo=UTC),
        body='<p>See <a href="/about/">us</a>.</p>',
    )


def test_rss_carries_the_whole_text_and_all_creators(story, client):
    feed = ElementTree.fromstring(client.get("/feeds/stories.rss").content)
    item = feed.find("channel/item")
    assert item.findtext("title") == "Salt & <em>tide</em>"
    assert item.findtext("link") == f"https://news.example.org{story.get_absolute_url()}"
    assert item.find("guid").attrib["isPermaLink"] == "false"
    assert item.findtext("guid") == f"tag:news.example.org,2026:story/{story.pk}"
    assert [creator.text for creator in item.findall("dc:creator", NAMES)] == ["Ines Varga", "Tom Akande"]
    assert "See <a href" in item.findtext("content:encoded", namespaces=NAMES)
    assert [child.tag.split("}")[-1] for child in item].index("description") < [
        child.tag.split("}")[-1] for child in item
    ].index("encoded")
    link = feed.find("channel/atom:link", NAMES)
    assert link.attrib == {"href": "https://news.example.org/feeds/stories.rss", "rel": "self"}


def test_links_in_feeds_are_absolute(story, client):
    for path in ("/feeds/stories.rss", "/feeds/stories.atom"):
        text = client.get(path).content.decode()
        assert "https://news.example.org/about/" in text
        assert "http://127.0.0.1" not in text
        assert "testserver" not in text


def test_atom_ids_stay_when_the_address_changes(story, client):
    before = ElementTree.fromstring(client.get("/feeds/stories.atom").content)
    story.slug = "elsewhere"
    story.save()
    after = ElementTree.fromstring(client.get("/feeds/stories.atom").content)
    ids = [feed.findtext("atom:entry/atom:id", namespaces=NAMES) for feed in (before, after)]
    assert ids[0] == ids[1] == f"tag:news.example.org,2026:story/{story.pk}"
    assert after.findtext("atom:entry/atom:updated", namespaces=NAMES) == "2026-11-12T06:00:00+00:00"


def test_feeds_of_a_creator_and_a_topic_hold_only_theirs(story, client):
    a_story(title="Elsewhere")
    for path in (f"/creators/{story.byline[0].slug}/feed.rss", f"/topics/{story.topic.slug}/feed.rss"):
        text = client.get(path).content.decode()
        assert "Salt" in text
        assert "Elsewhere" not in text


def test_the_sitemap_lists_every_page_under_the_sites_own_name(story, client, settings):
    settings.ALLOWED_HOSTS = ["news.example.org"]
    client = Client(headers={"host": "news.example.org"})
    a_page("About")
    index = ElementTree.fromstring(client.get("/sitemap.xml", secure=True).content)
    parts = [part.text for part in index.findall("map:sitemap/map:loc", NAMES)]
    assert all(part.startswith("https://news.example.org/sitemap-") for part in parts)
    found = []
    for part in parts:
        pages = ElementTree.fromstring(client.get(part.removeprefix("https://news.example.org"), secure=True).content)
        found += [page.text for page in pages.findall("map:url/map:loc", NAMES)]
    for path in ("/", "/stories/", "/about/", story.get_absolute_url(), story.topic.get_absolute_url()):
        assert f"https://news.example.org{path}" in found


def test_robots_are_shown_the_sitemap_and_kept_from_the_desk(settings, client):
    settings.SITE_URL = "https://news.example.org"
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: https://news.example.org/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_search_engines_are_told_what_the_story_is(story, client):
    the_site(name="The Saltmere Herald")
    page = client.get(story.get_absolute_url())
    said = structured(page)
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == "Salt & <em>tide</em>"
    assert said["datePublished"] == "2026-11-12T06:00:00+00:00"
    assert [author["name"] for author in said["author"]] == ["Ines Varga", "Tom Akande"]
    assert said["author"][0]["url"] == f"https://news.example.org{story.byline[0].get_absolute_url()}"
    assert said["publisher"]["name"] == "The Saltmere Herald"
    text = page.content.decode()
    assert f'<link rel="canonical" href="https://news.example.org{story.get_absolute_url()}">' in text
    assert '<meta property="og:title" content="Salt &amp; &lt;em&gt;tide&lt;/em&gt;">' in text
    assert '<meta name="description" content="A single note.">' in text


def test_no_text_can_end_the_block_of_structured_data(client):
    story = a_story(title="</script><script>alert(1)</script>")
    text = client.get(story.get_absolute_url()).content.decode()
    assert "<script>alert" not in text
    assert structured(client.get(story.get_absolute_url()))["headline"] == "</script><script>alert(1)</script>"


def test_a_profile_is_told_as_a_person(story, client):
    said = structured(client.get(story.byline[0].get_absolute_url()))
    assert said["@type"] == "ProfilePage"
    assert said["mainEntity"]["name"] == "Ines Varga"


def test_a_photograph_is_offered_to_link_previews(client, settings):
    settings.SITE_URL = "https://news.example.org"
    cover = an_image()
    cover.make_renditions()
    story = a_story(cover=cover, cover_alt="A bridge")
    page = client.get(story.get_absolute_url())
    assert f'<meta property="og:image" content="https://news.example.org{cover.url}">' in page.content.decode()
    assert structured(page)["image"] == [f"https://news.example.org{cover.url}"]
    feed = ElementTree.fromstring(client.get("/feeds/stories.rss").content)
    assert feed.find("channel/item/enclosure").attrib["url"] == f"https://news.example.org{cover.url}"


def test_odd_characters_in_a_title_break_no_feed(client):
    a_story(
        title="Bell\x0b and\uffff whistle",
        body="<p>a\x0bb\ufffe</p>",
        creators=[a_creator("N\x01ell")],
        tags=[a_tag("t\x02")],
    )
    for path in ("/feeds/stories.rss", "/feeds/stories.atom"):
        ElementTree.fromstring(client.get(path).content)
        assert "Bell and whistle" in client.get(path).content.decode()


def test_an_empty_feed_stays_the_same(client):
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        first = client.get("/feeds/stories.rss").content
    with time_machine.travel(datetime(2026, 11, 22, 13, tzinfo=UTC), tick=False):
        assert client.get("/feeds/stories.rss").content == first


def test_a_feed_that_has_not_changed_since_is_not_sent_again(story, client):
    since = client.get("/feeds/stories.rss")["Last-Modified"]
    assert client.get("/feeds/stories.rss", headers={"if-modified-since": since}).status_code == 304


def test_the_feed_of_a_creator_who_was_renamed_is_still_found(story, client):
    creator = story.byline[0]
    old = f"/creators/{creator.slug}/feed.rss"
    creator.slug = "another"
    creator.save()
    assert "Salt" in client.get(old, follow=True).content.decode()


def test_an_old_address_tells_nothing_of_a_creator_nobody_may_know(client):
    creator = a_creator("Mole")
    creator.slug = "the-real-name"
    creator.save()
    assert client.get("/creators/mole/").status_code == 404


def test_what_looks_like_a_link_in_code_stays_as_it_is(client, settings):
    settings.SITE_URL = "https://news.example.org"
    a_story(body='<pre><code>&lt;a href="/x"&gt;</code></pre><p><a href="/about/" title="t">x</a></p>')
    text = client.get("/feeds/stories.rss").content.decode()
    assert 'href="/x"' in text
    assert 'href="https://news.example.org/about/"' in text


def test_notes_in_feeds_have_numbers_and_no_links(client):
    a_story(body='<p>One<small class="footnote">First</small></p>')
    text = client.get("/feeds/stories.rss").content.decode()
    assert "#note-1" not in text
    assert "First" in text
