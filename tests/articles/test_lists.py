"""Turning the pages of a list: each at an address that stays good, both ways, however much there is."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import sitemaps
from articles.models import Listing, Story
from newsroom import moments
from tests.factories import a_creator, a_draft, a_scheduled_story, a_story, a_tag, a_topic, an_editor
from tests.forms import having, page_of, text_of, words_of

LISTS = ["/stories/", "/topics/science/", "/tags/tides/", "/creators/ines-varga/"]


@pytest.fixture
def newsroom():
    about = {"topic": a_topic("Science"), "creators": [a_creator("Ines Varga")], "tags": [a_tag("tides")]}
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        yield about


def stories(number, at=None, **about):
    """Two of each minute, so that a date alone does not say where a page ends."""
    at = at or moments.now() - timedelta(days=2)
    return [a_story(title=f"Story {n}", at=at - timedelta(minutes=n // 2), **about) for n in range(number)]


def titles(page):
    return [words_of(article.find(".//h3")) for article in page.iter("article")]


def turn(client, path, page, rel):
    """The page that a link of this page leads to; None where there is no such link."""
    link = page.find(f".//nav[@class='paging']/a[@rel='{rel}']")
    return None if link is None else page_of(client.get(path + link.get("href")))


def test_every_story_stands_on_one_page_whichever_way_they_are_turned(newsroom, client):
    stories(45, **newsroom)
    for path in LISTS:
        turn_both_ways(client, path)


def turn_both_ways(client, path):
    pages = [page_of(client.get(path))]
    while page := turn(client, path, pages[-1], "next"):
        pages.append(page)
    forwards = [titles(page) for page in pages]
    assert [len(page) for page in forwards] == [20, 20, 5]
    assert sorted(title for page in forwards for title in page) == sorted(f"Story {n}" for n in range(45))
    for expected in reversed(forwards[:-1]):
        page = turn(client, path, page or pages[-1], "prev")
        assert titles(page) == expected
    assert turn(client, path, page, "prev") is None


def test_a_kept_page_still_shows_what_it_showed_when_more_was_published(newsroom, client):
    stories(45, **newsroom)
    kept = {path + page_of(client.get(path)).find(".//a[@rel='next']").get("href") for path in LISTS}
    before = {address: titles(page_of(client.get(address))) for address in kept}
    (last,) = {titles(page_of(client.get(path)))[-1] for path in LISTS}
    stories(3, at=moments.now() - timedelta(hours=1), **newsroom)
    Story.objects.get(title=last).withdraw("The row that the addresses name.")
    assert {address: titles(page_of(client.get(address))) for address in kept} == before


def test_search_engines_are_told_one_address_for_a_page_however_it_was_reached(newsroom, client):
    stories(45, **newsroom)
    for path in LISTS:
        reach_by_all_ways(client, path)


def reach_by_all_ways(client, path):
    def told(page):
        return page.find(".//link[@rel='canonical']").get("href")

    first = page_of(client.get(path))
    second = turn(client, path, first, "next")
    by_number = page_of(client.get(path, {"page": 2}))
    back = turn(client, path, turn(client, path, second, "next"), "prev")
    assert told(second) == told(by_number) == told(back) != told(first)
    assert told(first).endswith(path)
    assert told(turn(client, path, second, "prev")) == told(first)
    assert titles(page_of(client.get(told(second).partition("8000")[2]))) == titles(second)


@pytest.mark.parametrize("path", [*LISTS, "/creators/", "/stories/?month=2026-11"])
@pytest.mark.parametrize("way", ["after", "before"])
@pytest.mark.parametrize("place", ["", "x", "1", "1~x", "1~2~3", "9" * 30 + "~1", "1~" + "9" * 30, "a\0~1", "²~²"])
def test_an_address_that_names_no_place_is_not_found(path, way, place, newsroom, client):
    stories(1, **newsroom)
    if path == "/creators/" and place.rpartition("~")[2] in ("1", "3") and "\0" not in place:
        pytest.skip("a creator may be called that")
    sign = "&" if "?" in path else "?"
    assert client.get(path + sign + urlencode({way: place})).status_code == 404


def test_after_the_last_story_there_is_no_page(newsroom, client):
    oldest = stories(3, **newsroom)[-1]
    place = f"{int(oldest.published_at.timestamp()) * 10**6}~{oldest.pk}"
    assert client.get("/stories/", {"after": place}).status_code == 404


def test_the_pages_of_a_month_stay_in_it(newsroom, client):
    stories(25, at=datetime(2026, 10, 20, tzinfo=UTC), **newsroom)
    stories(3, at=datetime(2026, 9, 20, tzinfo=UTC), **newsroom)
    first = page_of(client.get("/stories/?month=2026-10"))
    second = turn(client, "/stories/", first, "next")
    assert len(titles(second)) == 5
    assert "October 2026" in words_of(second.find(".//h1"))
    assert turn(client, "/stories/", second, "next") is None
    assert len(titles(turn(client, "/stories/", second, "prev"))) == 20


def test_creators_have_pages_by_name(client):
    for number in range(50):
        a_story(creators=[a_creator(f"Name~{number:02}")])
    first = page_of(client.get("/creators/"))
    second = turn(client, "/creators/", first, "next")
    assert [words_of(name) for name in second.findall(".//ul[@class='people']//h2")] == ["Name~48", "Name~49"]
    assert len(turn(client, "/creators/", second, "prev").findall(".//ul[@class='people']/li")) == 48


def test_a_deep_page_asks_no_more_than_the_second(newsroom, client):
    stories(65, **newsroom)

    def queries(path, address):
        with CaptureQueriesContext(connection) as seen:
            page = page_of(client.get(address))
        return len(seen), path + page.find(".//nav[@class='paging']/a[last()]").get("href")

    for path in LISTS:
        queries(path, path)  # what is looked up once for all pages
        first, second = queries(path, path)
        count, third = queries(path, second)
        assert count == queries(path, third)[0] == first, path


# What stands in the lists of creators and tags


def test_what_changes_about_a_story_is_in_the_lists_at_once(newsroom, client):
    story, other = stories(1, **newsroom)[0], a_creator("Tom Akande")
    stories(1, **newsroom)

    def listed(path):
        answer = client.get(path)
        return titles(page_of(answer)).count("Story 0") if answer.status_code == 200 else 0

    assert [listed(path) for path in LISTS[2:]] == [2, 2]
    story.withdraw("Not ours.")
    assert [listed(path) for path in LISTS[2:]] == [1, 1]
    story.restore()
    story.tags.clear()
    story.bylines.create(creator=other)
    story.bylines.get(creator=newsroom["creators"][0]).delete()
    assert [listed(path) for path in (*LISTS[2:], "/creators/tom-akande/")] == [1, 1, 1]
    newsroom["tags"][0].stories.add(story)
    assert listed("/tags/tides/") == 2
    newsroom["tags"][0].stories.clear()
    assert listed("/tags/tides/") == 0


def test_a_scheduled_story_is_in_the_lists_from_its_second_on(newsroom, client):
    stories(1, **newsroom)
    story = a_scheduled_story(title="Tomorrow", **newsroom)
    a_draft(title="Never", **newsroom)
    for path in LISTS[2:]:
        with time_machine.travel(story.published_at - timedelta(seconds=1), tick=False):
            assert titles(page_of(client.get(path))) == ["Story 0"]
        with time_machine.travel(story.published_at, tick=False):
            assert titles(page_of(client.get(path))) == ["Tomorrow", "Story 0"]


def test_a_new_date_moves_a_story_in_the_lists(newsroom, client):
    first, second = stories(1, **newsroom)[0], a_story(title="Another", **newsroom)
    second.published_at = first.published_at - timedelta(days=9)
    second.save()
    for path in LISTS:
        assert titles(page_of(client.get(path))) == ["Story 0", "Another"]


def test_a_story_that_is_gone_leaves_no_trace_in_the_lists(newsroom):
    story = stories(1, **newsroom)[0]
    assert Listing.objects.count() == 2
    story.delete()
    assert not Listing.objects.exists()


# Sitemaps


def addresses(client, path):
    return [place.text for place in ElementTree.fromstring(client.get(path).content).iter(f"{{{SPACE}}}loc")]


SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def test_a_story_stays_in_its_part_of_the_sitemap(newsroom, client, monkeypatch):
    monkeypatch.setattr(sitemaps, "A_PART", 10)
    some = stories(25, **newsroom)
    parts = [place.partition("8000")[2] for place in addresses(client, "/sitemap.xml") if "-stories" in place]
    assert len(parts) >= 3
    held = {part: addresses(client, part) for part in parts}
    assert sum(map(len, held.values())) == 25
    assert max(map(len, held.values())) <= 10
    gone = some[0]
    gone.withdraw("Not ours.")
    stories(12, **newsroom)
    for part in parts[:-1]:
        assert addresses(client, part) == [place for place in held[part] if gone.slug + "/" not in place]


@pytest.mark.parametrize(
    "path", ["stories.xml?p=2", "stories.xml?p=0", "stories.xml?p=x", "nothing.xml", "pages.xml?p=2"]
)
def test_a_part_that_does_not_exist_is_not_found(path, client, monkeypatch):
    monkeypatch.setattr(sitemaps, "A_PART", 10_000_000)  # ids go on counting from test to test
    a_story()
    assert client.get(f"/sitemap-{path}").status_code == 404
    assert client.get("/sitemap-stories.xml?p=" + "9" * 18).status_code == 404


def test_the_last_change_is_told(newsroom, client, monkeypatch):
    monkeypatch.setattr(sitemaps, "A_PART", 10_000_000)
    story = stories(1, **newsroom)[0]
    assert b"<lastmod>2026-11-20T12:00:00Z</lastmod>" in client.get("/sitemap-stories.xml").content
    story.revised_at = moments.now()
    story.save()
    assert b"<lastmod>2026-11-22T12:00:00Z</lastmod>" in client.get("/sitemap-stories.xml").content


# The desk


@pytest.mark.parametrize("path", ["articles/story/", "articles/creator/", "articles/tag/", "newsroom/image/"])
def test_a_list_of_the_desk_is_not_counted_to_its_end(path, client, monkeypatch):
    from newsroom.admin import lists
    from tests.factories import an_image

    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    client.force_login(an_editor())
    for _ in range(3):
        a_story(tags=[a_tag()], cover=an_image(), cover_alt="A bridge")
    assert "more than 2" in text_of(client.get(f"/admin/{path}"))
    assert having(page_of(client.get(f"/admin/{path}")), "class", "paginator")


@pytest.mark.parametrize("path", ["/stories/", "/creators/"])
@pytest.mark.parametrize("number", ["01", "001"])
def test_a_first_page_by_another_spelling_is_the_first_page(client, path, number):
    story = a_story(title="The bridge", creators=[a_creator("Ines Varga")])
    page = client.get(f"{path}?page={number}")
    assert page.status_code == 200
    assert (story.title if path == "/stories/" else "Ines Varga") in page.content.decode()


def test_what_a_creator_has_planned_hides_nothing_of_what_they_wrote(client):
    ines = a_creator("Ines Varga")
    story = a_story(title="The bridge", creators=[ines])
    for number in range(30):
        a_story(title=f"By others {number}")
    a_story(title="An old one of hers", creators=[ines], at=moments.now() - timedelta(days=900))
    for number in range(41):
        a_scheduled_story(title=f"Planned {number}", creators=[ines])
    assert "An old one of hers" in client.get(story.get_absolute_url()).content.decode()
