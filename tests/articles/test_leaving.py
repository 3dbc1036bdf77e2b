"""A creator who leaves: what readers keep, what the account loses, what stays with the editors."""

import pytest
from django.contrib.admin.models import LogEntry

from articles.admin.creator import creators_for
from articles.models import Creator
from newsroom import moments
from newsroom.models import Invitation, User
from tests.articles.test_admin_story import change
from tests.factories import a_confirmed, a_creator, a_draft, a_person, a_story, a_story_in_review, an_editor, the_site
from tests.forms import filled, text_of

LIST = "/admin/articles/story/"


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


@pytest.fixture
def bram():
    return a_creator("Bram Okafor", user=a_confirmed(email="bram@example.org"))


def leaving(creator):
    return f"/admin/articles/creator/{creator.pk}/leaving/"


def fresh(creator):
    return Creator.objects.get(pk=creator.pk)


def test_leaving_is_said_before_it_is_done(client, editor, bram):
    draft, review = a_draft(creators=[bram], title="A draft"), a_story_in_review(creators=[bram], title="A review")
    a_story(creators=[bram], title="Long live")
    page = text_of(client.get(leaving(bram)))
    for part in ("bram@example.org", draft.title, review.title):
        assert part in page
    assert "Long live" not in page
    assert not fresh(bram).left_at
    client.post(leaving(bram), {"leave": "1"})
    assert fresh(bram).left_at
    assert fresh(bram).user is None
    assert LogEntry.objects.get().change_message == "Left."
    assert client.get(change(draft)).status_code == 200


def test_readers_keep_profile_and_byline_and_learn_until_when(client, bram, time_machine):
    time_machine.move_to("2026-11-11 12:00:00+00:00", tick=False)
    story = a_story(creators=[bram])
    assert "Wrote here until" not in text_of(client.get(bram.get_absolute_url()))
    bram.leave()
    time_machine.shift(1)
    page = text_of(client.get(bram.get_absolute_url()))
    assert "Wrote here untilNovember 2026" in page
    assert story.title in page
    assert "Bram Okafor" in text_of(client.get(story.get_absolute_url()))


def test_an_open_session_loses_its_rights_at_once(client, bram):
    story = a_draft(creators=[bram])
    client.force_login(bram.user)
    assert client.get(change(story)).status_code == 200
    bram.leave()
    assert client.get(change(story)).status_code == 302
    assert client.get(LIST).status_code == 302
    person = User.objects.get(email="bram@example.org")
    assert (person.is_staff, person.is_active, person.groups.count()) == (False, True, 0)


@pytest.mark.parametrize("role", ["editor", "moderator", "admin"])
def test_other_roles_stay(role):
    person = a_person(role)
    person.give_role("creator")
    a_creator(user=person).leave()
    person = User.objects.get(pk=person.pk)
    assert person.is_staff
    assert person.has_role(role)
    assert not person.has_role("creator") or role == "admin"


def test_nobody_can_choose_them_for_a_byline_but_they_stay_where_they_stand(client, editor, bram):
    story = a_draft(creators=[bram])
    a_story(creators=[bram])
    bram.leave()
    assert bram not in creators_for(editor, to_choose=True)
    assert bram not in creators_for(a_person("creator"), to_choose=True)
    assert bram in creators_for(editor)
    form = filled(client.get(change(story)), "story_form", title="Mended")
    client.post(change(story), form | {"_continue": "1"})
    story.refresh_from_db()
    assert (story.title, list(story.creators.all())) == ("Mended", [bram])


def test_open_invitations_to_write_end(bram):
    admin = a_person("admin")
    Invitation.objects.invite("bram@elsewhere.org", by=admin, role="creator", profile=bram.pk)
    Invitation.objects.invite("bram@example.org", by=admin, role="moderator")
    bram.leave()
    assert [found.role for found in Invitation.objects.open()] == ["moderator"]


def test_they_come_back_with_an_account(client, editor, bram):
    bram.leave()
    form = filled(client.get(leaving(bram)), "leaving_form", user=" Bram@example.org ")
    client.post(leaving(bram), form | {"back": "1"})
    assert (fresh(bram).left_at, fresh(bram).user.email) == (None, "bram@example.org")
    client.force_login(User.objects.get(email="bram@example.org"))
    assert client.get(f"{LIST}add/").status_code == 200


def test_an_account_that_is_another_creators_is_not_taken(client, editor, bram):
    other = a_creator(user=a_person("creator", email="other@example.org"))
    bram.leave()
    for address in ("other@example.org", "nobody@example.org"):
        answer = client.post(leaving(bram), {"user": address, "back": "1"})
        assert answer.status_code == 422
        assert address in answer.content.decode()
    assert fresh(bram).left_at
    assert fresh(other).user.email == "other@example.org"


def test_who_may_not_give_the_role_links_no_account(client, editor, bram):
    the_site(editors_invite="nobody")
    bram.leave()
    client.post(leaving(bram), {"user": "bram@example.org", "back": "1"})
    assert (fresh(bram).left_at, fresh(bram).user) == (None, None)
    assert not User.objects.get(email="bram@example.org").is_staff


def test_a_second_press_changes_nothing(client, editor, bram):
    client.post(leaving(bram), {"leave": "1"})
    left = fresh(bram).left_at
    client.post(leaving(bram), {"leave": "1"})
    assert fresh(bram).left_at == left
    client.post(leaving(bram), {"back": "1"})
    client.post(leaving(bram), {"back": "1"})
    assert not fresh(bram).left_at


@pytest.mark.parametrize("role", ["creator", "moderator"])
def test_only_editors_see_anybody_off(client, bram, role):
    other = a_person(role)
    a_creator(user=other)
    for person in (other, bram.user):
        client.force_login(person)
        assert client.get(leaving(bram)).status_code == 404
        assert client.post(leaving(bram), {"leave": "1"}).status_code == 404
    assert not fresh(bram).left_at


def test_an_account_is_linked_to_somebody_who_left_only_by_bringing_them_back(client, editor, bram):
    bram.leave()
    path = f"/admin/articles/creator/{bram.pk}/change/"
    client.post(path, filled(client.get(path), "creator_form", bio="Wrote.") | {"user": "bram@example.org"})
    assert (fresh(bram).bio, fresh(bram).user) == ("Wrote.", None)
    assert fresh(bram).left_at <= moments.now()
