"""Who is blocked is told why and until when on trying to write, keeps what they typed, and may do everything else."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client, RequestFactory
from django.utils import timezone

from comments.models import Block, Comment
from comments.receipts import confirmation_address, receipt_address
from newsroom import limits, moments
from tests.factories import a_comment, a_confirmed, a_person, a_refused_comment, a_story, the_site
from tests.forms import page_of, text_of, words_of

DISCUSSION = "/stories/the-bridge/comments/"
OWN = {"Sec-Fetch-Site": "same-origin"}
SAID = "It hums in E flat."
TOLD = "Reason: Aimed at a person, not at the story. Be kind."


@pytest.fixture
def story():
    return a_story(title="The bridge")


@pytest.fixture
def rosa(client):
    person = a_confirmed("reader", name="Rosa Lind", email="rosa@example.org")
    EmailAddress.objects.create(user=person, email="Rosa@Second.example", verified=True)
    EmailAddress.objects.create(user=person, email="rosa@unproven.example", verified=False)
    client.force_login(person)
    return person


def a_block(kind="account", value="", **fields):
    until = fields.pop("until", moments.now() + timedelta(days=1))
    return Block.objects.create(kind=kind, value=value, until=until, reason="person", note="Be kind.", **fields)


def here() -> str:
    """The network that the tests come from."""
    return limits.network(RequestFactory().get("/"))


def write(client, **more):
    return client.post(DISCUSSION, {"body": SAID} | more, headers=OWN)


def kept(answer) -> str:
    return words_of(page_of(answer).find(".//textarea[@name='body']"))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("account", None),
        ("address", "rosa@example.org"),
        ("address", "rosa@second.example"),
        ("domain", "example.org"),
        ("domain", "second.example"),
        ("network", None),
    ],
)
def test_a_known_person_is_told_on_the_same_page_with_the_text_kept(client, story, rosa, kind, value):
    a_block(kind, value or {"account": str(rosa.pk), "network": here()}[kind])
    answer = write(client)
    assert answer.status_code == 422
    assert TOLD in text_of(answer)
    assert "You cannot write here until" in text_of(answer)
    assert kept(answer) == SAID
    in_place = client.post(DISCUSSION, {"body": SAID}, headers=OWN | {"X-In-Place": "1"})
    assert in_place.status_code == 422
    assert TOLD in words_of(page_of(in_place))
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value"),
    [("address", "rosa@unproven.example"), ("domain", "unproven.example"), ("account", "0"), ("network", "n" * 32)],
)
def test_somebody_elses_block_and_an_address_nobody_confirmed_stop_nobody(client, story, rosa, kind, value):
    a_block(kind, value)
    assert write(client).status_code == 302


@pytest.mark.parametrize("ended", [{"lifted_at": timezone.now()}, {"until": moments.now()}])
def test_what_is_lifted_or_over_stops_nobody(client, story, rosa, ended):
    a_block(value=str(rosa.pk), **ended)
    assert write(client).status_code == 302
    assert "A block is in force" not in text_of(client.get("/me/"))


@pytest.mark.parametrize("kind", ["address", "domain", "network"])
def test_a_stranger_gets_the_same_answer_as_everybody_and_is_told_after_confirming(story, kind):
    values = {"address": "nell@example.com", "domain": "example.com", "network": here()}
    a_block(kind, values[kind])
    client = Client()
    answer = write(client, name="Nell Harrow", email="Nell@Example.com")
    assert answer.status_code == 302
    assert "Check your mail" in text_of(client.get(answer.url))
    assert "cannot write" not in text_of(client.get(answer.url))
    waiting = Comment.objects.get()
    answer = client.post(confirmation_address(waiting), {"comment": [waiting.pk]}, headers=OWN)
    assert answer.status_code == 422
    assert TOLD in text_of(answer)
    assert SAID in text_of(answer)
    assert "The text is kept; you can copy it." in text_of(answer)
    waiting.refresh_from_db()
    assert waiting.state == "unconfirmed"


@pytest.mark.parametrize("kind", ["account", "network"])
def test_a_text_cannot_be_changed_and_what_was_typed_stays(client, story, rosa, kind):
    comment = a_comment(story, author=rosa, body="As it was.")
    a_block(kind, {"account": str(rosa.pk), "network": here()}[kind])
    for headers in (OWN, OWN | {"X-In-Place": "1"}):
        answer = client.post(f"/comments/{comment.pk}/edit/", {"body": "Changed."}, headers=headers)
        assert answer.status_code == 422
        assert TOLD in words_of(page_of(answer))
        assert kept(answer) == "Changed."
    comment.refresh_from_db()
    assert comment.body == "As it was."


def test_my_page_says_that_a_block_is_in_force_with_reason_and_end(client, story, rosa):
    assert "A block is in force" not in text_of(client.get("/me/"))
    a_block("domain", "second.example")
    a_block("network", here(), until=None)
    page = text_of(client.get("/me/"))
    assert page.count("A block is in force") == 2
    assert "You cannot write here. Reason" in page
    assert page.count(TOLD) == 2


def test_reading_deleting_appealing_and_taking_along_go_on(client, story, rosa):
    mine, refused = a_comment(story, author=rosa), a_refused_comment(story=story, author=rosa)
    a_block(value=str(rosa.pk))
    assert client.get(DISCUSSION).status_code == 200
    assert client.post(f"/comments/{mine.pk}/delete/", headers=OWN).status_code == 302
    assert client.post(f"{receipt_address(refused)}appeal/", {"text": "Look again."}, headers=OWN).status_code == 302
    assert client.post("/me/export/").status_code == 200
    assert not Comment.objects.filter(pk=mine.pk, state="published").exists()


def test_a_block_is_told_in_the_language_and_zone_of_the_site(client, story, rosa):
    the_site(language="de", time_zone="Europe/Berlin")
    a_block(value=str(rosa.pk), until=moments.now().replace(year=2040, month=1, day=5, hour=23, minute=0))
    assert "6" in text_of(write(client))


def test_words_for_the_blocked_are_text(client, story, rosa):
    a_block(value=str(rosa.pk))
    Block.objects.update(note="<script>alert(1)</script>")
    assert b"<script>alert" not in write(client).content
    assert b"<script>alert" not in client.get("/me/").content


def test_a_block_of_another_person_on_the_same_story_costs_no_more_questions(story, django_assert_max_num_queries):
    person = a_person()
    a_comment(story, author=person)
    with django_assert_max_num_queries(20):
        Comment.objects.post(story=story, body="Again.", author=person)


def test_the_end_is_told_in_arabic_with_the_day_before_the_month(client, story, rosa):
    the_site(language="ar", time_zone="UTC")
    a_block(value=rosa.pk, until=datetime(2035, 12, 5, 18, 30, tzinfo=UTC))
    assert "5 ديسمبر 2035، 18:30" in text_of(write(client))
