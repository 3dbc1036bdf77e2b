"""What readers can check: every public version, the words that changed, the chain of hashes, and what is left out of it."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom import moments
from newsroom.fragments import fragments
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
from tests.forms import text_of

AT = "/stories/the-bridge/history/"
DAWN = datetime(2026, 11, 12, 6, tzinfo=UTC)


def change(story, at, typo_only=False, **text):
    """Another text that readers see from that moment on."""
    with time_machine.travel(at, tick=False):
        story.write(**text)
        story.publish_changes(typo_only=typo_only)
    return story.public_version()


@pytest.fixture
def story():
    """First published as version 2; readers saw version 4 and then version 6. Version 7 is being worked on."""
    with time_machine.travel(DAWN, tick=False):
        story = a_draft(title="The bridge", body="<p>No longer than a train.</p><p>Same.</p><p>Same too.</p>")
        story.publish()
    change(story, DAWN + timedelta(hours=1), body="<p>No longer than a bus.</p><p>Same.</p><p>Same too.</p>")
    change(story, DAWN + timedelta(days=2), title="The bridge", subtitle="A low note.")
    story.write(body="<p>Nobody has read this secret yet.</p>", by=an_editor(name="Vera Hidden"))
    return story


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_the_history_lists_what_was_public_and_shows_the_last_change(story, client):
    the_site(time_zone="Europe/Berlin")
    shown = page(client, AT)
    for said in (
        "What changed",
        "Version 6",
        "14 November 2026, 07:00",
        "Version 4",
        "Updated",
        "Version 2",
        "12 November 2026, 07:00",
        "First published",
        "Compare with 6",
        "A low note.</ins>",
    ):
        assert said in shown
    for hidden in ("Version 1", "Version 3", "Version 5", "Version 7", "secret", "Vera"):
        assert hidden not in shown


def test_the_words_that_changed_stand_between_any_two_public_versions(story, client):
    shown = page(client, AT + "2..4/")
    assert "train</del>" in shown
    assert "bus</ins>" in shown
    assert "2 paragraphs unchanged." in shown
    assert "1 word added, 1 removed." in " ".join(text_of(client.get(AT + "2..4/")).split())
    assert '<meta name="robots" content="noindex">' in shown
    assert client.get(AT + "4..2/")["Location"] == AT + "2..4/"
    assert client.get(AT + "4..4/")["Location"] == AT + "4/"
    assert client.get(AT + "9..9/", follow=True).status_code == 404


def test_an_old_version_can_be_read_and_says_that_it_is_old(story, client):
    shown = page(client, AT + "2/")
    for said in ("than a train.", "An old version", AT + "2..6/", '/stories/the-bridge/">\n'):
        assert said in shown
    assert "noindex" in shown
    assert "This is what the story says now." in page(client, AT + "6/")


def test_what_was_never_public_has_no_address_here(story, client):
    for path in (
        "1/",
        "3/",
        "7/",
        "8/",
        "0/",
        "999999999/",
        "9999999999/",
        "1..2/",
        "2..7/",
        "6..7/",
        "7.json",
        "1.json",
    ):
        page(client, AT + path, 404)
    client.force_login(an_editor())
    page(client, AT + "7/", 404)


def test_a_story_changed_once_or_never_says_so(client):
    story = a_story(title="The bridge")
    assert "This story has not been changed since it was published." in page(client, AT)
    assert AT not in page(client, story.get_absolute_url())


def test_the_storys_page_leads_to_its_history_and_tells_of_the_update(story, client):
    shown = page(client, story.get_absolute_url())
    assert f'<a href="{AT}">Updated 14 November 2026</a>' in shown
    story.revised_at = None
    story.save()
    assert f'<a href="{AT}">History</a>' in page(client, story.get_absolute_url())


def test_a_history_cannot_be_read_before_its_story(client):
    moment = moments.now() + timedelta(days=1)
    story = a_story(title="The bridge", at=moment)
    for path in (AT, AT + "2/", "/stories/the-bridge/history.json", AT + "2.json"):
        with time_machine.travel(moment - timedelta(seconds=1), tick=False):
            page(client, path, 404)
        with time_machine.travel(moment, tick=False):
            page(client, path)
    assert story.public_versions == 1
    client.force_login(an_editor())
    assert "No version of this story has been public yet." in page(client, AT)
    assert page(client, AT + "2/", 404)


ALL = ["history/", "history/2/", "history/2..4/", "history.json", "history/2.json"]


@pytest.mark.parametrize("path", ALL)
def test_an_old_address_of_the_story_leads_to_the_same_page(story, path, client):
    story.slug = "another-bridge"
    story.save()
    answer = client.get(f"/stories/the-bridge/{path}")
    assert answer.status_code == 301
    assert answer["Location"] == f"/stories/another-bridge/{path}"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("path", ALL)
def test_a_withdrawn_story_has_only_its_reason_left(story, path, client):
    story.withdraw("A source asked us to.")
    shown = page(client, f"/stories/the-bridge/{path}", 410)
    assert "A source asked us to." in shown
    assert "low note" not in shown
    assert "No longer than" not in shown


def a_hash(*parts):
    return hashlib.sha256(json.dumps([str(part) for part in parts], ensure_ascii=False).encode()).hexdigest()


def test_anyone_can_check_the_chain(story, client):
    data = client.get("/stories/the-bridge/history.json").json()
    assert [version["number"] for version in data["versions"]] == [1, 2, 3, 4, 5, 6]
    before = ""
    for version in data["versions"]:
        assert version["previous_hash"] == before
        before = a_hash(version["number"], version["content_hash"], before)
        assert version["hash"] == before
        if version["number"] in (2, 4, 6):
            text = client.get(version["text"].removeprefix(settings.SITE_URL)).json()
            said = a_hash(text["salt"], text["title"], text["subtitle"], text["body"])
            assert said == version["content_hash"]
        else:
            assert version.keys() == {"number", "content_hash", "previous_hash", "hash"}
    assert "Vera" not in json.dumps(data)


def test_a_long_history_comes_in_pages(story, client, monkeypatch):
    monkeypatch.setattr("articles.views.chain.LINKS", 4)
    monkeypatch.setattr("articles.views.history.VERSIONS", 2)
    data = client.get("/stories/the-bridge/history.json").json()
    assert len(data["versions"]) == 4
    rest = client.get(data["next"].removeprefix(settings.SITE_URL)).json()
    assert [version["number"] for version in rest["versions"]] == [5, 6]
    assert "next" not in rest
    first = page(client, AT)
    assert "First published" not in first
    assert "Version 2" not in first
    older = page(client, AT + "?after=4")
    assert "First published" in older
    assert "Compare with 6" in older
    assert client.get(AT + "?after=x").status_code == 404


@pytest.mark.parametrize("path", ALL)
def test_a_long_history_asks_no_more_than_a_short_one(story, path, client):
    def queries():
        fragments.young.clear()
        fragments.old.clear()
        with CaptureQueriesContext(connection) as seen:
            page(client, f"/stories/the-bridge/{path}")
        return len(seen)

    few = queries()
    for number in range(12):
        change(story, DAWN + timedelta(days=3 + number), body=f"<p>Number {number}.</p>")
    assert queries() == few <= 7


# Corrections


@pytest.fixture
def corrected(story):
    """Clarified while readers saw version 4, corrected while they saw version 6."""
    with time_machine.travel(DAWN + timedelta(days=1), tick=False):
        story.correct("It was a bus.", kind="clarification")
    with time_machine.travel(DAWN + timedelta(days=2, hours=1), tick=False):
        story.correct("The chart showed the first week only.")
    return story


def test_a_correction_stands_beside_the_version_it_was_given_with(corrected, client):
    given = {row.kind: row.get_absolute_url() for row in corrected.corrections.all()}
    lines = page(client, AT).split("<li>")
    for number, kind, word in ((6, "correction", "Correction"), (4, "clarification", "Clarification")):
        line = next(line for line in lines if f"<b>Version {number}</b>" in line)
        assert f'<a href="{given[kind]}">{word}</a>' in line
        assert "Updated" not in line


def test_a_comparison_tells_of_the_corrections_between_its_versions(corrected, client):
    assert "The chart showed the first week only." in page(client, AT)
    whole, first = page(client, AT + "2..6/"), page(client, AT + "2..4/")
    assert whole.index("It was a bus.") < whole.index("The chart showed")
    assert "It was a bus." in first
    assert "The chart showed" not in first
    mended = corrected.corrections.get(kind="clarification")
    mended.text = "It was a short bus."
    mended.save()
    assert "It was a short bus." in page(client, AT + "2..4/")


def test_a_history_asks_for_corrections_only_where_there_are_any(story, client, django_assert_num_queries):
    page(client, AT)
    with CaptureQueriesContext(connection) as asked:
        page(client, AT)
    for number in range(3):
        story.correct(f"It was {number}.")
    with django_assert_num_queries(len(asked) + 1):
        page(client, AT)


# Typo only


def test_a_mended_typing_error_has_no_line_of_its_own_but_stays_in_the_chain(story, client):
    before = story.revised_at
    version = change(story, DAWN + timedelta(days=2, minutes=5), typo_only=True, body="<p>No longer than a buss.</p>")
    assert (version.number, version.typo_only, story.revised_at) == (9, True, before)
    assert "buss" in page(client, story.get_absolute_url())
    shown = page(client, AT)
    assert "Version 9" not in shown
    assert "Compare with 6" in shown
    assert "buss" in page(client, AT + "6..9/")
    chain = client.get("/stories/the-bridge/history.json").json()["versions"]
    assert [version["number"] for version in chain if version.get("typo_only")] == [9]


def test_typo_only_is_offered_for_ten_minutes_and_refused_after(client):
    client.force_login(an_editor())
    with time_machine.travel(DAWN, tick=False):
        story = a_draft(title="The bridge")
        story.publish()
        story.write(body="<p>Mended.</p>")
    address = f"/admin/articles/story/{story.pk}/change/"
    with time_machine.travel(DAWN + timedelta(minutes=10, seconds=-1), tick=False):
        client.force_login(an_editor())
        assert 'value="publish_typo"' in page(client, address)
        assert story.may_mend_typos
    with time_machine.travel(DAWN + timedelta(minutes=10), tick=False):
        assert 'value="publish_typo"' not in page(client, address)
        with pytest.raises(ValidationError, match="first ten minutes"):
            story.publish_changes(typo_only=True)
        assert "Mended" not in page(client, AT + "2/")
    with time_machine.travel(DAWN + timedelta(minutes=10, seconds=-1), tick=False):
        story.publish_changes(typo_only=True)
    story.write(body="<p>Again.</p>")
    with (
        time_machine.travel(DAWN + timedelta(minutes=12), tick=False),  # the first mend does not begin the time anew
        pytest.raises(ValidationError, match="first ten minutes"),
    ):
        story.publish_changes(typo_only=True)
    assert story.revised_at is None


def test_changes_before_the_first_second_are_no_update_and_no_typo():
    story = a_scheduled_story()
    story.write(body="<p>Other.</p>")
    with pytest.raises(ValidationError, match="first ten minutes"):
        story.publish_changes(typo_only=True)
    story.publish_changes()
    assert (story.revised_at, story.public_versions) == (None, 1)


def test_changes_that_are_published_are_an_update_of_that_moment(story):
    story.refresh_from_db()
    assert story.revised_at == DAWN + timedelta(days=2)


# Struck


def test_a_struck_text_is_gone_and_the_reason_stands_in_its_place(story, client):
    story.versions.get(number=2).strike("A court ruled so.", by=an_editor(name="Lene Moss"))
    struck = story.versions.get(number=2)
    assert (struck.title, struck.subtitle, struck.body, struck.salt) == ("", "", "", "")
    for path in ("history/2/", "history/2..4/"):
        shown = page(client, f"/stories/the-bridge/{path}")
        assert "was struck for legal reasons on" in shown
        assert "A court ruled so." in shown
        assert "train" not in shown
        assert "Lene" not in shown
    assert "Struck for legal reasons" in page(client, AT)
    text = client.get(AT + "2.json").json()
    assert text["struck"]["reason"] == "A court ruled so."
    assert not {"salt", "title", "body"} & text.keys()
    chain = client.get("/stories/the-bridge/history.json").json()["versions"]
    assert chain[1]["struck"]["reason"] == "A court ruled so."
    assert a_hash(2, chain[1]["content_hash"], chain[0]["hash"]) == chain[1]["hash"]


@pytest.mark.parametrize(("number", "says"), [(6, "Publish a version without it first"), (7, "see this text now")])
def test_what_readers_see_or_editors_work_on_cannot_be_struck(story, number, says):
    with pytest.raises(ValidationError, match=says):
        story.versions.get(number=number).strike("A court ruled so.")
    assert story.versions.get(number=number).body


def test_striking_needs_a_reason_and_happens_once(story):
    version = story.versions.get(number=2)
    with pytest.raises(ValidationError, match="Say why"):
        version.strike("  ")
    version.strike("A court ruled so.")
    with pytest.raises(ValidationError, match="already"):
        version.strike("Again.")
    with pytest.raises(ValidationError, match="nothing to restore"):
        story.return_to(story.versions.get(number=2))


# Other scripts, other people


def test_an_arabic_history_runs_from_right_to_left(client):
    story = a_story(title="الجسر", language="ar", body="<p>في الصباح الأول</p>", topic=a_topic("Local"))
    change(story, moments.now(), body="<p>في المساء الأول</p>")
    shown = page(client, "/stories/الجسر/history/")
    assert '<div class="diff" lang="ar" dir="rtl">' in shown
    assert "المساء</ins>" in shown


def test_a_reader_who_may_not_see_a_story_learns_nothing_of_its_versions(client):
    user = a_person("creator")
    a_draft(title="The bridge", creators=[a_creator(user=user)])
    for path in ALL:
        page(client, f"/stories/the-bridge/{path}", 404)
    client.force_login(user)
    assert "No version of this story has been public yet." in page(client, AT)
