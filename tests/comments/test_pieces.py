"""The discussion is made of finished pieces: what one reader is shown is never made for another, and never old."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Discussion, Follow
from newsroom import moments
from newsroom.fragments import fragments
from tests.factories import a_comment, a_creator, a_person, a_story, the_site

PAGE = "/stories/the-bridge/"
TOKEN = r'action="[^"]+comments/"[^>]*><input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"'


@pytest.fixture
def story():
    the_site(name="The Tide")
    return a_story(title="The bridge", creators=[a_creator("Ines")], at=moments.now() - timedelta(days=2))


def shown(client, path=PAGE):
    return client.get(path).content.decode()


def test_who_follows_is_offered_to_stop_and_nobody_else_is(client, story):
    a_comment(story)
    rosa, tom = a_person(), a_person()
    client.force_login(tom)
    assert "Follow the discussion" in shown(client)
    client.force_login(rosa)
    assert "Follow the discussion" in shown(client)
    Follow.objects.switch(True, story=story, reader=rosa)
    assert "Stop following" in shown(client)
    client.force_login(tom)
    assert "Stop following" not in shown(client)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"mode": "open"}, {"mode": "all_held"}, "Every comment is read before it is shown."),
        ({"mode": "all_held"}, {"mode": "first_held"}, "A first comment is read before it is shown."),
        ({"close_after": 30}, {"close_after": 31}, "Open until"),
        ({"mode": "closed", "shown": True}, {"shown": False}, "Comments are not shown on this story."),
        ({"mode": "closed", "shown": False}, {"shown": True}, "Comments are closed."),
    ],
)
def test_what_editors_say_of_a_discussion_is_on_the_next_page(client, story, before, after, said):
    a_comment(story).pin()
    Discussion.objects.update_or_create(pk=story.pk, defaults=before)
    first = shown(client)
    Discussion.objects.update_or_create(pk=story.pk, defaults=after)
    second = shown(client)
    assert said in second
    assert second != first
    if after.get("shown") is False:
        assert 'class="pinned"' not in second


def test_what_the_desk_says_of_a_discussion_gives_it_a_new_revision(client, story):
    a_comment(story)
    before = Discussion.objects.get().revision
    client.force_login(a_person("admin"))
    path = reverse("admin:comments_discussion_change", args=[story.pk])
    assert client.post(path, {"mode": "closed", "shown": "", "close_after": ""}).status_code == 302
    discussion = Discussion.objects.get()
    assert discussion.mode == "closed"
    assert discussion.revision != before


def test_a_story_that_goes_live_shows_its_discussion_as_it_is_then(client, story, time_machine):
    Discussion.objects.update_or_create(pk=story.pk, defaults={"mode": "closed"})
    admin = a_person("admin")
    client.force_login(admin)
    story.published_at = moments.now() + timedelta(hours=1)
    story.save()
    assert "Comments are closed." not in shown(client)
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    client.force_login(admin)
    assert "Comments are closed." in shown(client)


def test_a_form_with_something_in_it_is_never_the_one_that_all_get(client, story):
    comment = a_comment(story, body="A sentence to quote.")
    client.force_login(a_person())
    path = f"{PAGE}comments/"
    shown(client, path)
    assert "A sentence to quote." in shown(client, f"{path}?reply={comment.pk}&quote=1").split("<textarea")[1]
    previewed = client.post(path, {"body": "Half a thought", "preview": "1"}).content.decode()
    assert "Half a thought" in previewed.split("<textarea")[1]
    assert "Half a thought" not in shown(client, path)
    assert 'name="parent"' not in shown(client, path)


def test_strangers_are_asked_for_name_and_address_and_the_known_are_not(client, story):
    assert 'name="email"' in shown(client)
    client.force_login(a_person())
    assert 'name="email"' not in shown(client)
    client.logout()
    assert 'name="email"' in shown(client)


def test_each_form_carries_the_token_of_who_looks(story):
    for _person in range(2):
        client = Client(enforce_csrf_checks=True)
        client.force_login(a_person())
        said = {"body": "I heard it.", "csrfmiddlewaretoken": re.search(TOKEN, shown(client))[1]}
        assert client.post(f"{PAGE}comments/", said).status_code == 302
    assert "csrfmiddlewaretoken" not in shown(Client())


def test_whoever_becomes_a_creator_of_the_story_is_called_so_in_its_discussion(client, story):
    rosa = a_person()
    a_comment(story, author=rosa)
    assert 'class="badge"' not in shown(client)
    ines = story.creators.get()
    ines.user = rosa
    ines.save()
    assert 'class="badge"' in shown(client)


def test_a_story_nobody_has_answered_yet_is_made_once(client, story):
    shown(client)
    kept = set(fragments.young)
    shown(client)
    assert set(fragments.young) == kept
