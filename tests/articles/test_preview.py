"""Links that show a text before readers see it: to whom they were given, as long as they are good, and no longer."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from articles.models import Note, PreviewLink
from newsroom import moments
from tests.factories import (
    a_creator,
    a_draft,
    a_person,
    a_preview_link,
    a_story,
    a_withdrawn_story,
    an_editor,
)
from tests.forms import filled, page_of, text_of


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def address(story=None, **fields):
    return a_preview_link(story, **fields).secret_address


def links_of(story):
    return f"/admin/articles/story/{story.pk}/previews/"


def test_a_link_shows_a_draft_to_anyone_as_readers_will_see_it(client):
    story = a_draft(title="The bridge", body="<p>Twice a day.</p>")
    page = client.get(address(story))
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    text = page.content.decode()
    assert "Twice a day." in text
    assert "Preview" in text
    assert "noindex" in text
    assert "canonical" not in text
    assert not page.cookies


def test_a_link_shows_changes_that_are_not_published(client):
    story = a_story(body="<p>First.</p>")
    story.write(title="Second title", body="<p>Second.</p>")
    text = client.get(address(story)).content.decode()
    assert "Second title" in text
    assert "Second." in text
    assert "Second" not in client.get(story.get_absolute_url()).content.decode()


def test_a_link_ends_at_its_second_and_cannot_be_made_up(client):
    link = a_preview_link()
    with time_machine.travel(link.ends_at - timedelta(seconds=1), tick=False):
        assert client.get(link.secret_address).status_code == 200
    with time_machine.travel(link.ends_at, tick=False):
        assert client.get(link.secret_address).status_code == 404
    assert client.get(link.secret_address[:-5] + "abcd/").status_code == 404
    assert client.get(f"/preview/{link.key}/").status_code == 404
    assert client.get("/preview/%00:x/").status_code == 404


def test_a_link_to_a_draft_ends_with_its_publication(client):
    story = a_draft(body="<p>First.</p>")
    link = address(story)
    story.publish()
    story.write(body="<p>Not for you.</p>")
    assert client.get(link)["Location"] == story.get_absolute_url()
    story.withdraw("A mistake.")
    assert client.get(client.get(link)["Location"]).status_code == 410


def test_a_link_to_a_planned_story_ends_when_it_goes_live(client):
    story = a_draft()
    story.publish(at=moments.now() + timedelta(hours=2))
    link = address(story)
    assert client.get(link).status_code == 200
    with time_machine.travel(story.published_at, tick=False):
        assert client.get(link)["Location"] == story.get_absolute_url()


def test_an_editor_makes_a_link_for_somebody_and_revokes_it(client, editor):
    story = a_draft()
    ends = timezone.localtime(moments.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    form = filled(client.get(links_of(story)), "preview_form", for_whom="Our\nlawyer", ends_at=ends)
    page = client.post(links_of(story), form, follow=True)
    link = PreviewLink.objects.get()
    assert (link.for_whom, link.made_by, link.story) == ("Our lawyer", editor, story)
    shown = page_of(page).find(f".//input[@id='link-{link.pk}']").get("value")
    assert shown.endswith(link.secret_address)
    assert client.get(link.secret_address).status_code == 200
    page = client.post(links_of(story), {"revoke": link.pk}, follow=True)
    assert "Revoked" in text_of(page)
    assert client.get(link.secret_address).status_code == 404


@pytest.mark.parametrize("days", [-1, 91])
def test_a_link_ends_within_three_months(client, editor, days):
    story = a_draft()
    ends = timezone.localtime(moments.now() + timedelta(days=days, hours=1)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(links_of(story), {"for_whom": "Our lawyer", "ends_at": ends})
    assert answer.status_code == 422
    assert page_of(answer).find(".//input[@name='for_whom']").get("value") == "Our lawyer"
    assert not PreviewLink.objects.exists()


def test_nobody_is_shown_a_withdrawn_story(client, editor):
    story = a_withdrawn_story()
    answer = client.post(links_of(story), filled(client.get(links_of(story)), "preview_form"))
    assert "shown to nobody" in text_of(answer)
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("revoke", ["²", "9" * 40, "9" * 5000, "x\0", "0"])
def test_a_forged_number_revokes_nothing(client, editor, revoke):
    story, other = a_draft(), a_preview_link()
    assert client.post(links_of(story), {"revoke": revoke}).status_code == 404
    assert client.post(links_of(story), {"revoke": other.pk}).status_code == 404
    assert client.get(other.secret_address).status_code == 200


def test_who_sees_a_story_at_the_desk_previews_it_without_a_link(client, editor):
    story = a_draft(body="<p>Twice a day.</p>")
    path = f"/admin/articles/story/{story.pk}/preview/"
    page = client.get(path)
    assert "Twice a day." in page.content.decode()
    assert 'id="note"' not in page.content.decode()
    assert not PreviewLink.objects.exists()
    writer = a_person("creator")
    client.force_login(writer)
    assert client.get(path).status_code == 404
    assert client.get(links_of(story)).status_code == 404
    mine = a_draft(creators=[a_creator(user=writer)])
    assert client.get(f"/admin/articles/story/{mine.pk}/preview/").status_code == 200
    assert client.get(links_of(mine)).status_code == 404  # who sees a text early is the editors' to say
    client.force_login(a_person("moderator"))
    assert client.get(path).status_code == 404
    client.logout()
    assert client.get(path).status_code == 302


def test_nobody_of_the_staff_is_led_to_a_link_that_they_were_not_given(client):
    link = a_preview_link()
    client.force_login(a_person("moderator"))
    kind = ContentType.objects.get_for_model(PreviewLink).pk
    assert client.get(f"/admin/r/{kind}/{link.pk}/").status_code == 404


def say(client, link, **said):
    origin = {"HTTP_ORIGIN": "http://testserver"}
    return client.post(link.secret_address, {"name": "Ines Vogt", "body": "Page 2 is wrong."} | said, **origin)


def test_a_reviewer_without_an_account_leaves_a_note_that_only_editors_read(client):
    link = a_preview_link(for_whom="Our lawyer")
    answer = say(client, link)
    assert answer.status_code == 302
    thanks = client.get(answer["Location"].partition("#")[0])
    assert "Thank you" in text_of(thanks)
    assert "Page 2 is wrong." not in thanks.content.decode()
    assert not thanks.cookies
    client.force_login(an_editor())
    page = text_of(client.get(f"/admin/articles/story/{link.story_id}/notes/"))
    assert "Page 2 is wrong." in page
    assert "Ines Vogt" in page
    assert "Our lawyer" in page


@pytest.mark.parametrize(
    "said", [{"name": ""}, {"body": " "}, {"name": "Lene Moss"}, {"body": "x" * 4001}, {"body": "a\0b"}]
)
def test_a_note_that_cannot_be_taken_comes_back_with_its_text(client, said):
    link = a_preview_link()
    answer = say(client, link, **said)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    kept = page_of(answer).find(".//textarea[@id='note_body']").text
    assert kept.strip() == (said.get("body", "Page 2 is wrong.")).strip()
    assert not Note.objects.exists()


def test_notes_by_links_have_limits_and_a_refusal_keeps_the_text(client, settings, monkeypatch):
    link = a_preview_link()
    settings.LIMITS = settings.LIMITS | {"notes": (2, 60)}
    assert [say(client, link).status_code for _ in range(3)] == [302, 302, 429]
    assert "Page 2 is wrong." in say(client, link).content.decode()
    settings.LIMITS = settings.LIMITS | {"notes": (200, 60)}
    monkeypatch.setattr("articles.views.preview.MOST_NOTES", 2)
    assert say(client, link).status_code == 422
    assert Note.objects.count() == 2


def test_a_note_from_another_site_is_refused_and_one_from_an_old_page_is_kept(client):
    link = a_preview_link()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link.secret_address, {"name": "Ines", "body": "Hi"}).status_code == 403
    assert say(strict, link).status_code == 302
    strict.force_login(a_person())
    answer = say(strict, link)
    assert answer.status_code == 403
    assert "Page 2 is wrong." in answer.content.decode()
    link.revoke()
    assert say(client, link).status_code == 404
    assert Note.objects.count() == 1
