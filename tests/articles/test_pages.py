"""What readers see, page by page, and how many questions each page asks the database."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom import moments
from tests.factories import (
    a_creator,
    a_draft,
    a_page,
    a_person,
    a_scheduled_story,
    a_story,
    a_tag,
    a_topic,
    a_withdrawn_story,
    an_editor,
    an_image,
    the_site,
)

QUERIES = {
    "/": 10,  # one of them once a revision of the site: what editors chose
    "/stories/": 7,
    "/stories/?month=2026-11": 7,
    "/stories/the-bridge/": 9,
    "/stories/the-bridge/history/": 5,
    "/stories/the-bridge/history/2/": 6,
    "/stories/the-bridge/history.json": 4,
    "/creators/": 4,
    "/creators/ines-varga/": 6,
    "/topics/science/": 6,
    "/search/?q=bridge": 8,
    "/tags/tides/": 6,
    "/about/": 4,
    "/corrections/": 4,
    "/corrections/feed.rss": 2,
    "/moderation/": 6,
    "/moderation.json": 3,
    "/feeds/stories.rss": 4,
    "/feeds/stories.atom": 4,
    "/creators/ines-varga/feed.rss": 6,
    "/topics/science/feed.rss": 6,
    "/sitemap.xml": 4,
    "/sitemap-stories.xml": 3,
    "/robots.txt": 1,
    "/nothing-here/": 5,
}


@pytest.fixture
def newsroom():
    """One story with everything a page may show of it."""
    science, ines, tides = (
        a_topic("Science", ink="science"),
        a_creator("Ines Varga", bio="Walks the coast."),
        a_tag("tides"),
    )
    a_page("About")
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        yield {"topic": science, "creators": [ines], "tags": [tides], "at": moments.now() - timedelta(days=2)}


def test_a_page_asks_as_much_for_one_story_as_for_many(newsroom, client):
    def asked():
        counts = {}
        for path in QUERIES:
            the_site()  # saved, so that nothing one page leaves at hand makes another cheaper
            cache.clear()
            with CaptureQueriesContext(connection) as seen:
                client.get(path)
            counts[path] = len(seen)
        return counts

    a_story(title="The bridge", **newsroom)
    a_story(title="The ferry", **newsroom)
    assert asked() == QUERIES
    for number in range(25):
        others = newsroom | {"creators": [*newsroom["creators"], a_creator()]}
        a_story(title=f"Another {number}", **others)
        a_page(f"Page {number}", slug=f"page-{number}")
    assert asked() == QUERIES


@pytest.mark.parametrize("path", [path for path in QUERIES if path != "/nothing-here/"])
def test_every_page_answers_strangers_without_a_cookie_and_always_alike(path, newsroom, client):
    a_story(title="The bridge", **newsroom)
    first, second = client.get(path), Client().get(path)
    assert first.status_code == 200
    assert not first.cookies
    assert first.content == second.content
    assert "Cookie" in first["Vary"]
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=1"


def test_a_page_that_has_not_changed_is_not_sent_again(newsroom, client):
    story = a_story(title="The bridge", **newsroom)
    etag = client.get("/stories/the-bridge/")["ETag"]
    assert client.get("/stories/the-bridge/", headers={"if-none-match": etag}).status_code == 304
    story.write(body="<p>More.</p>")
    story.publish_changes()
    assert client.get("/stories/the-bridge/", headers={"if-none-match": etag}).status_code == 200


def test_a_story_shows_who_wrote_it_when_and_how_long_it_takes(newsroom, client):
    story = a_story(title="The bridge", subtitle="A single low note.", **newsroom)
    story.revised_at = moments.now()
    story.save()
    page = client.get("/stories/the-bridge/").content.decode()
    for said in (
        "<h1",
        "The bridge",
        "A single low note.",
        "Ines Varga",
        "20 November 2026",
        "Updated 22 November 2026",
        "1 min read",
        "No comments yet",
        "About the Creator",
        "Walks the coast.",
        "tides",
        "hums.",
    ):
        assert said in page
    assert page.count("<h1") == 1


def test_a_story_without_comments_invites_the_first(newsroom, client):
    a_story(title="The bridge", **newsroom)
    page = client.get("/stories/the-bridge/").content.decode()
    assert "<p>There are no comments for this story</p>" in page
    assert "<p>Be the first to respond and start the conversation.</p>" in page


def test_dates_are_told_in_the_zone_of_the_site(newsroom, client):
    the_site(time_zone="Pacific/Auckland")
    a_story(title="The bridge", **newsroom | {"at": datetime(2026, 11, 20, 23, 0, tzinfo=UTC)})
    assert "21 November 2026" in client.get("/stories/the-bridge/").content.decode()


def test_two_creators_stand_on_the_byline_in_their_order(client):
    a_story(title="The bridge", creators=[a_creator("Tom Akande"), a_creator("Ines Varga")])
    page = client.get("/stories/the-bridge/").content.decode()
    assert page.index("Tom Akande") < page.index("Ines Varga")
    assert "About the Creators" in page


def test_an_arabic_story_runs_from_right_to_left(client):
    a_story(title="النخلة التي غيّرت مسار الطريق", language="ar", body="<p>في الصباح الأول</p>")
    page = client.get("/stories/النخلة-التي-غيّرت-مسار-الطريق/")
    assert page.status_code == 200
    assert '<article class="page story" dir="rtl">' in page.content.decode()
    assert 'class="body" lang="ar"' in page.content.decode()


def test_keep_reading_prefers_the_creator_then_the_topic(newsroom, client):
    a_story(title="The bridge", **newsroom)
    a_story(title="By the same", **newsroom | {"topic": None})
    a_story(title="On the same", **newsroom | {"creators": [a_creator()]})
    a_story(title="A newer one")
    a_draft(title="Not out yet", creators=newsroom["creators"])
    keep = client.get("/stories/the-bridge/").content.decode().split('id="keep"')[1].split("</ul>")[0]
    assert keep.index("By the same") < keep.index("On the same") < keep.index("A newer one")
    assert "Not out yet" not in keep
    assert "The bridge" not in keep


EVERYWHERE = [
    "/",
    "/stories/",
    "/topics/science/",
    "/tags/tides/",
    "/creators/",
    "/creators/ines-varga/",
    "/corrections/",
    "/corrections/feed.rss",
    "/feeds/stories.rss",
    "/feeds/stories.atom",
    "/topics/science/feed.rss",
    "/creators/ines-varga/feed.rss",
    "/sitemap-stories.xml",
    "/sitemap-creators.xml",
    "/stories/the-bridge/",
]


@pytest.mark.parametrize("hidden", [a_draft, a_scheduled_story, a_withdrawn_story])
def test_what_is_not_live_leaks_nowhere(hidden, newsroom, client):
    about = {name: newsroom[name] for name in ("topic", "tags")}
    hidden(
        title="A secret merger", subtitle="Nobody knows", creators=[*newsroom["creators"], a_creator("Mole")], **about
    )
    a_story(title="The bridge", **newsroom)
    for path in EVERYWHERE:
        text = client.get(path).content.decode()
        assert "secret" not in text
        assert "Nobody knows" not in text
        assert "mole" not in text.lower()
    assert client.get("/creators/mole/").status_code == 404
    assert client.get("/creators/mole/feed.rss").status_code == 404


@pytest.mark.parametrize("hidden", [a_draft, a_scheduled_story])
def test_a_story_that_is_not_live_does_not_exist_for_strangers(hidden, client):
    story = hidden()
    assert client.get(story.get_absolute_url()).status_code == 404
    client.force_login(a_person())
    assert client.get(story.get_absolute_url()).status_code == 404


def test_editors_and_its_creator_see_a_draft_with_a_notice(client):
    user = a_person("creator")
    story = a_draft(creators=[a_creator(user=user)])
    for person in (user, an_editor()):
        client.force_login(person)
        page = client.get(story.get_absolute_url())
        assert page.status_code == 200
        assert "Not live" in page.content.decode()
        assert "noindex" in page.content.decode()
        assert page["Cache-Control"] == "private, no-store"


def test_a_scheduled_story_appears_in_its_second_and_not_before(client):
    moment = moments.now() + timedelta(days=1)
    story = a_story(title="Tomorrow's news", at=moment)
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        assert client.get(story.get_absolute_url()).status_code == 404
        assert "Tomorrow" not in client.get("/").content.decode()
    with time_machine.travel(moment, tick=False):
        assert client.get(story.get_absolute_url()).status_code == 200
        assert "Tomorrow" in client.get("/").content.decode()


def test_a_withdrawn_story_answers_410_with_the_reason_and_nothing_else(client):
    story = a_story(title="The bridge", body="<p>Twice a day.</p>")
    story.slug = "another-bridge"
    story.save()
    story.withdraw("A source asked us to.")
    for path in ("/stories/the-bridge/", "/stories/another-bridge/"):
        page = client.get(path)
        assert page.status_code == 410
        assert "A source asked us to." in page.content.decode()
        assert "bridge" not in page.content.decode().replace(path, "")
        assert "Twice" not in page.content.decode()


def test_an_old_address_leads_to_the_story_for_ever(client):
    story = a_story(title="The bridge")
    for slug in ("a-bridge", "bridges"):
        story.slug = slug
        story.save()
    for old in ("the-bridge", "a-bridge"):
        answer = client.get(f"/stories/{old}/")
        assert answer.status_code == 301
        assert answer["Location"] == "/stories/bridges/"
    story.slug = "the-bridge"
    story.save()
    assert client.get("/stories/the-bridge/").status_code == 200


def test_the_old_address_of_a_creator_a_topic_and_a_tag_leads_on(newsroom, client):
    a_story(title="The bridge", **newsroom)
    for thing in (newsroom["topic"], newsroom["creators"][0], newsroom["tags"][0]):
        old = thing.get_absolute_url()
        thing.slug = "renamed"
        thing.save()
        assert client.get(old)["Location"] == thing.get_absolute_url()


def test_pages_that_were_found_by_number_are_still_there(newsroom, client):
    for number in range(23):
        a_story(title=f"Story {number}", **newsroom)
    for path in ("/stories/", "/topics/science/", "/tags/tides/", "/creators/ines-varga/"):
        second = client.get(path, {"page": 2}).content.decode()
        assert second.count("<article") == 3
        for wrong in ("3", "0", "-1", "x", "²", "9" * 30):
            assert client.get(path, {"page": wrong}).status_code == 404


def test_the_archive_shows_a_month_of_the_sites_own_calendar(newsroom, client):
    the_site(time_zone="Pacific/Auckland")
    a_story(title="On the first there", **newsroom | {"at": datetime(2026, 10, 31, 12, 0, tzinfo=UTC)})
    assert "On the first there" in client.get("/stories/?month=2026-11").content.decode()
    assert "No stories in this month" in client.get("/stories/?month=2026-10").content.decode()
    for wrong in ("2026-13", "11-2026", "x"):
        assert client.get("/stories/", {"month": wrong}).status_code == 404


def test_an_empty_newsroom_says_what_will_stand_there(client):
    a_topic("Science")
    assert "Nothing has been published yet" in client.get("/").content.decode()
    assert "No stories yet" in client.get("/stories/").content.decode()
    assert "No creators yet" in client.get("/creators/").content.decode()
    assert "No stories on this topic yet" in client.get("/topics/science/").content.decode()


def test_a_page_of_the_site_is_shown_and_linked_in_the_footer(client):
    a_page("House rules", slug="house-rules")
    assert "Who we are." in client.get("/house-rules/").content.decode()
    assert 'href="/house-rules/"' in client.get("/").content.decode()


def test_a_cover_comes_in_sizes_with_its_words(client):
    cover = an_image()
    cover.make_renditions()
    a_story(
        title="The bridge",
        cover=cover,
        cover_alt="An iron bridge",
        cover_caption="At dusk.",
        cover_credit="Print: Newsroom",
    )
    page = client.get("/stories/the-bridge/").content.decode()
    assert 'type="image/avif"' in page
    assert 'alt="An iron bridge" width="900" height="600" fetchpriority="high"' in page
    assert "At dusk." in page
    assert "Print: Newsroom" in page
    assert "400w" in page
    assert "800w" in page


def test_a_picture_in_the_text_comes_in_sizes_and_lazily(client, django_assert_num_queries):
    image = an_image()
    image.make_renditions()
    figure = f'<figure class="wide"><img src="{image.address}" alt="A &quot;bridge&quot;"><figcaption>Dusk</figcaption></figure>'
    a_story(title="The bridge", body=f"<p>Hum.</p>{figure}")
    with django_assert_num_queries(8):
        page = client.get("/stories/the-bridge/").content.decode()
    assert 'alt="A &quot;bridge&quot;"' in page
    assert 'loading="lazy"' in page
    assert "(min-width: 64rem) 53rem" in page


def test_notes_are_numbered_where_they_are_read(client):
    a_story(
        title="The bridge",
        body='<p>One<small class="footnote">First <em>note</em></small>, two<small class="footnote">Second</small>.</p>',
    )
    page = client.get("/stories/the-bridge/").content.decode()
    assert 'One<sup><a href="#note-1" id="ref-1" aria-label="Note 1">1</a></sup>' in page
    assert '<li id="note-2">Second' in page
    assert "First <em>note</em>" in page


def test_the_menu_of_the_site_replaces_the_topics(client):
    a_topic("Science")
    the_site(menu="Tides | /tags/tides/\nShop | https://example.org/")
    page = client.get("/").content.decode()
    assert '<a href="/tags/tides/">Tides</a>' in page
    assert "Science" not in page


def test_many_creators_with_portraits_cost_no_more_questions(client, django_assert_num_queries):
    creators = [a_creator(portrait=an_image()) for _ in range(5)]
    story = a_story(creators=creators)
    a_story()
    with django_assert_num_queries(7):
        client.get(story.get_absolute_url())


def test_tables_notes_and_code_are_found_whatever_they_carry(client):
    story = a_story(
        body='<table dir="rtl"><tr><td>1</td></tr></table><pre dir="ltr"><code>x</code></pre>'
        '<p>n<small lang="en" class="footnote">a <small class="credit">b</small></small></p>'
    )
    page = client.get(story.get_absolute_url()).content.decode()
    assert '<div class="table" role="region"' in page
    assert '<pre tabindex="0">' in page
    assert '<li id="note-1">a b' in page


def test_what_is_to_be_read_next_changes_with_its_story(client):
    story, other = a_story(title="The bridge"), a_story(title="The ferry")
    assert "The ferry" in client.get(story.get_absolute_url()).content.decode()
    other.title = "The last ferry"
    other.save()
    assert "The last ferry" in client.get(story.get_absolute_url()).content.decode()
    other.withdraw("Not ours.")
    assert "The last ferry" not in client.get(story.get_absolute_url()).content.decode()


def test_the_creators_own_come_before_newer_ones_and_what_is_not_live_takes_no_place(client):
    ines, now = a_creator("Ines"), moments.now()
    story = a_story(creators=[ines], at=now - timedelta(days=2))
    for number in range(4):
        a_story(title=f"Near {number}", creators=[ines], at=now - timedelta(days=9 + number))
        a_story(title=f"Far {number}")
    a_story(title="Tomorrow", creators=[ines], at=now + timedelta(days=1))
    keep = client.get(story.get_absolute_url()).content.decode().split('id="keep"')[1].split("</ul>")[0]
    assert [number for number in range(4) if f"Near {number}" in keep] == [0, 1, 2]
    assert "Tomorrow" not in keep
