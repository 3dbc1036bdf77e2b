"""One topic or tag into another: the stories move, the old address leads on for ever, nothing stands twice."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles import subjects
from articles.models import Listing, Story, Tag, Topic
from tests.factories import a_draft, a_person, a_scheduled_story, a_story, a_tag, a_topic, an_editor
from tests.forms import filled, text_of


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def page_for(going):
    return reverse(f"admin:articles_{going._meta.model_name}_merger", args=[going.pk])


def merge(client, going, into):
    seen = client.get(page_for(going), {"into": into})
    return seen, client.post(page_for(going), filled(seen, "merge_form"), follow=True)


def test_a_topic_takes_the_stories_and_the_addresses_of_another(client, editor):
    going, stays = a_topic("Tides"), a_topic("Science")
    a_story(title="The bridge", topic=going)
    draft, planned = a_draft(topic=going), a_scheduled_story(topic=going)
    going.slug = "ebb"
    going.save()
    assert page_for(going) in client.get(f"/admin/articles/topic/{going.pk}/change/").content.decode()
    seen, answer = merge(client, going, "science")
    said = text_of(seen)
    assert "3 stories move from “Tides” to “Science”." in said
    assert "/topics/tides/, /topics/ebb/" in said
    assert Topic.objects.get() == stays
    assert "Stories moved: 3." in text_of(answer)
    assert set(Story.objects.filter(topic=stays)) >= {draft, planned}
    client.logout()
    for old in ("tides", "ebb"):
        assert client.get(f"/topics/{old}/")["Location"] == "/topics/science/"
        moved = client.get(f"/topics/{old}/feed.rss")
        assert (moved.status_code, moved["Location"]) == (301, "/topics/science/feed.rss")
    assert "The bridge" in client.get("/topics/science/").content.decode()
    assert "The bridge" in text_of(client.get("/search/?q=bridge&topic=science"))
    assert "The bridge" in text_of(client.get("/search/?q=bridge&topic=tides"))
    assert a_topic("Tides").slug not in ("tides", "ebb")
    assert LogEntry.objects.filter(object_id=str(stays.pk), user=editor).exists()


def test_a_tag_is_merged_without_standing_twice_on_a_story(client, editor):
    going, stays = a_tag("eels"), a_tag("Eel")
    both, one = a_story(title="Both", tags=[going, stays]), a_story(title="One", tags=[going])
    merge(client, going, "EEL")
    assert list(both.tags.all()) == list(one.tags.all()) == [stays]
    assert Tag.objects.get() == stays
    assert Listing.objects.filter(tag=stays).count() == 2
    client.logout()
    assert client.get("/tags/eels/")["Location"] == "/tags/eel/"
    page = client.get("/tags/eel/").content.decode()
    assert page.count("Both") == page.count("One") == 1
    assert "One" in text_of(client.get("/search/?q=eel"))


def test_what_a_killed_merge_left_is_moved_by_doing_it_again(monkeypatch):
    going, stays = a_tag("eels"), a_tag("eel")
    for _ in range(5):
        a_story(tags=[going])
    monkeypatch.setattr(subjects, "BATCH", 2)
    assert subjects.merge(going, stays, seconds=0) == (2, False)
    assert Tag.objects.count() == 2
    assert subjects.merge(going, stays) == (3, True)
    assert Listing.objects.filter(tag=stays).count() == stays.stories.count() == 5


def test_many_stories_move_in_steps_that_the_page_tells(client, editor, monkeypatch):
    going, _stays = a_topic("Tides"), a_topic("Science")
    for _ in range(3):
        a_draft(topic=going)
    monkeypatch.setattr(subjects, "BATCH", 2)
    monkeypatch.setattr(subjects, "MOST_COUNTED", 2)
    monkeypatch.setattr(subjects, "merge", lambda going, into, merge=subjects.merge: merge(going, into, seconds=0))
    seen, answer = merge(client, going, "Science")
    assert "More than 2 stories move" in text_of(seen)
    assert "There are more: press the button again" in text_of(answer)
    client.post(page_for(going), filled(answer, "merge_form"))
    client.post(page_for(going), filled(answer, "merge_form"))
    assert Topic.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "Nothing of the kind", "\0", "x" * 300, "Tides", "مد"])
def test_what_leads_nowhere_is_said_on_the_same_page(client, editor, typed):
    going = a_topic("Tides")
    for answer in (client.get(page_for(going), {"into": typed}), client.post(page_for(going), {"into": typed})):
        assert answer.status_code in (200, 422)
        assert 'id="merge_form"' not in answer.content.decode()
    assert Topic.objects.exists()


def test_only_who_may_delete_topics_merges_them(client):
    going, stays = a_topic("Tides"), a_topic("Science")
    client.force_login(a_person("creator"))
    assert client.post(page_for(going), {"into": "science"}).status_code == 403
    assert {going, stays} == set(Topic.objects.all())
