"""An author asks once for a second look, is told of it on the receipt and by mail, and of every decision against them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from comments import letters
from comments.models import Appeal, Comment, Decision, Letter, MailSettings
from comments.receipts import receipt_address
from tests.factories import (
    a_comment,
    a_confirmed,
    a_held_comment,
    a_person,
    a_refused_comment,
    a_story,
    the_site,
)
from tests.forms import page_of, text_of, words_of

OWN = {"Sec-Fetch-Site": "same-origin"}
WAIT = timedelta(minutes=10, seconds=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2030-05-06T12:00Z", tick=False)
    return time_machine


@pytest.fixture
def nils():
    return a_person("moderator", name="Nils Brandt")


@pytest.fixture
def rosa(client):
    person = a_confirmed("reader", name="Rosa Lind", email="rosa@example.org")
    client.force_login(person)
    return person


@pytest.fixture
def refused(rosa, nils):
    return a_refused_comment(author=rosa, by=nils, body="You are wrong about the bridge.")


def appeal(comment, said="I meant the bridge, not its keeper.", client=None):
    """Through the receipt's form; signed out, by the link from the mail, as a rule."""
    client = client or Client(enforce_csrf_checks=True)
    return client.post(f"{receipt_address(comment)}appeal/", {"text": said}, headers=OWN)


def read(comment) -> str:
    return text_of(Client().get(receipt_address(comment)))


def sweep(clock, time=WAIT) -> list:
    clock.shift(time)
    letters.sweep()
    return mail.outbox


# Asking


@pytest.mark.parametrize("verb", ["reject", "mark_spam", "remove"])
def test_whoever_has_the_link_asks_once_and_reads_that_it_waits(verb, nils):
    comment = a_held_comment() if verb == "reject" else a_comment()
    getattr(comment, verb)(by=nils, **({} if verb == "mark_spam" else {"reason": "other"}))
    form = page_of(Client().get(receipt_address(comment))).find(f".//form[@action='{receipt_address(comment)}appeal/']")
    assert form.get("method") == "post"
    answer = appeal(comment)
    assert (answer.status_code, answer.url) == (302, receipt_address(comment))
    assert not answer.cookies
    page = read(comment)
    assert "I meant the bridge, not its keeper." in page
    assert "It waits for a moderator since" in page
    assert "Send the appeal" not in page
    assert (
        Appeal.objects.get().decision_id
        == Decision.objects.filter(comment_id=comment.pk).exclude(verb="appeal").get().pk
    )


def test_the_list_of_my_comments_leads_to_the_form(client, refused):
    link = page_of(client.get("/me/")).find(f".//a[@href='{receipt_address(refused)}#appeal']")
    assert words_of(link) == "Ask for a second look"
    assert appeal(refused, client=client).status_code == 302
    assert "It waits for a moderator" in text_of(client.get("/me/"))
    assert "Ask for a second look" not in text_of(client.get("/me/"))


def test_a_second_press_is_harmless_and_a_second_appeal_keeps_its_words(refused):
    appeal(refused)
    assert appeal(refused).status_code == 302
    answer = appeal(refused, "And another thing.")
    assert answer.status_code == 422
    assert "You have appealed once. A second appeal is not possible." in text_of(answer)
    assert words_of(page_of(answer).find(".//textarea")) == "And another thing."
    assert Appeal.objects.get().text == "I meant the bridge, not its keeper."
    assert Decision.objects.filter(verb="appeal").count() == 1


@pytest.mark.parametrize("said", ["", "   ", "\u200b", "x" * 1001, "a\0b"])
def test_what_cannot_be_taken_comes_back_as_it_was_typed(refused, said):
    answer = appeal(refused, said)
    assert answer.status_code == 422
    field = page_of(answer).find(".//textarea")
    assert field.text.removeprefix("\n").replace("\ufffd", "\0") == said
    assert field.get("aria-invalid") == "true"
    assert not Appeal.objects.exists()


def test_a_thousand_characters_in_lines_and_any_script_are_taken(refused):
    said = ("جسر 👩‍👩‍👧‍👦\r\n" * 200)[:1060]
    assert appeal(refused, said).status_code == 302
    assert len(Appeal.objects.get().text) <= 1000


