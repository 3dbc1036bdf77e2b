"""Versions at the desk: who sees which, what differs, how an old text comes back, and how one is struck."""

import pytest
from django.contrib.admin.models import LogEntry

from newsroom import moments
from tests.factories import a_creator, a_draft, a_person, a_story, an_editor
from tests.forms import text_of


@pytest.fixture
def story():
    """Readers see version 4; version 2 was the first they saw, version 5 is being worked on."""
    story = a_story(title="The bridge", body="<p>It hums twice a day.</p>")
    story.write(body="<p>It hums once a day.</p>")
    story.publish_changes()
    story.write(body="<p>It hums <strong>never</strong>.</p>", by=an_editor(name="Lene Moss"))
    return story


@pytest.fixture
def desk(client):
    client.force_login(an_editor())
    return client


def at(story, rest=""):
    return f"/admin/articles/story/{story.pk}/versions/{rest}"


def page(desk, path, status=200):
    answer = desk.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_the_list_shows_what_was_published_and_on_demand_every_save(story, desk):
    assert at(story) in page(desk, f"/admin/articles/story/{story.pk}/change/")
    shown = page(desk, at(story))
    assert shown.count('name="one"') == 2
    assert "Readers see it" in shown
    everything = page(desk, at(story, "?all=1"))
    assert everything.count('name="one"') == 5
    assert "Lene Moss" in everything
    assert "working copy" in everything
    assert page(desk, at(a_draft())).count('name="one"') == 1


def test_any_two_versions_are_compared_by_word(story, desk):
    shown = page(desk, at(story, "?one=2&other=4"))
    assert "twice</del>" in shown
    assert "once</ins>" in shown
    assert page(desk, at(story, "?one=4&other=2")).count("twice</del>") == 1
    assert "<strong>never</strong></ins>" in page(desk, at(story, "?one=4"))
    assert "No word differs between these two versions." in page(desk, at(story, "?one=3&other=4"))
    for wrong in ("?one=9", "?one=x", "?one=1&other=99", "?one=" + "9" * 30, "?one=%00", "?after=x"):
        page(desk, at(story, wrong), 404)


def test_restoring_shows_first_and_then_keeps_what_it_replaces(story, desk):
    shown = page(desk, at(story, "2/restore/"))
    assert "twice</ins>" in shown.replace("twice a day", "twice")
    assert story.versions.count() == 5
    answer = desk.post(at(story, "2/restore/"), {"newest": "5"}, follow=True)
    assert "The text of version 2 is the working copy now." in answer.content.decode()
    story.refresh_from_db()
    assert story.working_copy.number == 6
    assert story.working_copy.body == "<p>It hums twice a day.</p>"
    assert story.versions.get(number=5).body == "<p>It hums <strong>never</strong>.</p>"
    assert story.body == "<p>It hums once a day.</p>"
    assert story.has_unpublished_changes
    assert LogEntry.objects.filter(object_id=story.pk, change_message__contains="version 2").exists()


def test_a_text_saved_meanwhile_is_shown_before_it_is_replaced(story, desk):
    story.write(body="<p>Somebody else was here.</p>")
    answer = desk.post(at(story, "2/restore/"), {"newest": "5"})
    assert "The story was saved meanwhile." in answer.content.decode()
    assert "Somebody else was here" in text_of(answer)
    assert story.versions.count() == 6


def test_a_text_is_struck_with_a_reason_and_it_is_logged(story, desk):
    assert at(story, "2/strike/") in page(desk, at(story))
    answer = desk.post(at(story, "2/strike/"), {"reason": ""})
    assert answer.status_code == 422
    assert story.versions.get(number=2).body
    desk.post(at(story, "2/strike/"), {"reason": "A court ruled so."})
    version = story.versions.get(number=2)
    assert (version.body, version.struck_reason, version.struck_by_name) == ("", "A court ruled so.", "Lene Moss")
    assert LogEntry.objects.filter(object_id=story.pk, change_message__contains="A court ruled so.").exists()
    assert "Struck (Lene Moss): A court ruled so." in page(desk, at(story))
    assert "was struck for legal reasons" in page(desk, at(story, "?one=2&other=4"))
    answer = desk.post(at(story, "2/restore/"), {"newest": "5"})
    assert "nothing to restore" in answer.content.decode()
    assert story.versions.count() == 5


@pytest.mark.parametrize("number", [4, 5])
def test_what_readers_see_cannot_be_struck(story, desk, number):
    answer = desk.post(at(story, f"{number}/strike/"), {"reason": "A court ruled so."})
    assert answer.status_code == 422
    assert "Publish a version without it first." in answer.content.decode()
    assert "A court ruled so." in answer.content.decode()
    assert story.versions.get(number=number).body


def test_creators_see_and_restore_the_versions_of_their_own_stories_alone(story, client):
    user = a_person("creator")
    own = a_draft(creators=[a_creator(user=user)])
    own.write(body="<p>Second.</p>")
    client.force_login(user)
    assert "Restore" in page(client, at(own))
    assert "Strike" not in page(client, at(own))
    assert client.post(at(own, "1/restore/"), {"newest": "2"}).status_code == 302
    assert own.working_copy.body == "<p>Twice a day the bridge hums.</p>"
    for rest in ("", "1/restore/", "1/strike/"):
        page(client, at(story, rest), 404)
    page(client, at(own, "1/strike/"), 403)
    own.publish(at=moments.now())
    page(client, at(own))
    page(client, at(own, "1/restore/"), 403)


@pytest.mark.parametrize("rest", ["", "1/restore/", "1/strike/"])
def test_readers_have_no_way_in(story, client, rest):
    client.force_login(a_person())
    assert client.get(at(story, rest)).status_code == 302


def test_numbers_that_no_story_or_version_has_are_not_found(story, desk):
    for path in (at(story, "99/restore/"), at(story, "99/strike/"), "/admin/articles/story/999999/versions/"):
        page(desk, path, 404)
