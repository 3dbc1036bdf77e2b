"""The public report: equal as page, as JSON, from the command, and to a recount by hand."""

import json
import random
import statistics
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import tally
from comments.models import Decision, Report
from tests.factories import a_comment, a_held_comment, a_page, a_person, the_site
from tests.forms import having, page_of, text_of, words_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HELD_BY_RULES = ["first_held", "all_held"]


@pytest.fixture(autouse=True)
def _nothing_known():
    tally.KNOWN.clear()


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def nils():
    return a_person("moderator", name="Nils Brandt")


def an_entry(verb, at=NOW, comment=1, by=7, **fields):
    """Of the log, as it would have been written then."""
    said = {"by_name": "Nils Brandt" if by else "", "before": "held", "comment_id": comment}
    return Decision.objects.create(verb=verb, at=at, by_id=by, **said | fields)


def told(client) -> dict:
    return client.get("/moderation.json").json()


def the_month(client, month="2026-11") -> dict:
    return next(one for one in told(client)["months"] if one["month"] == month)


def by_command(*arguments) -> str:
    out = StringIO()
    call_command("moderation_report", *arguments, stdout=out)
    return out.getvalue()


def numbers_on(client) -> list[list[str]]:
    """The rows of all tables of the page."""
    root = page_of(client.get("/moderation/"))
    return [[words_of(cell) for cell in row if cell.tag in ("td", "th")] for row in root.iter("tr")]


# What is counted


def test_decisions_are_counted_by_kind_reason_and_who_decided(client, nils):
    first, second, third = (a_held_comment() for _ in range(3))
    first.reject(by=nils, reason="hate")
    second.reject(by=nils, reason="hate")
    third.approve(by=nils)
    third.remove(by=nils, reason="private")
    an_entry("hold", by=None, reason="all_held", comment=9)
    month = the_month(client)
    assert month["decisions"] == [
        {"kind": "hold", "by": "rules", "reason": "all_held", "number": 1},
        {"kind": "approve", "by": "people", "reason": "", "number": 1},
        {"kind": "reject", "by": "people", "reason": "hate", "number": 2},
        {"kind": "remove", "by": "people", "reason": "private", "number": 1},
    ]
    assert (month["people"], month["rules"], month["is_over"]) == (4, 1, False)
    rows = numbers_on(client)
    for row in (
        ["November 2026 not over", "4", "1", "under a minute of 3 decisions"],
        ["Refused", "2", "0"],
        ["Hateful towards a group of people", "2", "0"],
        ["Held", "0", "1"],
        ["Every comment here is read before it is shown", "0", "1"],
    ):
        assert row in rows, row


def test_what_was_taken_back_counts_as_not_made(client, nils):
    comment = a_held_comment()
    comment.reject(by=nils, reason="hate")
    comment.undo(by=nils)
    assert the_month(client)["decisions"] == []
    comment.approve(by=nils)
    assert [one["kind"] for one in the_month(client)["decisions"]] == ["approve"]


def test_a_decision_of_the_last_minute_is_taken_back_in_the_next_month(client):
    late = datetime(2026, 10, 31, 23, 58, tzinfo=UTC)
    an_entry("reject", late, reason="hate")
    assert the_month(client, "2026-10")["people"] == 1
    an_entry("undo", late + timedelta(minutes=5))
    assert the_month(client, "2026-10")["people"] == 0


def test_half_of_the_comments_waited_no_longer_than_the_median(client):
    for waited in (10, 20, 90):
        an_entry("approve", waited=waited)
    an_entry("hold", by=None, reason="all_held")
    assert (the_month(client)["median_seconds"], the_month(client)["timed"]) == (20, 3)
    an_entry("reject", waited=31, comment=4)
    assert (the_month(client)["median_seconds"], the_month(client)["timed"]) == (25, 4)
    an_entry("undo", comment=4)
    assert the_month(client)["timed"] == 3
    assert "under a minute of 3 decisions" in text_of(client.get("/moderation/"))