@pytest.mark.parametrize("state", ["published", "held", "deleted"])
def test_there_is_nothing_to_appeal_against_where_nothing_was_refused(rosa, state):
    comment = a_comment(author=rosa, state=state)
    assert "second look" not in read(comment)
    assert appeal(comment).status_code == 422
    assert not Appeal.objects.exists()


def test_nobody_appeals_by_looking_from_elsewhere_on_a_withdrawn_story_or_without_an_account(refused):
    address = f"{receipt_address(refused)}appeal/"
    assert Client().get(address).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address, {"text": "Mine."}).status_code == 403
    Comment.objects.update(author=None)
    assert appeal(refused).status_code == 404
    assert "second look" not in read(refused)
    refused.story.withdraw("Not ours.")
    assert appeal(refused).status_code == 404


def test_too_many_appeals_wait_with_their_words(refused, settings):
    settings.LIMITS = settings.LIMITS | {"reports": (1, 3600)}
    appeal(refused, "First.")
    answer = appeal(a_refused_comment(), "Second.")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert words_of(page_of(answer).find(".//textarea")) == "Second."


def test_the_log_keeps_that_an_appeal_was_made_and_not_by_whom(client, refused, nils):
    appeal(refused)
    entry = Decision.objects.get(verb="appeal")
    assert (entry.by_name, entry.by_id, entry.person_id) == ("", None, refused.author_id)
    client.force_login(nils)
    assert "Its author" in text_of(client.get(f"/admin/comments/comment/{refused.pk}/change/"))


# The outcome


def test_an_upheld_decision_is_told_with_its_note_beside_the_first_reason(refused, nils):
    appeal(refused)
    refused.uphold(by=nils, note="It names the keeper twice.")
    page = read(refused)
    assert "The decision stands. A moderator," in page
    assert "It names the keeper twice." in page
    assert "Aimed at a person, not at the story" in page
    assert "Nils" not in page


def test_a_granted_appeal_shows_the_comment_and_says_so(refused, nils):
    appeal(refused)
    refused.restore(by=nils, note="You are right.")
    page = read(refused)
    assert "Shown again. A moderator," in page
    assert "You are right." in page
    assert "See it in its thread" in page
    assert "Aimed at a person" not in page


def test_what_is_noted_without_an_appeal_is_for_the_log(refused, nils):
    refused.restore(by=nils, note="Watch this one.")
    assert "Watch this one." not in read(refused)


# Mail


@pytest.mark.parametrize(
    ("verb", "reason", "subject"),
    [
        ("reject", "person", "Your comment on Newsroom was refused"),
        ("remove", "law", "Your comment on Newsroom was removed"),
    ],
)
def test_a_decision_against_a_comment_is_mailed_after_ten_minutes(rosa, nils, clock, verb, reason, subject):
    the_site(name="Newsroom")
    comment = (a_held_comment if verb == "reject" else a_comment)(author=rosa, body="You muppet.")
    getattr(comment, verb)(by=nils, reason=reason, note="Say it\nwithout the name.")
    assert not sweep(clock, timedelta(minutes=9))
    (letter,) = sweep(clock, timedelta(minutes=2))
    assert (letter.to, letter.subject) == (["rosa@example.org"], subject)
    assert "“You muppet.”" in letter.body
    assert "Note: Say it without the name." in letter.body
    assert "Nils" not in letter.body + str(letter.message())
    assert Client().get(receipt_address(comment)).status_code == 200
    assert f"http://127.0.0.1:8000{receipt_address(comment)}\n" in letter.body
    assert "how to ask for a second look" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    Client().post(letter.extra_headers["List-Unsubscribe"].strip("<>"), {"List-Unsubscribe": "One-Click"})
    assert MailSettings.objects.get(reader=rosa).mail == "never"
    sweep(clock)
    assert len(mail.outbox) == 1


def test_what_is_taken_back_deleted_or_not_shown_is_not_mailed(rosa, nils, clock):
    back, gone, other = (a_held_comment(author=rosa) for _ in range(3))
    for comment in (back, gone, other):
        comment.reject(by=nils, reason="other", note="Hm.")
    back.undo(by=nils)
    Comment.objects.filter(pk=gone.pk).update(state="deleted")
    other.story.withdraw("Not ours.")
    assert not sweep(clock)
    assert not Letter.objects.exists()


