"""The calendar at the desk: stories by days of the site's zone, and the form that moves one."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Story
from newsroom import moments
from tests.factories import (
    a_creator,
    a_draft,
    a_person,
    a_scheduled_story,
    a_story,
    a_topic,
    an_editor,
    the_site,
)
from tests.forms import having, page_of, text_of, words_of

CALENDAR = "/admin/articles/story/calendar/"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    the_site(time_zone="Europe/Berlin", language="en")
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def on(response, day) -> str:
    [cell] = having(page_of(response), "data-day", day)
    return words_of(cell)


def move(client, story, at, query="month=2026-12"):
    return client.post(f"/admin/articles/story/{story.pk}/move/?{query}", {"at": at})


def test_a_month_shows_what_is_live_scheduled_and_planned(client, editor):
    a_story(title="Live", at=datetime(2026, 11, 3, 23, 30, tzinfo=UTC), topic=a_topic("Science", ink="science"))
    a_story(title="Soon", at=datetime(2026, 11, 30, 5, 0, tzinfo=UTC))
    a_draft(title="Idea", published_at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    a_draft(title="Without a date")
    answer = client.get(CALENDAR, {"month": "2026-11"})
    assert on(answer, "2026-11-04").startswith("4 Wednesday, 4 November Live 00:30 · Live")
    assert "Soon 06:00 · Scheduled Move" in on(answer, "2026-11-30")
    assert "Idea 10:00 · Planned, Draft Move" in on(answer, "2026-11-25")
    assert "Without a date" not in text_of(answer)
    assert having(page_of(answer), "data-topic", "science")
    [today] = having(page_of(answer), "aria-current", "date")
    assert today.get("data-day") == "2026-11-24"


@pytest.mark.parametrize(("language", "first"), [("en", "2026-11-29"), ("de", "2026-11-30"), ("fa", "2026-11-28")])
def test_a_week_begins_as_the_language_has_it(client, editor, language, first):
    the_site(language=language)
    answer = client.get(CALENDAR, {"week": "2026-W49"})
    days = [cell.get("data-day") for cell in having(page_of(answer), "data-day", "20")]
    assert (days[0], len(days)) == (first, 7)
    # From week to week, and never the same one twice.
    weeks = [link.get("href").partition("=")[2] for link in having(page_of(answer), "href", "?week=")]
    assert weeks[0] == "2026-W48"
    assert weeks[2] == "2026-W50"


def test_days_on_which_the_clocks_change_have_their_stories(client, editor):
    a_story(title="Before", at=datetime(2026, 10, 24, 22, 0, tzinfo=UTC))  # the first moment of the 25th
    a_story(title="Late", at=datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC))  # its last second, 25 hours later
    a_story(title="Next", at=datetime(2026, 10, 25, 23, 0, tzinfo=UTC))
    answer = client.get(CALENDAR, {"month": "2026-10"})
    assert all(title in on(answer, "2026-10-25") for title in ("Before", "Late"))
    assert "Next" in on(answer, "2026-10-26")


def test_a_full_day_says_that_there_are_more(client, editor):
    for _one in range(8):
        a_story(at=datetime(2026, 11, 2, 12, 0, tzinfo=UTC))
    answer = client.get(CALENDAR, {"month": "2026-11"})
    assert "and more" in on(answer, "2026-11-02")
    [link] = having(page_of(answer), "href", "?week=2026-W45")
    assert words_of(link) == "and more"
    assert "and more" not in on(client.get(CALENDAR, {"week": "2026-W45"}), "2026-11-02")


def test_a_fuller_calendar_costs_no_more_queries(client, editor):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(CALENDAR)
        return len(seen)

    a_scheduled_story(), a_draft(published_at=NOW), queries()
    few = queries()
    for _one in range(6):
        a_scheduled_story(topic=a_topic()), a_story(at=NOW), a_draft(published_at=NOW)
    assert queries() == few <= 10


@pytest.mark.parametrize("query", ["month=2026-13", "week=2026-W60", "month=٢٠٢٦-١١", "week=%00", "week=9999-W53", ""])
def test_an_address_that_means_nothing_shows_this_month(client, editor, query):
    answer = client.get(f"{CALENDAR}?{query}")
    assert "November 2026" in text_of(answer)


def test_a_scheduled_story_is_moved_and_the_history_says_so(client, editor):
    story = a_scheduled_story(title="Eels")
    answer = move(client, story, "2026-12-08T06:30")
    assert answer.headers["Location"] == f"{CALENDAR}?month=2026-12"
    story.refresh_from_db()
    assert story.published_at == datetime(2026, 12, 8, 5, 30, tzinfo=UTC)
    assert story.state == "scheduled"
    assert story.versions.get(public_at__isnull=False).public_at == story.published_at
    assert "“Eels” is moved to 8 December 2026 at 06:30." in text_of(client.get(answer.headers["Location"]))
    assert "Moved to 8 December 2026 at 06:30." in LogEntry.objects.get().get_change_message()


def test_what_is_not_published_yet_stays_so_when_its_story_is_moved(client, editor):
    story = a_scheduled_story(title="Eels", body="<p>Looked over.</p>")
    story.write(body="<p>Half a thought</p>", by=editor)
    move(client, story, "2026-12-08T06:30")
    story = Story.objects.get()
    assert (story.body, story.working_copy.body) == ("<p>Looked over.</p>", "<p>Half a thought</p>")
    assert story.version_for_readers().public_at == story.published_at == datetime(2026, 12, 8, 5, 30, tzinfo=UTC)
    assert story.steps.first().planned_for == story.published_at
    call_command("verify_history", stdout=StringIO())


def test_moving_a_draft_changes_its_plan_and_publishes_nothing(client, editor, monkeypatch):
    story = a_draft(published_at=NOW + timedelta(days=1))
    move(client, story, "2026-12-08T06:30")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 1, 1, tzinfo=UTC))
    story.refresh_from_db()
    assert (story.state, story.published_at) == ("draft", datetime(2026, 12, 8, 5, 30, tzinfo=UTC))
    assert not Story.objects.live().exists()


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("2026-11-24T13:00", "This moment has passed."),  # now, to the second
        ("2026-11-26T09:00", "The embargo ends later than that."),
        ("2027-03-28T02:30", "The clocks go forward then"),
        ("tomorrow", "Enter a valid date/time."),
        ("", "This field is required."),
        ("9" * 5000, "Enter a valid date/time."),
    ],
)
@pytest.mark.parametrize("make", [a_draft, a_scheduled_story])
def test_what_is_refused_comes_back_with_a_sentence_and_what_was_typed(client, editor, make, at, sentence):
    story = make(title="Eels")
    planned = datetime(2026, 12, 20, 12, 0, tzinfo=UTC)
    Story.objects.filter(pk=story.pk).update(published_at=planned, embargoed_until=datetime(2026, 12, 1, tzinfo=UTC))
    answer = move(client, story, at)
    assert answer.status_code == 422
    assert f"“Eels” was not moved. {sentence}" in text_of(answer) or sentence in text_of(answer)
    field = page_of(answer).find(".//section[@role='alert']//input[@name='at']")
    assert field.get("value") == at[:40]
    story.refresh_from_db()
    assert story.published_at == planned
    assert not LogEntry.objects.exists()


def test_a_live_story_is_not_moved(client, editor):
    story = a_story(at=NOW - timedelta(hours=1))
    assert "Readers have seen this story." in text_of(move(client, story, "2026-12-08T06:30"))
    assert not having(page_of(client.get(CALENDAR)), "action", "/move/")


def test_creators_see_their_own_and_move_nothing(client):
    person = a_person("creator")
    profile = a_creator(user=person)
    client.force_login(person)
    own, others = a_scheduled_story(title="Mine", creators=[profile]), a_scheduled_story(title="Not mine")
    answer = client.get(CALENDAR)
    assert "Mine 13:00 · Scheduled" in text_of(answer)
    assert "Not mine" not in text_of(answer)
    assert not having(page_of(answer), "action", "/move/")
    assert [move(client, story, "2026-12-08T06:30").status_code for story in (own, others)] == [403, 403]


def test_who_may_not_see_stories_has_no_calendar(client):
    client.force_login(a_person("moderator"))
    assert client.get(CALENDAR).status_code == 403
    client.force_login(a_person())
    assert client.get(CALENDAR).status_code == 302


def test_moving_is_a_post_and_of_a_story_there_is(client, editor):
    story = a_scheduled_story()
    assert client.get(f"/admin/articles/story/{story.pk}/move/").status_code == 405
    assert client.post(f"/admin/articles/story/{story.pk + 9}/move/", {"at": "2026-12-08T06:30"}).status_code == 404


def test_a_moved_story_is_live_at_its_new_second_and_not_before(client, editor, monkeypatch):
    story = a_scheduled_story(title="Eels")
    move(client, story, "2026-12-08T06:30")
    at = datetime(2026, 12, 8, 6, 30, tzinfo=BERLIN)
    address = story.get_absolute_url()
    client.logout()
    for moment, status in [(at - timedelta(seconds=1), 404), (at, 200)]:
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert client.get(address).status_code == status
    assert moments.now() == at
