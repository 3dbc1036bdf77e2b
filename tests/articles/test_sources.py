"""What a story rests on: named with its address, or unnamed with the reason."""

import pytest
from django.db import IntegrityError, transaction

from articles.models import Source
from tests.articles.test_admin_story import change, press
from tests.articles.test_corrections import article, seen
from tests.factories import a_creator, a_draft, a_person, a_source, a_story, an_editor
from tests.forms import filled, having, page_of, text_of, words_of


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def sources_of(client, story):
    section = page_of(client.get(story.get_absolute_url())).find(".//section[@aria-labelledby='sources']")
    return [words_of(entry) for entry in section.iter("li")]


def test_sources_stand_in_their_order_with_the_reason_for_the_unnamed(client):
    story = a_story()
    a_source(story, "", unnamed_reason="She would lose her work.", position=2)
    a_source(story, "The harbour log", url="https://harbour.example/log", position=1)
    assert sources_of(client, story) == ["The harbour log", "A source who is not named: She would lose her work."]
    assert '<a href="https://harbour.example/log" rel="noopener">The harbour log</a>' in seen(
        client, story.get_absolute_url()
    )


def test_a_story_without_sources_has_no_place_for_them(client):
    assert "Sources" not in text_of(client.get(a_story().get_absolute_url()))


def test_search_engines_are_told_of_the_named(client):
    story = a_story()
    a_source(story, "The harbour log", url="https://harbour.example/log", position=1)
    a_source(story, "Rosa Lind", position=2)
    a_source(story, "", unnamed_reason="She would lose her work.", position=3)
    told = article(client, story)
    log = {"@type": "CreativeWork", "name": "The harbour log", "url": "https://harbour.example/log"}
    assert told["citation"] == [log, "Rosa Lind"]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "unnamed_reason": ""},
        {"name": "Rosa", "unnamed_reason": "She asked."},
        {"name": "", "unnamed_reason": "She asked.", "url": "https://rosa.example/"},
    ],
)
def test_a_source_is_named_or_says_why_not(client, editor, fields):
    story = a_story()
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(story=story, **fields)
    answer = press(client, story, **{f"sources-0-{name}": value for name, value in fields.items()})
    if any(fields.values()):
        assert "say why it is not named" in text_of(answer)
    assert not Source.objects.exists()


def test_an_editor_adds_sources_to_a_live_story_and_readers_see_them_at_once(client, editor):
    story = a_story()
    seen(client, story.get_absolute_url())
    press(client, story, **{"sources-0-name": "The harbour log", "sources-0-url": "harbour.example/log"})
    assert Source.objects.get().url == "https://harbour.example/log"
    press(client, story, **{"sources-1-unnamed_reason": "She asked.", "sources-1-position": "0"})
    client.logout()
    assert sources_of(client, story) == ["A source who is not named: She asked.", "The harbour log"]


def test_a_source_is_taken_out_again(client, editor):
    story = a_story()
    a_source(story, "The harbour log", position=1)
    press(client, story, **{"sources-0-DELETE": "on"})
    assert "harbour log" not in text_of(client.get(story.get_absolute_url()))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://harbour.example/", "https://", "x" * 1100, "http://[::1"]
)
def test_what_is_no_web_address_comes_back_with_a_sentence(client, editor, url):
    answer = press(client, a_story(), **{"sources-0-name": "The log", "sources-0-url": url})
    assert answer.status_code == 200
    assert having(page_of(answer), "class", "errorlist")
    assert not Source.objects.exists()


def test_rows_are_folded_away_while_there_are_none(client, editor):
    story = a_story()

    def group():
        return having(page_of(client.get(change(story))), "id", "sources-group")[0]

    assert group().find(".//details") is not None
    a_source(story)
    assert group().find(".//details") is None


def test_a_creator_names_the_sources_of_their_own_draft_and_of_no_other(client):
    person = a_person("creator")
    client.force_login(person)
    mine, other = a_draft(creators=[a_creator(user=person)]), a_draft()
    data = filled(client.get(change(mine)), "story_form") | {"sources-0-name": "The harbour log", "_continue": "1"}
    client.post(change(other), data)
    assert not Source.objects.exists()
    client.post(change(mine), data)
    assert Source.objects.get().story == mine
