"""The way out of mail: one press by a person or a mail program, nothing by a look, and a way back."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from comments import letters
from comments.mail import holder_of, unsubscribe_address
from comments.models import Comment, Follow, Letter, MailSettings, Notice
from tests.factories import a_comment, a_person, a_story
from tests.forms import text_of

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def story():
    return a_story(title="The bridge")


@pytest.fixture
def rosa():
    person = a_person(name="Rosa Lind", email="rosa@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def everything(rosa):
    return unsubscribe_address(rosa)


@pytest.fixture
def only(rosa, story):
    Follow.objects.create(story=story, reader=rosa)
    return unsubscribe_address(rosa, story.pk)


@pytest.fixture
def browser():
    """Nobody signed in, and checked as in earnest."""
    return Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})


def way(rosa):
    row = MailSettings.objects.filter(reader=rosa).first()
    return row.mail if row else None


def test_the_address_in_a_mail_ends_all_mail_by_one_press(rosa, story, browser, time_machine):
    a_comment(parent=a_comment(story, author=rosa))
    time_machine.move_to(timezone.now() + letters.SOON, tick=False)
    letters.sweep()
    [sent] = mail.outbox
    [address] = re.findall(r"http://127.0.0.1:8000(/unsubscribe/\S+)", sent.body)
    assert "No more mail" in text_of(browser.get(address))
    assert "No more mail" in text_of(browser.post(address, {"never": "1"}))
    assert way(rosa) == "never"
    a_comment(parent=Comment.objects.first())
    time_machine.move_to(timezone.now() + letters.SOON, tick=False)
    letters.sweep()
    assert len(mail.outbox) == 1


def test_a_mail_program_does_it_without_cookies_from_anywhere(rosa, everything):
    program = Client(
        enforce_csrf_checks=True, headers={"Origin": "https://mail.example.com", "Sec-Fetch-Site": "cross-site"}
    )
    answer = program.post(everything, ONE_CLICK)
    assert answer.status_code == 200
    assert not answer.cookies
    assert way(rosa) == "never"


def test_so_does_one_that_sends_the_body_as_it_likes(rosa, everything):
    body = "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)
    assert program.post(everything, body, content_type="text/plain").status_code == 200
    assert way(rosa) == "never"


def test_one_click_ends_all_mail_even_where_one_discussion_could_be_left(rosa, only):
    assert Client(enforce_csrf_checks=True).post(only, ONE_CLICK).status_code == 200
    assert way(rosa) == "never"
    assert Follow.objects.exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_look_changes_nothing(browser, rosa, only, method):
    answer = getattr(browser, method)(only)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert way(rosa) is None
    assert Follow.objects.exists()


def test_all_mail_can_be_asked_for_again_as_it_was(browser, rosa, everything):
    MailSettings.objects.create(reader=rosa, mail="daily")
    page = browser.post(everything, {"never": "1"})
    assert 'name="again" value="daily"' in page.content.decode()
    assert "Mail comes again" in text_of(browser.post(everything, {"again": "daily"}))
    assert way(rosa) == "daily"


@pytest.mark.parametrize("asked", ["never", "", "hourly" * 100])
def test_mail_asked_for_again_in_no_known_way_comes_soon(browser, rosa, everything, asked):
    browser.post(everything, ONE_CLICK)
    browser.post(everything, {"again": asked})
    assert way(rosa) == "soon"


def test_pressed_twice_it_can_still_be_undone(browser, rosa, everything):
    browser.post(everything, {"never": "1"})
    page = browser.post(everything, {"never": "1"})
    assert "Undo" in text_of(page)
    browser.post(everything, {"again": "never"})
    assert way(rosa) == "soon"


def test_one_discussion_is_left_and_followed_again(browser, rosa, only, story):
    assert "Stop following this discussion only" in text_of(browser.get(only))
    page = text_of(browser.post(only, {"only": "1"}))
    assert "You no longer follow this discussion" in page
    assert not Follow.objects.exists()
    assert way(rosa) is None
    browser.post(only, {"follow": "1"})
    browser.post(only, {"follow": "1"})
    assert Follow.objects.get().reader == rosa


def test_a_mail_about_one_followed_discussion_offers_to_leave_that(rosa, story, time_machine):
    Follow.objects.create(story=story, reader=rosa)
    a_comment(story)
    time_machine.move_to(timezone.now() + letters.SOON, tick=False)
    letters.sweep()
    assert story_in(mail.outbox[0]) == story.pk


@pytest.mark.parametrize("also", ["reply", "another story"])
def test_a_mail_about_more_does_not(rosa, story, also, time_machine):
    other = a_story() if also == "another story" else story
    Follow.objects.create(story=story, reader=rosa)
    a_comment(story)
    if also == "reply":
        a_comment(parent=a_comment(story, author=rosa))
    else:
        Follow.objects.create(story=other, reader=rosa)
        a_comment(other)
    time_machine.move_to(timezone.now() + letters.SOON, tick=False)
    letters.sweep()
    assert story_in(mail.outbox[0]) is None


def story_in(message):
    token = message.extra_headers["List-Unsubscribe"].strip("<>").split("/")[-2]
    return holder_of(token)[1]


def test_it_works_after_years_and_says_neither_name_nor_address(browser, rosa, only, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=3650))
    page = browser.get(only).content.decode()
    assert "r…\u2060@example.org" in page
    assert "Rosa" not in page
    assert "rosa@" not in page


def test_a_story_that_is_gone_is_not_named(browser, only, story):
    story.withdraw("It was not ours to tell.")
    page = text_of(browser.get(only))
    assert "The bridge" not in page
    assert "Stop following" not in page
    assert browser.post(only, {"only": "1"}).status_code == 200
    assert not Follow.objects.exists()
    assert browser.post(only, {"follow": "1"}).status_code == 200
    assert not Follow.objects.exists()


@pytest.mark.parametrize("token", ["1", "1-:x", "x:y", "1-1:" + "a" * 43])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_made_up_address_is_not_found(browser, rosa, token, method):
    assert getattr(browser, method)(f"/unsubscribe/{token}/").status_code == 404
    assert way(rosa) is None


def test_nor_is_that_of_a_person_who_is_gone(browser, rosa, everything):
    rosa.delete()
    assert browser.get(everything).status_code == 404
    assert browser.post(everything, ONE_CLICK).status_code == 404


def test_whoever_is_signed_in_needs_the_token_of_the_page(rosa, everything):
    client = Client(enforce_csrf_checks=True)
    client.force_login(rosa)
    assert client.post(everything, {"never": "1"}).status_code == 403
    token = re.search(r'action="?[^>]*>.*?csrfmiddlewaretoken" value="(\w+)"|csrfmiddlewaretoken" value="(\w+)"',
                      client.get(everything).content.decode())  # fmt: skip
    sent = {"never": "1", "csrfmiddlewaretoken": token[1] or token[2]}
    assert client.post(everything, sent).status_code == 200
    assert way(rosa) == "never"


def test_a_letter_on_its_way_is_not_sent_after_that(rosa, story, everything, browser, time_machine):
    MailSettings.objects.create(reader=rosa, mail="daily")
    a_comment(parent=a_comment(story, author=rosa))
    time_machine.move_to(timezone.now() + letters.SOON, tick=False)
    letters.sweep()
    assert Letter.objects.exists()
    browser.post(everything, ONE_CLICK)
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    letters.sweep()
    assert not mail.outbox
    assert Notice.objects.filter(read_at=None).exists()
