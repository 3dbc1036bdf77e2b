"""Editors and creators search at the desk: stories in any state, and creators."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    a_creator,
    a_draft,
    a_person,
    a_scheduled_story,
    a_story,
    a_tag,
    a_topic,
    a_withdrawn_story,
    an_editor,
)
from tests.forms import filled

STORIES, CREATORS = "/admin/articles/story/", "/admin/articles/creator/"


@pytest.fixture
def desk(client):
    client.force_login(an_editor())
    return client


def listed(client, address, q):
    return {str(thing) for thing in client.get(address, {"q": q}).context["cl"].result_list}


def test_editors_find_stories_in_any_state_by_any_of_their_words(desk):
    for make in (a_draft, a_scheduled_story, a_withdrawn_story, a_story):
        make(title=make.__name__, body="<p>Zeppelins over Saltmere.</p>")
    everything = {"a_draft", "a_scheduled_story", "a_withdrawn_story", "a_story"}
    assert listed(desk, STORIES, "zeppelin") == everything
    assert listed(desk, STORIES, "zep salt") == everything
    assert listed(desk, STORIES, "zeppelin ferry") == set()


def test_editors_find_stories_by_creator_topic_and_tag(desk):
    a_draft(title="Eels", creators=[a_creator("Ines Varga")], topic=a_topic("Science"), tags=[a_tag("tides")])
    for q in ("varga", "varga eel", "science", "tides"):
        assert listed(desk, STORIES, q) == {"Eels"}


def test_a_tag_added_at_the_desk_is_found_at_once(desk):
    story, tag = a_draft(title="Eels"), a_tag("estuary")
    form = f"{STORIES}{story.pk}/change/"
    answer = desk.post(form, filled(desk.get(form), "story_form", tags=[str(tag.pk)]))
    assert answer.status_code == 302
    assert listed(desk, STORIES, "estuary") == {"Eels"}


def test_a_creator_finds_their_own_stories_only(client):
    user = a_person("creator")
    a_draft(title="Mine", body="<p>Zeppelins.</p>", creators=[a_creator(user=user)])
    a_draft(title="Not mine", body="<p>Zeppelins.</p>")
    client.force_login(user)
    assert listed(client, STORIES, "zeppelin") == {"Mine"}


def test_editors_find_creators_by_the_beginnings_of_their_names(desk):
    a_creator("Ines Varga")
    a_creator("إينس فارغا")
    assert listed(desk, CREATORS, "var in") == {"Ines Varga"}
    assert listed(desk, CREATORS, "اينس") == {"إينس فارغا"}
    assert listed(desk, CREATORS, "nobody") == set()


@pytest.mark.parametrize("q", ['"', "100%", "*", "bridge OR", "\0", "x" * 5000, "🌉", "§c1"])
def test_whatever_an_editor_types_is_a_question(desk, q):
    a_draft(title="The bridge")
    for address in (STORIES, CREATORS):
        assert desk.get(address, {"q": q}).status_code in (200, 302)


def test_a_search_at_the_desk_asks_as_much_for_many_as_for_few(desk):
    asked = []
    listed(desk, STORIES, "bridge")
    for _round in range(2):
        for _number in range(8):
            a_draft(title="The bridge", topic=a_topic(), creators=[a_creator("Bridge Keeper"), a_creator()])
        for address in (STORIES, CREATORS):
            with CaptureQueriesContext(connection) as seen:
                desk.get(address, {"q": "bridge"})
            asked.append(len(seen))
    assert asked[:2] == asked[2:]