def test_appeals_end_one_way_or_the_other_and_only_an_appeal_grants(client, nils):
    upheld, granted, restored, changed = (a_held_comment() for _ in range(4))
    for comment in (upheld, granted, restored, changed):
        comment.reject(by=nils, reason="off_topic")
    for comment in (upheld, granted, changed):
        comment.appeal_with("Look again.")
    restored.restore(by=nils)
    upheld.uphold(by=nils)
    upheld.restore(by=nils)  # later, by a second thought: the appeal was answered before
    granted.restore(by=nils)
    granted.undo(by=nils)
    granted.restore(by=nils)
    changed.uphold(by=nils)
    changed.undo(by=nils)
    changed.restore(by=nils)
    assert the_month(client)["appeals"] == {"received": 3, "upheld": 1, "granted": 2}
    assert {kind["kind"] for kind in the_month(client)["decisions"]} == {"reject", "restore", "uphold"}


def test_reports_count_in_the_month_they_were_made_and_say_how_many_are_answered(client, nils):
    comment = a_comment()
    Report.objects.create(comment=comment, reader=a_person(), reason="hate", created_at=NOW - timedelta(days=30))
    assert the_month(client, "2026-10")["reports"] == {"received": 1, "answered": 0}
    comment.keep(by=nils)
    assert the_month(client, "2026-10")["reports"] == {"received": 1, "answered": 1}


def test_blocks_are_counted_and_name_nobody(client, nils):
    Decision.objects.record_person(5, "block", by=nils, reason="spam", note="Rosa Lind again")
    page = client.get("/moderation/").content.decode()
    assert the_month(client)["decisions"] == [{"kind": "block", "by": "people", "reason": "spam", "number": 1}]
    for said in ("Rosa", "Nils", nils.email):
        assert said not in page
        assert said not in json.dumps(told(client))


# Which months


def test_months_are_those_of_the_site_and_go_back_to_the_first_entry(client):
    the_site(time_zone="Pacific/Auckland")
    an_entry("approve", datetime(2026, 8, 31, 12, tzinfo=UTC))  # the first of September there
    months = told(client)["months"]
    assert [month["month"] for month in months] == ["2026-11", "2026-10", "2026-09"]
    assert [month["people"] for month in months] == [0, 0, 1]
    assert [month["is_over"] for month in months] == [False, True, True]


def test_twelve_months_are_shown_at_most_and_the_command_goes_further_back(client):
    an_entry("approve", datetime(2024, 5, 5, tzinfo=UTC))
    assert len(told(client)["months"]) == 12
    assert len(json.loads(by_command("--json", "--months", "120"))["months"]) == 31
    for wrong in ("0", "121"):
        with pytest.raises(CommandError):
            by_command("--months", wrong)


def test_before_anything_was_decided_the_page_says_what_it_is_for(client):
    said = text_of(client.get("/moderation/"))
    assert "Nothing has been decided yet" in said
    assert "receipt" in said
    assert told(client)["months"] == []
    assert "Nothing has been decided yet" in by_command()


# Equal everywhere


def a_random_log(chance):
    """A year and a bit of it, with appeals, second thoughts and waits."""
    for comment in range(1, 120):
        at = NOW - timedelta(days=chance.random() * 420)
        verb, reason = chance.choice([("reject", "hate"), ("approve", ""), ("remove", "law"), ("spam", "spam")])
        if chance.random() < 0.6:
            an_entry("hold", at, comment, None, reason=chance.choice(HELD_BY_RULES))
        by = None if verb == "reject" and chance.random() < 0.3 else chance.randrange(1, 5)
        an_entry(verb, at, comment, by, reason=reason, waited=chance.randrange(90_000) if by else None)
        if by and chance.random() < 0.3:
            an_entry("undo", at + timedelta(minutes=chance.random() * 10), comment, by)
        elif chance.random() < 0.4:
            an_entry("appeal", at + timedelta(hours=1), comment, 99)
            for _ in range(chance.randrange(3)):
                later = at + timedelta(hours=chance.randrange(2, 900))
                an_entry(chance.choice(["restore", "uphold"]), later, comment, 3, waited=chance.randrange(9_000))
                if chance.random() < 0.4:
                    an_entry("undo", later + timedelta(minutes=9), comment, 3)


