from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from articles.admin import words
from articles.models import Story

BERLIN = "Europe/Berlin"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def said(now, zone=BERLIN, **fields):
    story = Story(title="A story", **{"status": "ready", "saved_at": at(now)} | fields)
    with timezone.override(ZoneInfo(zone)):
        return words.standing(story, at(now))


@pytest.mark.parametrize(
    ("now", "moment", "sentence"),
    [
        ("2026-11-11 12:00", "2026-11-12 05:00", "Goes live tomorrow at 06:00, Europe/Berlin"),
        ("2026-11-11 22:59", "2026-11-11 23:30", "Goes live tomorrow at 00:30, Europe/Berlin"),
        ("2026-11-11 23:01", "2026-11-11 23:30", "Goes live today at 00:30, Europe/Berlin"),
        ("2026-12-31 12:00", "2027-01-01 05:00", "Goes live tomorrow at 06:00, Europe/Berlin"),
        ("2026-11-10 12:00", "2026-11-12 05:00", "Goes live 12 November 2026 at 06:00, Europe/Berlin"),
        ("2026-11-13 12:00", "2026-11-12 05:00", "Live since yesterday, 06:00, Europe/Berlin"),
        ("2026-11-20 12:00", "2026-11-12 05:00", "Live since 12 November 2026, 06:00, Europe/Berlin"),
        # The day the clocks change has 25 hours, or 23; tomorrow stays tomorrow.
        ("2026-10-24 21:00", "2026-10-25 22:30", "Goes live tomorrow at 23:30, Europe/Berlin"),
        ("2026-03-28 12:00", "2026-03-29 04:00", "Goes live tomorrow at 06:00, Europe/Berlin"),
        # Half past two comes twice that night.
        ("2026-10-24 12:00", "2026-10-25 00:30", "Goes live tomorrow at 02:30 (UTC+2), Europe/Berlin"),
        ("2026-10-24 12:00", "2026-10-25 01:30", "Goes live tomorrow at 02:30 (UTC+1), Europe/Berlin"),
    ],
)
def test_a_date_is_said_as_people_say_it(now, moment, sentence):
    assert said(now, published_at=at(moment)) == sentence


def test_the_same_moment_is_another_day_in_another_zone():
    moment = at("2026-11-12 05:00")
    assert said("2026-11-11 12:00", "America/New_York", published_at=moment).startswith("Goes live tomorrow at 00:00,")
    assert said("2026-11-11 12:00", "Pacific/Honolulu", published_at=moment).startswith("Goes live today at 19:00,")
    assert said("2026-11-12 04:00", "Asia/Kolkata", published_at=moment).startswith("Goes live today at 10:30,")


def test_what_is_not_ready_says_what_it_is():
    assert said("2026-11-11 12:00", status="draft") == "Draft, saved today at 13:00, Europe/Berlin"
    assert said("2026-11-11 12:00", status="in_review").startswith("In review, saved today")
    withdrawn = {"status": "withdrawn", "withdrawn_at": at("2026-11-10 12:00")}
    assert said("2026-11-11 12:00", **withdrawn) == "Withdrawn yesterday at 13:00, Europe/Berlin"
