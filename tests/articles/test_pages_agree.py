"""No job runs at any moment: one second before it no page knows of a story, at that second every page does."""

from datetime import timedelta

import pytest
import time_machine

from newsroom import moments
from tests.factories import a_creator, a_draft, a_story, a_tag, a_topic, the_site
from tests.newsroom.test_pagecache import NOON, Server, _one_connection  # noqa: F401

TITLE = b"The ferry that waits for the fog"
SLUG = b"the-ferry-that-waits"
# Where a story is named; maps and lists of creators and tags name its address, or theirs.
LISTS = {
    "/": TITLE, "/stories/": TITLE, "/stories/?month=2026-11": TITLE, "/topics/water/": TITLE, "/tags/fog/": TITLE,
    "/creators/": b"Ines Varga", "/creators/ines-varga/": TITLE, "/search/?q=ferry": SLUG,
    "/feeds/stories.rss": TITLE, "/feeds/stories.atom": TITLE, "/topics/water/feed.rss": TITLE,
    "/creators/ines-varga/feed.rss": TITLE, "/sitemap-stories.xml": SLUG, "/sitemap-creators.xml": b"ines-varga",
}  # fmt: skip
OWN = ["", "comments/", "comments/feed.rss"]
STORY = "/stories/the-ferry-that-waits/"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        the_site(name="The Tide")
        yield clock


@pytest.fixture
def facts():
    return {
        "title": TITLE.decode(), "slug": SLUG.decode(), "topic": a_topic("Water"),
        "creators": [a_creator("Ines Varga")], "tags": [a_tag("fog")],
    }  # fmt: skip


def text_at(server, path) -> bytes:
    """Of a map of the site all its parts: ids are high where other tests ran before."""
    parts = [server.ask(path)]
    while path.startswith("/sitemap") and parts[-1].status_code == 200:
        parts.append(server.ask(f"{path}?p={len(parts) + 1}"))
    return b"".join(part.content for part in parts)


def seen(server) -> set[str]:
    """The pages that name the story now."""
    lists = {path for path, name in LISTS.items() if name in text_at(server, path)}
    return lists | {path for path in OWN if server.ask(STORY + path).status_code == 200}


EVERYWHERE = {*LISTS, *OWN}


def go_live(story, at):
    story.publish(at=at)


def go_live_when_the_embargo_ends(story, at):
    story.embargoed_until = at
    story.save()
    story.publish(at=at)


@pytest.mark.parametrize("plan", [go_live, go_live_when_the_embargo_ends])
def test_every_page_agrees_to_the_second_when_a_story_goes_live(clock, facts, plan):
    server, at = Server(), NOON + timedelta(minutes=5)
    plan(a_draft(**facts), at)
    clock.move_to(at - timedelta(seconds=1))
    assert seen(server) == set()
    clock.move_to(at)
    assert seen(server) == EVERYWHERE


def test_every_page_agrees_in_the_second_after_a_story_is_withdrawn(clock, facts):
    server, story = Server(), a_story(at=NOON - timedelta(days=1), **facts)
    assert seen(server) == EVERYWHERE
    story.withdraw("Not ours to tell.")
    clock.shift(1)
    assert seen(server) == set()
    for path in OWN:
        gone = server.ask(STORY + path)
        assert gone.status_code == 410
        assert TITLE not in gone.content
    story.restore()
    clock.shift(1)
    assert seen(server) == EVERYWHERE


def test_a_story_that_is_unscheduled_in_its_last_second_never_was_anywhere(clock, facts):
    server, at = Server(), NOON + timedelta(minutes=5)
    story = a_story(at=at, **facts)
    clock.move_to(at - timedelta(seconds=1))
    story.unschedule()
    clock.move_to(at)
    assert moments.now() == at
    assert seen(server) == set()