def recount(month) -> dict:
    """By hand: every entry in the order it was written, no SQL."""
    zone = timezone.get_current_timezone()
    made, last = [], {}
    for entry in Decision.objects.order_by("id"):
        if entry.verb == "undo":
            made.remove(last[entry.comment_id])
        else:
            made.append(entry)
        last[entry.comment_id] = entry
    counts, waits, appeals, appealed = {}, [], {"received": 0, "upheld": 0, "granted": 0}, {}
    for entry in made:
        inside = entry.at.astimezone(zone).strftime("%Y-%m") == month
        granted = entry.verb == "restore" and appealed.get(entry.comment_id)
        if entry.verb in ("appeal", "restore", "uphold"):
            appealed[entry.comment_id] = entry.verb == "appeal"
        if not inside:
            continue
        appeals["received"] += entry.verb == "appeal"
        appeals["upheld"] += entry.verb == "uphold"
        appeals["granted"] += bool(granted)
        if entry.waited is not None:
            waits.append(entry.waited)
        if entry.verb != "appeal":
            key = (entry.verb, "people" if entry.by_id else "rules", entry.reason)
            counts[key] = counts.get(key, 0) + 1
    median = int(statistics.median(waits)) if waits else None
    return {"counts": counts, "appeals": appeals, "median": median, "timed": len(waits)}


@pytest.mark.parametrize("seed", [1, 2])
def test_page_json_command_and_a_recount_by_hand_say_the_same(seed, client):
    the_site(time_zone="America/New_York")
    a_random_log(random.Random(seed))
    data = told(client)
    assert json.loads(by_command("--json")) == data
    assert len(data["months"]) == 12
    client.get("/moderation/")
    rows = numbers_on(client)
    with timezone.override("America/New_York"):
        for month in data["months"]:
            name = datetime.strptime(month["month"], "%Y-%m").strftime("%B %Y")
            by_hand = recount(month["month"])
            said = {(one["kind"], one["by"], one["reason"]): one["number"] for one in month["decisions"]}
            assert said == by_hand["counts"], name
            assert (month["median_seconds"], month["timed"]) == (by_hand["median"], by_hand["timed"])
            assert month["appeals"] == by_hand["appeals"]
            of_month = [row for row in rows if row[0].removesuffix(" not over") == name]
            assert of_month[0][1:3] == [str(month["people"]), str(month["rules"])]
            assert of_month[1][1:4] == [str(number) for number in by_hand["appeals"].values()]
    text = by_command()
    for month in data["months"]:
        assert f"decided by people {month['people']}, by rules {month['rules']}" in text


# How it is made


def test_it_asks_as_much_for_a_long_log_as_for_a_short_one_and_less_when_nothing_is_new(client):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get("/moderation.json")
        return len(seen)

    an_entry("approve", NOW - timedelta(days=300))
    few = queries()
    a_random_log(random.Random(3))
    assert queries() == few == 7
    assert queries() == 5


def test_the_log_is_read_in_its_indexes():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite says which index it takes")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {tally.UNDONE}", ["2026-11-01", "2026-12-01"])
        plan = " ".join(row[3] for row in cursor.fetchall())
        cursor.execute(f"EXPLAIN QUERY PLAN SELECT COUNT(*), MAX(at) FROM {tally.LOG} WHERE at >= %s", ["2026-11-01"])
        plan += " ".join(row[3] for row in cursor.fetchall())
    assert "decisions_undone" in plan
    assert "COVERING INDEX decisions_newest" in plan


def test_a_past_month_is_counted_again_when_the_log_says_something_else_of_it(client):
    for number in (1, 2, 3):
        an_entry("approve", NOW - timedelta(days=40), comment=number)
        assert the_month(client, "2026-10")["people"] == number


# Where it is found


def test_it_leads_to_the_house_rules_and_is_led_to_from_there_and_from_the_foot(client):
    page = client.get("/moderation/").content.decode()
    assert "/house-rules/" not in page
    a_page("House rules", slug="house-rules", in_footer=False)
    a_page("About")
    assert having(page_of(client.get("/moderation/")), "href", "/house-rules/")
    rules = page_of(client.get("/house-rules/"))
    assert "How these rules were applied" in words_of(rules)
    assert "How these rules were applied" not in text_of(client.get("/about/"))
    foot = page_of(client.get("/about/")).find(".//footer")
    assert having(foot, "href", "/moderation/")


def test_nothing_is_posted_to_it(client):
    for path in ("/moderation/", "/moderation.json"):
        assert client.post(path).status_code == 405
