"""Writing: what a reader sends, and what comes of it."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import letters
from comments.models import Comment, Decision, Discussion, Follow, Notice
from comments.receipts import confirmation_address
from newsroom.models import Tries, User
from tests.factories import (
    a_comment,
    a_creator,
    a_draft,
    a_person,
    a_scheduled_story,
    a_story,
    an_editor,
    the_site,
)
from tests.forms import page_of, text_of

AT = "/stories/the-bridge/comments/"


@pytest.fixture
def story():
    return a_story(title="The bridge")


@pytest.fixture
def rosa(client):
    person = a_person(name="Rosa Lind")
    client.force_login(person)
    return person


def write(client, body="I heard it too.", path=AT, **fields):
    return client.post(path, {"body": body} | fields)


def write_as_stranger(client, body="I heard it too.", name="Rosa Lind", email="rosa@example.org", **fields):
    return write(client, body, name=name, email=email, **fields)


def test_a_reader_posts_and_is_led_to_the_comment_in_its_thread(client, story, rosa):
    answer = write(client)
    comment = Comment.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/comments/{comment.pk}/")
    place = client.get(answer.url)
    assert place.status_code == 302
    assert place.url == f"{AT}?thread={comment.pk}#c{comment.pk}"
    assert "I heard it too." in text_of(client.get(place.url))
    page = text_of(client.get("/stories/the-bridge/"))
    assert "I heard it too." in page
    assert "1 comment" in page
    assert "There are no comments for this story" not in page


def test_an_answer_stands_below_what_it_answers(client, story, rosa):
    first = a_comment(story)
    write(client, "Where were you?", parent=first.pk)
    reply = Comment.objects.get(parent=first)
    assert reply.path.startswith(first.path)
    page = page_of(client.get("/stories/the-bridge/"))
    thread = page.find(f".//li[@id='t{first.pk}']")
    assert thread.find(f".//ol[@class='replies']//article[@id='c{reply.pk}']") is not None


def test_sending_the_same_twice_makes_one_comment(client, story, rosa):
    first, second = write(client), write(client, "  i heard IT   too. ")
    assert first.url == second.url
    assert Comment.objects.count() == 1
    assert Discussion.of(story).comments == 1


def test_the_same_words_may_be_said_by_another_reader_or_elsewhere(client, story, rosa):
    write(client)
    first = Comment.objects.get()
    write(client, parent=first.pk)
    client.force_login(a_person())
    write(client)
    assert Comment.objects.count() == 3


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "There is nothing in it to read yet."),
        (" \n\t ", "There is nothing in it to read yet."),
        ("\u200b\u2060\ufeff", "There is nothing in it to read yet."),
        ("> \n> ", "There is nothing in it to read yet."),
        ("a" * 5001, "5001 characters long; a comment has at most 5000"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_a_sentence_and_the_text(client, story, rosa, body, said):
    answer = write(client, body)
    assert answer.status_code == 422
    assert said in text_of(answer)
    field = page_of(answer).find(".//textarea[@name='body']")
    assert field.text.removeprefix("\n") == body
    assert field.get("aria-invalid") == "true"
    assert "autofocus" in field.attrib
    assert not Comment.objects.exists()


def test_a_wrong_address_keeps_text_and_name(client, story):
    answer = write_as_stranger(client, email="rosa.example.org")
    assert answer.status_code == 422
    page = page_of(answer)
    assert page.find(".//textarea[@name='body']").text.strip() == "I heard it too."
    assert page.find(".//input[@name='name']").get("value") == "Rosa Lind"
    assert page.find(".//input[@name='email']").get("aria-invalid") == "true"
    assert "This is no e-mail address." in text_of(answer)


def test_the_preview_shows_what_would_be_posted_and_posts_nothing(client, story, rosa):
    answer = write(client, "It is **loud** <script>alert(1)</script>", preview="1")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<strong>loud</strong> &lt;script&gt;" in page
    assert "It is **loud**" in page_of(answer).find(".//textarea[@name='body']").text
    assert not Comment.objects.exists()


def test_the_form_to_answer_says_whom_and_can_quote(client, story, rosa):
    first = a_comment(story, author=a_person(name="Tom Akande"), body="Loud.\n\nVery loud.")
    page = client.get(f"{AT}?reply={first.pk}&quote=1")
    assert "Reply to Tom Akande" in text_of(page)
    assert page_of(page).find(".//textarea[@name='body']").text == "\n> Loud.\n>\n> Very loud.\n\n"
    assert page_of(page).find(".//input[@name='parent']").get("value") == str(first.pk)


def test_an_answer_to_what_is_gone_keeps_the_text_for_a_comment_of_its_own(client, story, rosa):
    first = a_comment(story)
    first.remove(reason="person")
    answer = write(client, "But it was loud.", parent=first.pk)
    assert answer.status_code == 422
    assert "no longer shown" in text_of(answer)
    page = page_of(answer)
    assert page.find(".//textarea[@name='body']").text.strip() == "But it was loud."
    assert page.find(".//input[@name='parent']") is None


def test_an_answer_to_a_comment_of_another_story_is_refused(client, story, rosa):
    elsewhere = a_comment()
    assert write(client, parent=elsewhere.pk).status_code == 422
    assert Comment.objects.count() == 1


def test_the_first_answer_to_a_stranger_who_writes_is_check_your_mail(client, story):
    answer = write_as_stranger(client)
    comment = Comment.objects.get()
    assert comment.state == "unconfirmed"
    assert answer.status_code == 302
    assert answer.url.startswith("/receipts/")
    page = text_of(client.get(answer.url))
    assert "Check your mail" in page
    assert "I heard it too." in page
    assert "I heard it too." not in text_of(Client().get("/stories/the-bridge/"))
    assert not User.objects.exists()


def test_confirming_publishes_the_comment_and_signs_its_author_in(client, story):
    write_as_stranger(client)
    path = confirmation_address(Comment.objects.get())
    page = client.get(path)
    assert "I heard it too." in text_of(page)
    assert Comment.objects.get().state == "unconfirmed"
    answer = client.post(path, {"comment": Comment.objects.get().pk})
    comment = Comment.objects.get()
    assert answer.url == comment.get_absolute_url()
    assert comment.is_published
    assert comment.author.name == "Rosa Lind"
    assert comment.author.emailaddress_set.get().verified
    assert client.session["_auth_user_id"] == str(comment.author.pk)
    assert client.get(path).url == client.post(path).url == comment.get_absolute_url()  # pressed once more


def test_a_stranger_with_an_account_gets_the_same_answer_and_the_comment_goes_to_the_account(client, story):
    known = a_person(email="known@example.org", name="Ada Penhallow")
    mails = []
    answers = []
    for email in ("known@example.org", "new@example.org"):
        answers.append(Client().post(AT, {"body": "Once more.", "name": "Someone Else", "email": email}))
        letters.sweep()
        mails.append(mail.outbox[-1].body if mail.outbox else "")
    first, second = answers
    assert first.status_code == second.status_code == 302
    pages = [
        re.sub(r"/receipts/[^\"]*|token\" value=\"\w+", "", Client().get(answer.url).content.decode())
        for answer in answers
    ]
    assert pages[0] == pages[1]
    comment = Comment.objects.get(email="known@example.org")
    client.post(confirmation_address(comment), {"comment": comment.pk})
    comment.refresh_from_db()
    assert comment.author == known
    assert comment.byline == "Ada Penhallow"


def test_what_somebody_else_wrote_with_my_address_can_be_deleted(client, story):
    write_as_stranger(client)
    client.post(confirmation_address(Comment.objects.get()), {"discard": "1"})
    assert not Comment.objects.exists()
    assert not User.objects.exists()


def test_confirming_what_was_said_since_leads_to_the_one_comment(client, story):
    write_as_stranger(client)
    waiting = Comment.objects.get()
    person = a_person(email="rosa@example.org")
    said = a_comment(story, author=person, body="I heard it too.")
    answer = client.post(confirmation_address(waiting), {"comment": waiting.pk})
    assert answer.url == said.get_absolute_url()
    assert Comment.objects.count() == 1


def test_an_account_begun_by_somebody_else_with_my_address_becomes_mine(client, story):
    stranger = User.objects.create_user("rosa@example.org", "a password of theirs", name="Not Rosa")
    stranger.emailaddress_set.create(email="rosa@example.org", verified=False, primary=True)
    write_as_stranger(client)
    comment = Comment.objects.get()
    client.post(confirmation_address(comment), {"comment": comment.pk})
    stranger.refresh_from_db()
    assert stranger.name == "Rosa Lind"
    assert not stranger.has_usable_password()


def test_a_closed_account_is_told_so_after_confirming(client, story):
    person = a_person(email="rosa@example.org")
    person.is_active = False
    person.save()
    write_as_stranger(client)
    comment = Comment.objects.get()
    answer = client.post(confirmation_address(comment), {"comment": comment.pk})
    assert answer.status_code == 403
    assert "This account is closed" in text_of(answer)
    assert not Comment.objects.published().exists()


def test_staff_confirm_a_comment_but_sign_in_the_usual_way(client, story):
    an_editor(email="rosa@example.org")
    write_as_stranger(client)
    comment = Comment.objects.get()
    client.post(confirmation_address(comment), {"comment": comment.pk})
    assert Comment.objects.get().is_published
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("mode", ["first_held", "all_held"])
def test_a_held_comment_is_thanked_for_but_not_shown(client, story, rosa, mode):
    the_site(comments_mode=mode)
    answer = write(client)
    assert answer.url.startswith("/receipts/")
    page = text_of(client.get(answer.url))
    assert "Held for a moderator" in page
    assert "read before it is shown" in page
    assert "I heard it too." not in text_of(Client().get("/stories/the-bridge/"))
    assert Discussion.of(story).comments == 0
    assert Decision.objects.get().reason == mode


def test_only_the_first_comment_of_a_person_is_held(client, story, rosa):
    the_site(comments_mode="first_held")
    write(client)
    Comment.objects.get().approve()
    assert write(client, "And again.").url.startswith("/comments/")


def test_a_first_comment_is_read_again_when_it_was_changed(client, story, rosa):
    the_site(comments_mode="first_held")
    write(client)
    comment = Comment.objects.get()
    comment.approve()
    client.post(f"/comments/{comment.pk}/edit/", {"body": "I heard nothing."})
    assert Comment.objects.get().state == "held"


def test_the_creator_of_a_story_is_never_held(client):
    ines = a_person("creator", name="Ines Varga")
    a_story(title="The bridge", creators=[a_creator("Ines Varga", user=ines)])
    the_site(comments_mode="all_held")
    client.force_login(ines)
    write(client, "Several of you asked.")
    assert Comment.objects.get().is_published
    assert "Creator" in text_of(client.get("/stories/the-bridge/"))


def test_a_closed_discussion_offers_no_form_and_takes_nothing(client, story, rosa):
    a_comment(story)
    the_site(comments_mode="closed")
    page = client.get("/stories/the-bridge/")
    assert "Comments are closed." in text_of(page)
    assert page_of(page).find(".//textarea[@name='body']") is None
    answer = write(client)
    assert answer.status_code == 422
    assert "Comments on this story are closed." in text_of(answer)
    assert page_of(answer).find(".//textarea[@name='body']").text.strip() == "I heard it too."
    assert Comment.objects.count() == 1


def test_a_story_of_its_own_mind_beats_the_site(client, story, rosa):
    the_site(comments_mode="closed")
    Discussion.objects.create(story=story, mode="open")
    assert write(client).url.startswith("/comments/")


def test_where_comments_are_not_shown_they_have_no_address(client, story, rosa):
    comment = a_comment(story, body="A word.")
    the_site(comments_shown=False)
    page = text_of(client.get("/stories/the-bridge/"))
    assert "Comments are not shown on this story." in page
    assert "A word." not in page
    for path in (AT, AT + "feed.rss", comment.get_absolute_url()):
        assert client.get(path).status_code == 404
    assert write(client).status_code in (404, 422)


@pytest.mark.parametrize("make", [a_draft, a_scheduled_story])
def test_nobody_writes_under_what_is_not_live(client, rosa, make):
    make(title="The bridge")
    assert write(client).status_code == 404


def test_a_withdrawn_story_takes_its_discussion_along(client, rosa):
    story = a_story(title="The bridge")
    comment = a_comment(story, body="A word.")
    story.withdraw("It was not ours to tell.")
    for path in ("/stories/the-bridge/comments/", "/stories/the-bridge/comments/feed.rss", comment.get_absolute_url()):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert "It was not ours to tell." in text_of(answer)
        assert "The bridge" not in answer.content.decode()
    assert client.post(comment.get_absolute_url() + "like/").status_code == 404


def test_a_story_that_moved_takes_its_discussion_along(client, story):
    story.slug = "the-humming-bridge"
    story.save()
    answer = client.get(AT)
    assert (answer.status_code, answer.url) == (301, "/stories/the-humming-bridge/comments/")


def test_a_flood_is_answered_429_with_the_text_kept(client, story, rosa, settings):
    settings.LIMITS = settings.LIMITS | {"comments": (2, 600)}
    write(client, "One.")
    write(client, "Two.")
    answer = write(client, "Three.")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    assert "That was too often." in text_of(answer)
    assert page_of(answer).find(".//textarea[@name='body']").text.strip() == "Three."
    assert Comment.objects.count() == 2


# Session, site, person; story; begin, tries twice, place, the person's last comments, comment, count, notices, commit.
STATEMENTS = 13
OF_A_LONG_TEXT = 1  # whether it stands under another story
OF_AN_ANSWER = 4  # the answered comment, again under a lock, its thread's count, whether it is a tombstone


def test_posting_asks_the_database_as_little_whatever_has_been_said(client, story, rosa):
    the_site()
    write(client, "The first of all, which begins the discussion.")
    first = a_comment(story)
    for _number in range(12):
        a_comment(parent=first)
        Follow.objects.create(story=story, reader=a_person())
    assert statements(client, "And again.") == STATEMENTS
    assert statements(client, "In answer.", parent=first.pk) == STATEMENTS + OF_AN_ANSWER
    assert statements(client, "My father worked the signal box and set his watch by it.") == STATEMENTS + OF_A_LONG_TEXT
    assert Notice.objects.filter(comment__body="And again.").count() == 12


def statements(client, body, **fields):
    """How many posting takes, with the two that begin and end a transaction where it is one of its own."""
    with CaptureQueriesContext(connection) as seen:
        assert write(client, body, **fields).status_code == 302
    inner = [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
    return len(inner) + 2


def test_a_try_is_counted_once_whether_it_is_stored_or_refused(client, story, rosa):
    write(client)
    assert Tries.objects.get().count == 1
    Discussion.objects.filter(story=story).update(mode="closed")
    assert write(client, "Too late.").status_code == 422
    assert Tries.objects.get().count == 2


def test_a_preview_is_refused_where_comments_are_not_shown_and_the_text_kept(client, story, rosa):
    the_site(comments_shown=False)
    answer = write(client, "Once more.", preview="1")
    assert answer.status_code == 422
    assert page_of(answer).find(".//textarea").text.strip() == "Once more."
    assert "The bridge" not in text_of(answer)
