"""A reader goes: what goes with them, what stays, and that every count still equals its rows."""

import random

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.test import Client

from articles.models import Story
from comments.models import (
    Appeal,
    Block,
    Comment,
    Decision,
    Discussion,
    EarlierText,
    Follow,
    Insight,
    Letter,
    Like,
    MailSettings,
    Mute,
    Notice,
    Objection,
    PersonNote,
    Report,
    StoryInsight,
    StoryLike,
)
from comments.readers import delete_account
from newsroom import moments
from newsroom.models import User
from tests.comments.test_at_once import check_counts
from tests.factories import a_comment, a_creator, a_held_comment, a_person, a_refused_comment, a_story, an_editor
from tests.forms import text_of


@pytest.fixture
def story():
    return a_story(title="The bridge")


@pytest.fixture
def rosa(client):
    person = a_person(name="Rosa Lind", email="rosa@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)
    return person


def leave(client, texts="keep", email="rosa@example.org"):
    return client.post("/me/delete/", {"texts": texts, "email": email})


def respond(person, story, comment):
    """Everything that a reader can leave behind without writing."""
    Like.objects.set(comment, person)
    StoryLike.objects.set(story, person)
    for insight in Insight.objects.all()[:3]:
        StoryInsight.objects.set(story, person, insight)
    Follow.objects.switch(True, story=story, reader=person)
    Mute.objects.switch(True, reader=person, muted=a_person())
    Mute.objects.switch(True, reader=a_person(), muted=person)
    MailSettings.objects.create(reader=person, mail="never")
    Letter.objects.create(kind="notices", to=person.email, recipient=person)
    Report.objects.create(comment=comment, reader=person, reason="spam", note="Again.")


def test_the_page_says_what_happens_and_does_nothing(client, rosa, story):
    a_comment(story, author=rosa)
    page = text_of(client.get("/me/delete/"))
    assert "It cannot be brought back." in page
    assert "Keep my comments, under “Deleted account”" in page
    assert "Delete my comments too." in page
    assert "profile as a creator" not in page
    assert User.objects.filter(pk=rosa.pk).exists()


@pytest.mark.parametrize("data", [{}, {"texts": "keep"}, {"email": "rosa@example.org"}])
def test_both_the_choice_and_the_address_are_needed(client, rosa, data):
    answer = client.post("/me/delete/", data)
    assert answer.status_code == 422
    assert User.objects.filter(pk=rosa.pk).exists()


def test_another_address_is_refused_and_what_was_typed_is_kept(client, rosa):
    answer = leave(client, "delete", email="rosa@example.com")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This is not the address of this account." in page
    assert 'value="rosa@example.com"' in page
    assert 'value="delete" checked' in page


def test_the_address_is_taken_however_it_is_written(client, rosa):
    assert leave(client, email=" Rosa@Example.ORG ").url == "/"
    assert not User.objects.filter(pk=rosa.pk).exists()


def test_who_leaves_is_signed_out_and_told(client, rosa):
    other_device = Client()
    other_device.force_login(rosa)
    page = text_of(client.post("/me/delete/", {"texts": "keep", "email": rosa.email}, follow=True))
    assert "Your account is deleted. You are signed out." in page
    assert "Sign in" in page
    assert client.get("/me/").status_code == 302
    assert other_device.get("/me/").status_code == 302
    assert not EmailAddress.objects.filter(email=rosa.email).exists()


def test_sessions_are_gone_on_every_device(client, rosa, django_capture_on_commit_callbacks):
    Client().force_login(rosa)
    stranger = Client()
    stranger.force_login(a_person())
    with django_capture_on_commit_callbacks(execute=True):
        leave(client)
    left = [session.get_decoded().get("_auth_user_id") for session in Session.objects.all()]
    assert str(rosa.pk) not in left
    assert len([user for user in left if user]) == 1


def test_comments_keep_their_place_and_text_without_a_name(client, rosa, story):
    first = a_comment(story, body="The hum was louder in 2009.", author=rosa)
    a_comment(parent=first, body="Are you sure?")
    leave(client, "keep")
    page = text_of(client.get("/stories/the-bridge/"))
    assert "Deleted account" in page
    assert "The hum was louder in 2009." in page
    assert "Rosa Lind" not in page
    assert Discussion.of(story).comments == 2


def test_deleted_texts_leave_a_tombstone_where_they_were_answered(client, rosa, story):
    first = a_comment(story, body="The hum was louder in 2009.", author=rosa)
    a_comment(parent=first, body="Are you sure?")
    a_comment(story, body="Nobody answered this.", author=rosa)
    edited = a_comment(story, body="Once this.", author=rosa)
    edited.edit("Now that.")
    Discussion.of(story).pin(edited)
    leave(client, "delete")
    page = text_of(client.get("/stories/the-bridge/"))
    assert "Comment deleted by its author" in page
    assert "Are you sure?" in page
    for said in ("louder in 2009", "Nobody answered this", "Now that", "Rosa Lind"):
        assert said not in page
    assert not EarlierText.objects.exists()
    gone = Comment.objects.filter(state="deleted")
    assert set(gone.values_list("body", "body_html", "fingerprint", "author")) == {("", "", "", None)}
    assert gone.count() == 3
    assert Discussion.of(story).pinned is None
    check_counts(story)


@pytest.mark.parametrize("texts", ["keep", "delete"])
def test_everything_held_about_the_person_goes_and_the_counts_follow(client, rosa, story, texts):
    comment = a_comment(story)
    mine = a_comment(parent=comment, author=rosa)
    a_comment(parent=mine)
    respond(rosa, story, comment)
    respond(a_person(), story, mine)
    mine.remove(by=an_editor(), reason="person")
    leave(client, texts)
    for model in (Like, StoryLike, Follow, MailSettings, Letter):
        assert model.objects.count() == 1, model
    assert StoryInsight.objects.count() == 3
    assert Mute.objects.count() == 2
    assert Report.objects.count() == 2
    assert Report.objects.get(reader=None).note == "Again."
    assert not Notice.objects.filter(recipient=rosa.pk).exists()
    assert Decision.objects.filter(comment_id=mine.pk, verb="remove").exists()
    check_counts(story)


def test_texts_that_wait_for_their_address_go_and_those_of_others_stay(client, rosa, story):
    for email in ("rosa@example.org", "second@example.org", "other@example.org"):
        Comment.objects.post(story=story, body="I heard it.", name="Rosa", email=email)
    EmailAddress.objects.create(user=rosa, email="second@example.org", verified=True)
    EmailAddress.objects.create(user=rosa, email="other@example.org", verified=False)
    leave(client)
    assert list(Comment.objects.values_list("email", flat=True)) == ["other@example.org"]
    assert list(Letter.objects.values_list("to", flat=True)) == ["other@example.org"]


def test_a_held_comment_still_waits_or_is_withdrawn_with_the_others(client, rosa, story):
    held = a_held_comment(story=story, author=rosa)
    leave(client, "keep")
    held.refresh_from_db()
    held.approve(by=an_editor())
    assert (held.byline, held.is_published) == ("Deleted account", True)
    check_counts(story)


def test_the_profile_of_a_creator_stays_without_an_account(client, rosa):
    ines = a_creator("Ines Varga", user=rosa)
    story = a_story(title="The ferry", creators=[ines])
    assert "Your profile as a creator and your stories stay" in text_of(client.get("/me/delete/"))
    leave(client)
    ines.refresh_from_db()
    assert ines.user is None
    assert Story.objects.live().filter(pk=story.pk).exists()


@pytest.mark.parametrize("role", ["moderator", "editor", "admin"])
def test_staff_are_sent_to_an_administrator(client, role):
    person = a_person(role)
    client.force_login(person)
    page = text_of(client.get("/me/delete/"))
    assert "An administrator does this for you." in page
    assert leave(client, email=person.email).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()


def test_who_once_worked_at_the_desk_is_sent_to_an_administrator_too(client, rosa):
    LogEntry.objects.log_actions(rosa.pk, [rosa], 2, change_message="", single_object=True)
    assert leave(client).status_code == 403
    assert LogEntry.objects.exists()


def test_a_stranger_is_led_to_sign_in(client):
    assert client.get("/me/delete/").url == "/accounts/login/?next=/me/delete/"


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("texts", [True, False])
def test_counts_equal_the_rows_whatever_stood_there(story, seed, texts):
    chance = random.Random(seed)
    people = [a_person() for _ in range(4)]
    stories = [story, a_story()]
    said = [a_comment(chance.choice(stories), author=chance.choice(people)) for _ in range(5)]
    for _ in range(40):
        parent = Comment.objects.get(pk=chance.choice(said).pk)
        if parent.is_published:
            said.append(a_comment(parent=parent, author=chance.choice(people)))
            Like.objects.set(said[-1], chance.choice(people))
        if chance.random() < 0.4:
            other = Comment.objects.get(pk=chance.choice(said).pk)
            if other.is_published:
                chance.choice([other.remove, other.mark_spam, other.delete_by_author, other.pick, other.pin])()
    delete_account(people[0], texts=texts)
    delete_account(people[1], texts=not texts)
    for each in stories:
        check_counts(each)
        pinned = Discussion.of(each).pinned
        assert pinned is None or pinned.is_published


def test_a_long_chain_of_one_persons_answers_goes_without_a_trace(story):
    rosa = a_person()
    comment = a_comment(story, author=rosa)
    top = a_comment(story, author=rosa)
    for _ in range(12):
        comment = a_comment(parent=comment, author=rosa)
    a_comment(parent=top)
    delete_account(rosa, texts=True)
    assert Comment.objects.visible().count() == 2
    check_counts(story)


def test_a_thousand_comments_go_in_few_statements(story, django_assert_max_num_queries):
    rosa = a_person()
    first = a_comment(story, author=rosa)
    copies = []
    for number in range(1000):
        copy = Comment.objects.get(pk=first.pk)
        copy.pk, copy.path, copy.fingerprint = None, f"{number:011d}", f"copy {number}"
        copies.append(copy)
    Comment.objects.bulk_create(copies)
    Discussion.objects.filter(pk=story.pk).update(comments=1001)
    with django_assert_max_num_queries(70):
        delete_account(rosa, texts=True)
    assert Discussion.of(story).comments == 0


@pytest.mark.parametrize("texts", ["keep", "delete"])
def test_what_moderators_kept_about_a_reader_goes_as_far_as_it_can(client, rosa, story, texts):
    nils = a_person("moderator")
    waiting, upheld = (a_refused_comment(story=story, author=rosa, by=nils) for _ in range(2))
    waiting.appeal_with("Look again."), upheld.appeal_with("Look at this one.")
    upheld.uphold(by=nils)
    upheld.objections.create(rule="watched", text="muppet")
    Comment.objects.update(network="n" * 32)
    PersonNote.objects.create(person=rosa, text="Quick to anger.")
    leave(client, texts)
    assert [(appeal.outcome, appeal.text) for appeal in Appeal.objects.all()] == [("upheld", "")]
    assert Objection.objects.exists() == (texts == "keep")
    assert not PersonNote.objects.exists()
    assert not Letter.objects.exists()
    assert not Comment.objects.exclude(network="").exists()
    assert "Rosa" not in "".join(Decision.objects.values_list("by_name", flat=True))


def test_a_block_of_an_address_outlives_the_account_without_a_name(client, rosa):
    named = {"name": "Rosa Lind", "reason": "spam"}
    Comment.objects.update_or_create(pk=a_comment(author=rosa).pk, defaults={"network": "n" * 32})
    for kind, value in [
        ("account", rosa.pk),
        ("address", rosa.email),
        ("domain", "example.org"),
        ("network", "n" * 32),
    ]:
        Block.objects.create(kind=kind, value=str(value), **named)
    Block.objects.create(kind="address", value=rosa.email, until=moments.now(), lifted_at=moments.now(), **named)
    others = Block.objects.create(kind="network", value="m" * 32, **named)
    leave(client)
    assert sorted(Block.objects.values_list("kind", "name")) == sorted(
        [("address", ""), ("domain", ""), ("network", ""), ("network", others.name)]
    )
