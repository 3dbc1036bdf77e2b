"""Blocks: offered from a comment, made with an end and a reason, told, lifted; each step is in the log."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection

from comments.models import Block, Comment, Decision
from comments.models.block import domain_of
from newsroom import moments
from tests.comments.test_at_once import at_once
from tests.factories import a_comment, a_person, a_story, an_editor, the_site
from tests.forms import filled, having, page_of, text_of, words_of

LIST = "/admin/comments/block/"
ADD = f"{LIST}add/"
NETWORK = "n" * 32


@pytest.fixture
def moderator(client):
    person = a_person("moderator", name="Mo Derat", email="mo@newsroom.example")
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def _signed_in(moderator):
    """Nearly every test looks as a moderator."""


@pytest.fixture
def rosa():
    return a_person(name="Rosa Lind", email="rosa@shed.example")


@pytest.fixture
def comment(rosa):
    return a_comment(author=rosa, network=NETWORK)


def block(client, address=ADD, **said):
    """Fills in the form at that address."""
    data = filled(client.get(address), "block_form") | {"reason": "spam"} | said
    return client.post(address, data)


def a_block(person, by, **fields):
    return Block.objects.make(
        **{"kind": "account", "value": str(person.pk), "person": person, "by": by, "reason": "spam"} | fields
    )


def rows(client, **query):
    cells = having(page_of(client.get(LIST, query)), "class", "field-who")
    return [words_of(cell) for cell in cells]


def log():
    return list(Decision.objects.order_by("id").values_list("verb", "person_id", "reason", "note", "by_name"))


# Made


@pytest.mark.parametrize(
    ("kind", "value", "is_about_her"),
    [
        ("account", "{pk}", True),
        ("address", "rosa@shed.example", True),
        ("domain", "shed.example", False),
        ("network", NETWORK, False),
    ],
)
def test_a_comment_offers_what_of_it_can_be_blocked(client, comment, rosa, kind, value, is_about_her):
    address = f"{ADD}?comment={comment.pk}"
    said = text_of(client.get(address))
    for offer in ("The account of Rosa Lind", "The address rosa@shed.example", "Every address at shed.example"):
        assert offer in said
    assert block(client, address, kind=kind, note="Third time.")["Location"] == LIST
    made = Block.objects.get()
    assert (made.kind, made.value, made.by_name) == (kind, value.format(pk=rosa.pk), "Mo Derat")
    assert log() == [("block", rosa.pk if is_about_her else None, "spam", "Third time.", "Mo Derat")]
    assert Decision.objects.get().until == made.until
    with pytest.raises(ValidationError, match=r"until .* Reason: Spam\. Third time\."):
        Block.objects.refuse(rosa, NETWORK)
    with pytest.raises(ValidationError):
        Comment.objects.post(story=a_story(), body="Again.", author=rosa, sent=_sent_from(NETWORK))
    assert LogEntry.objects.get().get_change_message() == "Blocked."


def _sent_from(network):
    from comments.rules import Sent

    return Sent(network=network)


def test_a_comment_without_an_account_offers_the_address_that_was_given(client):
    waiting = a_comment()
    Comment.objects.filter(pk=waiting.pk).update(author=None, email="Eve@Mill.example", state="unconfirmed")
    kinds = [radio.get("value") for radio in having(page_of(client.get(f"{ADD}?comment={waiting.pk}")), "name", "kind")]
    assert kinds == ["address", "domain"]


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ({"how_long": "day"}, datetime(2026, 11, 21, 12, tzinfo=UTC)),
        ({"how_long": "week"}, datetime(2026, 11, 27, 12, tzinfo=UTC)),
        ({"how_long": "month"}, datetime(2026, 12, 20, 12, tzinfo=UTC)),
        ({"how_long": "ever"}, None),
        ({"how_long": "date", "last_day": "2026-11-21"}, datetime(2026, 11, 21, 11, tzinfo=UTC)),
    ],
)
def test_a_block_ends_when_it_was_said_to_in_the_zone_of_the_site(client, comment, said, until):
    the_site(time_zone="Pacific/Auckland")
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False):
        client.force_login(a_person("moderator"))
        assert block(client, f"{ADD}?comment={comment.pk}", **said).status_code == 302
    assert Block.objects.get().until == until


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("account", " ROSA@shed.example ", "{pk}"),
        ("account", "#{pk}", "{pk}"),
        ("address", "Someone@Else.Example", "someone@else.example"),
        ("domain", "@Bücher.Example", "xn--bcher-kva.example"),
        ("domain", "someone@mill.example.", "mill.example"),
    ],
)
def test_what_is_typed_is_stored_as_it_is_met(client, rosa, kind, typed, value):
    assert block(client, kind=kind, value=typed.format(pk=rosa.pk)).status_code == 302
    assert Block.objects.get().value == value.format(pk=rosa.pk)


def test_an_address_at_a_domain_in_any_script_is_met(client):
    block(client, kind="domain", value="bücher.example")
    for email in ("eve@bücher.example", "eve@XN--BCHER-KVA.example"):
        with pytest.raises(ValidationError):
            Comment.objects.post(story=a_story(), body="Hear me.", author=a_person(email=email))
    assert domain_of("no domain at all" * 40) == "no domain at all" * 40


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"kind": "account", "value": "nobody@here.example"}, "no account with this address"),
        ({"kind": "account", "value": "9" * 40}, "no account with this address"),
        ({"kind": "account", "value": ""}, "Say which one"),
        ({"kind": "address", "value": "no address"}, "valid email address"),
        ({"kind": "domain", "value": "no domain"}, "This is no domain"),
        ({"kind": "domain", "value": "ف" * 240}, "This is no domain"),
        ({"kind": "network", "value": NETWORK}, "not one of the available choices"),
        ({"kind": "address", "value": "a@b.example\0"}, "Null characters"),
        ({"how_long": "date", "last_day": ""}, "Choose a day from today on"),
        ({"how_long": "date", "last_day": "2001-01-01"}, "Choose a day from today on"),
        ({"how_long": "date", "last_day": "9999-12-31"}, "Choose a day from today on"),
        ({"reason": ""}, "required"),
        ({"reason": "other", "note": ""}, "Say in the note"),
        ({"note": "x" * 1001}, "at most 1000"),
    ],
)
def test_what_cannot_be_blocked_is_said_and_what_was_typed_is_kept(client, said, why):
    response = block(client, **{"kind": "address", "value": "eve@mill.example", "note": "Kept."} | said)
    assert response.status_code == 422
    assert why in text_of(response)
    if "note" not in said:
        assert filled(response, "block_form")["note"] == ["Kept."]
    assert not Block.objects.exists()
    assert not Decision.objects.exists()


def test_staff_and_moderators_cannot_be_blocked(client, moderator):
    editor = an_editor(email="lene@newsroom.example")
    said = [{"kind": "account", "value": str(moderator.pk)}, {"kind": "address", "value": "lene@newsroom.example"}]
    for one in said:
        response = block(client, **one)
        assert "Staff and moderators cannot be blocked" in text_of(response)
    block(client, f"{ADD}?comment={a_comment(author=editor).pk}", kind="account")
    assert not Block.objects.exists()


def test_what_meets_many_or_oneself_asks_once_more_and_staff_write_on(client, moderator):
    for domain, why in (("gmail.com", "Very many people"), ("newsroom.example", "Your own address")):
        response = block(client, kind="domain", value=domain)
        assert response.status_code == 422
        assert why in text_of(response)
        again = filled(response, "block_form", sure="on")
        assert client.post(ADD, again).status_code == 302
    assert Block.objects.count() == 2
    Block.objects.refuse(moderator)
    with pytest.raises(ValidationError):
        Block.objects.refuse(a_person(email="reader@newsroom.example"))


def test_ones_own_network_asks_once_more(client, rosa):
    from django.test import RequestFactory

    from newsroom.limits import network

    here = network(RequestFactory().get("/"))
    mine = a_comment(author=rosa, network=here)
    response = block(client, f"{ADD}?comment={mine.pk}", kind="network")
    assert "You write from this network yourself" in text_of(response)
    assert not Block.objects.exists()


def test_the_same_is_not_blocked_twice_but_again_when_it_is_over(client, moderator, rosa):
    with time_machine.travel(moments.now() - timedelta(days=9)):
        over = a_block(rosa, moderator, until=moments.now() + timedelta(days=7))
    block(client, kind="account", value=str(rosa.pk))
    over.refresh_from_db()
    assert over.lifted_at == over.until
    response = block(client, kind="account", value=str(rosa.pk))
    assert response.status_code == 422
    assert "This is blocked already" in text_of(response)
    assert Block.objects.count() == Decision.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_make_one_block(moderator, rosa):
    def one():
        try:
            return a_block(rosa, moderator)
        except ValidationError as error:
            return error.code

    made = at_once([one] * 8)
    assert sorted(str(answer) for answer in made).count("twice") == 7
    assert Block.objects.count() == Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "leads"),
    [
        ("/admin/comments/comment/", "/admin/comments/comment/"),
        ("https://evil.example/", LIST),
        ("//evil.example", LIST),
    ],
)
def test_afterwards_it_leads_back_to_where_one_was(client, comment, place, leads):
    address = f"{ADD}?comment={comment.pk}&next={place}"
    assert having(page_of(client.get(address)), "href", leads)
    assert block(client, address)["Location"] == leads


def test_a_comment_or_person_that_is_not_there_is_not_found(client):
    for query in ("comment=99", "comment=x", "comment=" + "9" * 30, "person=0", "person=%00"):
        assert client.get(f"{ADD}?{query}").status_code == 404, query


# Lifted


def test_a_block_is_lifted_with_a_note_and_stays_to_be_read(client, moderator, rosa):
    made = a_block(rosa, moderator, note="A week off.")
    page = f"{LIST}{made.pk}/change/"
    assert "A week off." in text_of(client.get(page))
    response = client.post(f"{LIST}{made.pk}/lifting/", {"lifting": "She wrote to us."}, follow=True)
    assert "Lifted: Rosa Lind" in text_of(response)
    Block.objects.refuse(rosa)
    assert log()[1] == ("unblock", rosa.pk, "spam", "She wrote to us.", "Mo Derat")
    assert not having(page_of(client.get(page)), "formaction", "lifting")
    assert "until it is lifted" not in text_of(client.get(page)).lower()  # it was
    again = client.post(f"{LIST}{made.pk}/lifting/", follow=True)
    assert "does not hold any more" in text_of(again)
    assert Decision.objects.count() == 2


def test_nothing_of_a_block_is_changed_or_deleted(client, moderator, rosa):
    made = a_block(rosa, moderator)
    assert client.post(f"{LIST}{made.pk}/change/", {"note": "Milder."}).status_code == 403
    assert client.get(f"{LIST}{made.pk}/delete/").status_code == 403
    assert client.get(f"{LIST}{made.pk}/lifting/").status_code == 404


# Listed


def test_what_holds_stands_first_and_is_found_by_kind_state_and_words(client, moderator, rosa):
    a_block(rosa, moderator)
    with time_machine.travel(moments.now() - timedelta(days=9)):
        a_block(rosa, moderator, kind="domain", value="over.example", until=moments.now() + timedelta(days=1))
    a_block(rosa, moderator, kind="address", value="lifted@mill.example", note="Mistaken").lift(moderator)
    a_block(rosa, moderator, kind="network", value=NETWORK)
    assert rows(client) == ["nnnnnnnn…", "Rosa Lind", "lifted@mill.example", "over.example"]
    assert rows(client, state="on") == ["nnnnnnnn…", "Rosa Lind"]
    assert rows(client, state="ended") == ["over.example"]
    assert rows(client, state="lifted") == rows(client, q="mistaken") == ["lifted@mill.example"]
    assert rows(client, kind="domain") == rows(client, q="over.ex") == ["over.example"]
    assert "Nothing here fits" in text_of(client.get(LIST, {"q": "none"}))


def test_before_anybody_is_blocked_the_list_says_what_a_block_is(client):
    assert "Nobody is blocked." in text_of(client.get(LIST))


@pytest.mark.parametrize("role", ["creator", "reader"])
def test_others_have_no_part_in_it(client, comment, moderator, role):
    made = a_block(comment.author, moderator)
    client.force_login(a_person(role))
    for path in (LIST, ADD, f"{LIST}{made.pk}/change/"):
        assert client.get(path).status_code in (302, 403), path
    client.post(f"{LIST}{made.pk}/lifting/")
    client.post(f"{ADD}?comment={comment.pk}", {"kind": "address", "how_long": "ever", "reason": "spam"})
    assert Block.objects.get().is_in_force


def test_a_block_is_looked_up_in_an_index():
    if connection.vendor == "sqlite":
        plan = Block.objects.in_force().filter(kind="domain", value="x.example").explain()
        assert "INDEX" in plan
