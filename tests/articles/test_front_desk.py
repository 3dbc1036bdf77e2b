"""The front page as editors keep it: what leads and what is featured, to the second, and what the desk says of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import Client

from articles.models import Feature
from newsroom import moments
from tests.factories import (
    a_comment,
    a_draft,
    a_featured_story,
    a_person,
    a_scheduled_story,
    a_story,
    a_topic,
    an_editor,
    an_image,
    the_site,
)
from tests.forms import filled, text_of
from tests.newsroom.test_pagecache import Server, _one_connection  # noqa: F401

DESK = "/admin/articles/feature/"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def front(client=None):
    return (client or Client()).get("/").content.decode()


def lead(page):
    return page.split('<div class="lead', 1)[1].split("</article>", 1)[0]


def chosen(page):
    return page.split('id="chosen"', 1)[1].split("</section>", 1)[0] if 'id="chosen"' in page else ""


def in_order(text, *words):
    places = [text.index(word) for word in words]
    return places == sorted(places)


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_the_lead_says_why_and_stands_nowhere_else(noon):
    ferry = a_story(title="The ferry", at=NOON - 9 * HOUR)
    a_story(title="The bridge", at=NOON - HOUR)
    a_featured_story(ferry, place="lead", why="Two creators, <nineteen> nights.")
    page = front()
    assert "The ferry" in lead(page)
    assert "Why we chose this.</b> Two creators, &lt;nineteen&gt; nights." in page
    assert page.count("The ferry") == 1
    assert "The bridge" in page


@pytest.mark.parametrize("place", ["lead", "featured"])
def test_a_place_begins_and_ends_in_its_second_also_in_finished_pages(noon, place):
    for number in range(9):
        a_story(title=f"New {number}", at=NOON - HOUR)
    old = a_story(title="The ferry", at=NOON - 99 * HOUR)
    a_featured_story(old, place=place, begins_at=NOON + HOUR, ends_at=NOON + 2 * HOUR, why="It floats.")
    server = Server()
    for at, shown in {HOUR - SECOND: False, HOUR: True, 2 * HOUR - SECOND: True, 2 * HOUR: False}.items():
        noon.move_to(NOON + at)
        page = server.ask("/").content.decode()
        assert ("It floats." in page) is shown, at
        assert ("The ferry" in page) is shown, at


def test_the_lead_that_began_last_leads_and_after_its_end_the_one_before(noon):
    first, second = a_story(title="The ferry"), a_story(title="The bridge")
    a_featured_story(first, place="lead", begins_at=NOON - 2 * HOUR, ends_at=None)
    a_featured_story(second, place="lead", begins_at=NOON, ends_at=NOON + HOUR)
    assert "The bridge" in lead(front())
    noon.move_to(NOON + HOUR)
    assert "The ferry" in lead(front())


@pytest.mark.parametrize("away", ["withdrawn", "not yet"])
def test_what_is_not_live_is_not_shown_and_the_rest_moves_up(noon, away):
    a_story(title="The bridge", cover=an_image(), cover_alt="A bridge")
    hidden = a_story(title="A secret") if away == "withdrawn" else a_scheduled_story(title="A secret")
    a_featured_story(hidden, place="lead", why="Nobody may know.")
    a_featured_story(hidden, why="Nobody may know.")
    if away == "withdrawn":
        hidden.withdraw("Not ours.")
    page = front()
    assert "The bridge" in lead(page)
    assert "secret" not in page
    assert "Nobody" not in page
    assert not chosen(page)


def test_featured_stories_stand_in_their_order_never_twice_and_at_most_six(noon):
    stories = [a_story(title=f"Story {number}.") for number in range(9)]
    for story in stories[:8]:
        a_featured_story(story)
    a_featured_story(stories[0], place="lead")
    a_featured_story(stories[1], why="Two editors at once.")
    page = front()
    assert "Story 0." in lead(page)
    assert in_order(chosen(page), *(f"Story {number}." for number in range(1, 7)))
    assert "Story 7." not in chosen(page)
    assert all(page.count(f"Story {number}.") == 1 for number in range(9))


def test_what_editors_chose_costs_no_question_while_the_site_stays_the_same(django_assert_num_queries, noon):
    a_story(title="The bridge", topic=a_topic())
    front()
    with django_assert_num_queries(7):
        front()
    for place in ("lead", "featured", "featured"):
        a_featured_story(place=place)
    front()
    with django_assert_num_queries(7):
        front()


def test_with_a_cdn_the_page_is_not_held_past_its_next_change(noon, settings):
    settings.CDN, settings.CDN_SECONDS = {"kind": "fastly", "url": "https://api.fastly.com/", "token": "x"}, 60
    a_featured_story(begins_at=NOON + 30 * SECOND, ends_at=NOON + HOUR)
    held = {at: re.search(r"s-maxage=(\d+)", Client().get("/")["Cache-Control"])[1] for at in (noon.move_to(NOON),)}
    assert held[None] == "29"
    noon.move_to(NOON + 30 * SECOND)
    assert "s-maxage=60" in Client().get("/")["Cache-Control"]


def test_the_database_itself_wants_an_end_and_a_reason(noon):
    story = a_story()
    for wrong in ({"why": ""}, {"ends_at": None}, {"ends_at": NOON, "begins_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            a_featured_story(story, **wrong)


def test_an_editor_chooses_a_story_from_its_own_page(client, editor):
    story = a_story(title="The bridge")
    assert f"{DESK}add/?story={story.pk}" in client.get(f"/admin/articles/story/{story.pk}/change/").content.decode()
    data = filled(client.get(f"{DESK}add/?story={story.pk}"), "feature_form")
    assert data["story"] == [str(story.pk)]
    answer = client.post(f"{DESK}add/", data | {"place": "featured", "why": " Heard \n twice. "}, follow=True)
    assert "A featured story needs an end date." in text_of(answer)
    assert "Heard" in answer.content.decode()
    answer = client.post(f"{DESK}add/", data | {"why": "Heard twice.", "ends_at": "2030-12-06T06:00"}, follow=True)
    assert "until Friday 6 December 2030, 06:00" in text_of(answer)
    feature = Feature.objects.get()
    assert (feature.why, feature.by, feature.by_name) == ("Heard twice.", editor, str(editor))
    assert "Heard twice." in front()
    assert LogEntry.objects.filter(object_id=str(feature.pk)).exists()


def test_a_draft_cannot_be_chosen_nor_a_story_twice_nor_an_end_that_has_passed(client, editor):
    data = {"place": "lead", "why": "It hums.", "begins_at": "2026-11-01T06:00"}
    draft, story = a_draft(title="A draft"), a_story(title="The bridge")
    assert "live or scheduled" in text_of(client.post(f"{DESK}add/", data | {"story": draft.pk}))
    assert "This moment has passed" in text_of(
        client.post(f"{DESK}add/", data | {"story": story.pk, "ends_at": "2026-11-02T06:00"})
    )
    client.post(f"{DESK}add/", data | {"story": story.pk})
    assert "has that place in that time already" in text_of(client.post(f"{DESK}add/", data | {"story": story.pk}))
    assert Feature.objects.count() == 1
    found = client.get(
        "/admin/autocomplete/", {"app_label": "articles", "model_name": "feature", "field_name": "story", "term": ""}
    )
    assert [one["text"] for one in found.json()["results"]] == ["The bridge"]


def test_featured_stories_move_and_come_off_by_buttons(client, editor):
    first, second, third = (a_featured_story(a_story(title=name)) for name in ("One.", "Two.", "Three."))
    client.post(f"{DESK}{third.pk}/place/", {"step": "up"})
    client.post(f"{DESK}{first.pk}/place/", {"step": "up"})
    client.post(f"{DESK}{second.pk}/place/", {"step": "down"})
    a_story(title="The lead")
    assert in_order(chosen(front()), "One.", "Three.", "Two.")
    desk = text_of(client.get(DESK)).split("Featured, in this order")[1]
    assert in_order(desk, "One.", "Three.", "Two.")
    client.post(f"{DESK}{third.pk}/place/", {"step": "off"})
    assert "Three." not in chosen(front())
    planned = a_featured_story(begins_at=moments.now() + HOUR)
    client.post(f"{DESK}{planned.pk}/place/", {"step": "off"})
    assert not Feature.objects.filter(pk=planned.pk).exists()
    assert "Ended" in text_of(client.get(DESK))


def test_the_desk_says_why_a_place_is_not_seen(client, editor, noon):
    a_featured_story(a_scheduled_story(title="Tomorrow"))
    a_featured_story(a_story(title="Gone"), place="lead", ends_at=None)
    Feature.objects.get(place="lead").story.withdraw("Not ours.")
    desk = text_of(client.get(DESK))
    assert "The story goes live Wednesday 25 November, 12:00." in desk
    assert "until another takes its place · Not shown now. The story is not live." in desk


def test_an_editor_sees_the_front_page_of_a_moment_to_come(client, editor, noon):
    the_site(time_zone="Europe/Berlin")
    a_story(title="Today")
    story = a_story(title="Tomorrow", at=NOON + HOUR, embargoed_until=NOON + HOUR)
    a_featured_story(story, place="lead", begins_at=NOON, ends_at=NOON + 2 * HOUR, why="It hums.")
    for at, shown in {"13:59": False, "14:00": True, "14:59": True}.items():
        answer = client.get(f"{DESK}rehearsal/", {"at": f"2026-11-24T{at}"})
        assert ("Tomorrow" in lead(answer.content.decode())) is shown, at
    assert "as it will be on 24 November 2026 at 14:59" in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    after = client.get(f"{DESK}rehearsal/", {"at": "2026-11-24T15:00"}).content.decode()
    assert "It hums." not in after
    assert "Tomorrow" in after
    for wrong in ("", "x", "9999-99-99", "\0", "2026-03-29T02:30"):
        assert client.get(f"{DESK}rehearsal/", {"at": wrong}).status_code == 422


@pytest.mark.parametrize("role", ["creator", "moderator", "reader"])
def test_only_editors_keep_the_front_page(client, role):
    feature = a_featured_story()
    client.force_login(a_person(role))
    for path in ("", "add/", f"{feature.pk}/change/", "rehearsal/?at=2027-01-01T06:00"):
        assert client.get(f"{DESK}{path}").status_code in (302, 403), path
    assert client.post(f"{DESK}{feature.pk}/place/", {"step": "off"}).status_code in (302, 403)
    assert Feature.objects.lasting().exists()


def test_a_creator_of_a_deleted_draft_or_story_leaves_no_hole():
    feature = a_featured_story()
    feature.story.delete()
    assert Client().get("/").status_code == 200


def test_the_most_discussed_stand_with_their_numbers(client):
    bridge, ferry, _quiet = (a_story(title=name) for name in ("The bridge", "The ferry", "The quiet"))
    for story, times in ((bridge, 1), (ferry, 2)):
        for _ in range(times):
            a_comment(story=story)
    discussed = front().split('id="discussed"', 1)[1].split("</section>", 1)[0]
    assert in_order(discussed, "2 comments", "The bridge", "1 comment")
    assert "The quiet" not in discussed
    ferry.withdraw("Not ours.")
    assert "The ferry" not in front()
    the_site(comments_shown=False)
    assert 'id="discussed"' not in front()