def test_neither_spam_nor_a_comment_that_is_shown_nor_a_rule_is_mailed(rosa, nils, clock):
    a_comment(author=rosa).mark_spam(by=nils)
    a_held_comment(author=rosa).approve(by=nils)
    a_held_comment(author=rosa).reject(reason="links")
    own = a_held_comment(author=nils)
    own.reject(by=nils, reason="other")
    assert not sweep(clock)


def test_the_outcome_of_an_appeal_is_mailed_of_spam_too(rosa, nils, clock):
    comment = a_comment(author=rosa)
    comment.mark_spam(by=nils)
    appeal(comment)
    comment.uphold(by=nils, note="It sells pills.")
    (letter,) = sweep(clock)
    assert "the decision stands" in letter.body
    assert "Note: It sells pills." in letter.body
    assert "second look:" not in letter.body


def test_who_was_told_of_a_refusal_hears_that_it_is_shown_again(rosa, nils, clock):
    comment = a_refused_comment(author=rosa, by=nils)
    sweep(clock)
    comment.restore(by=nils, note="For us alone.")
    sweep(clock)
    assert "is shown again" in mail.outbox[1].subject
    assert "For us alone." not in mail.outbox[1].body


def test_a_changed_mind_is_told_once_as_it_stands(rosa, nils, clock):
    comment = a_refused_comment(author=rosa, by=nils)
    clock.shift(60)
    comment.restore(by=nils)
    (letter,) = sweep(clock)
    assert "is shown again" in letter.subject
    assert "refused" not in letter.body


def test_several_decisions_come_in_one_mail_and_none_twice(rosa, nils, clock):
    story = a_story(title="The bridge")
    for number in range(3):
        a_refused_comment(story=story, author=rosa, by=nils, body=f"Number {number}.")
        clock.shift(240)
    a_refused_comment(by=nils)  # of somebody else
    (letter,) = sweep(clock)
    assert letter.subject.startswith("3 decisions about your comments")
    assert [f"Number {number}." in letter.body for number in range(3)] == [True] * 3
    a_refused_comment(story=story, author=rosa, by=nils, body="Number 4.")
    sweep(clock)
    assert "Number 4." in mail.outbox[1].body
    assert "Number 1." not in mail.outbox[1].body


def test_a_letter_waits_an_hour_at_most(rosa, nils, clock):
    for _ in range(12):
        a_refused_comment(author=rosa, by=nils)
        clock.shift(9 * 60)
        letters.sweep()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("how", "sent"), [("never", 0), ("daily", 0), ("soon", 1)])
def test_mail_comes_as_its_reader_wants_it(rosa, nils, clock, how, sent):
    MailSettings.objects.create(reader=rosa, mail=how)
    for _ in range(2):
        a_refused_comment(author=rosa, by=nils, story=a_story())
    sweep(clock)
    assert len(mail.outbox) == sent
    sweep(clock, timedelta(hours=20))
    assert len(mail.outbox) == (0 if how == "never" else 1)


def test_an_unconfirmed_address_gets_no_mail(nils, clock):
    a_refused_comment(author=a_person(email="unproven@example.org"), by=nils)
    assert not sweep(clock)


def test_what_was_taken_for_spam_in_the_end_is_not_mailed(rosa, nils, clock):
    comment = a_refused_comment(author=rosa, by=nils)
    comment.restore(by=nils)
    comment.mark_spam(by=nils)
    assert not sweep(clock)
    assert not Letter.objects.exists()


def test_a_letter_that_is_tried_again_tells_no_more_than_its_own(rosa, nils, clock, settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.comments.test_appeals.Broken"
    a_refused_comment(author=rosa, by=nils, body="Number 1.")
    sweep(clock)
    a_refused_comment(author=rosa, by=nils, body="Number 2.")
    settings.EMAIL_BACKEND = working
    sweep(clock)
    assert [[f"Number {number}." in letter.body for number in (1, 2)] for letter in mail.outbox] == [
        [True, False],
        [False, True],
    ]


class Broken(EmailBackend):
    def send_messages(self, messages):
        raise OSError("No route to the mail server.")
