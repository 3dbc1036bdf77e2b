"""The moderation desk: every queue, a card for each comment, decided alone or together, and seen by the next moderator."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Appeal, Block, Comment, Decision, Objection, PersonNote, Report, SavedReply
from comments.queues import QUEUES
from tests.factories import a_comment, a_held_comment, a_person, a_story, the_site
from tests.forms import page_of, text_of

DESK = "/admin/comments/comment/desk/"
IN_PLACE = {"headers": {"X-In-Place": "1"}}
QUERIES = 12  # session, person, rights twice, site; cards, log, objections, reports, records, replies, counts


@pytest.fixture
def nils(client):
    the_site()
    person = a_person("moderator", name="Nils Brandt")
    client.force_login(person)
    return person


def decide(client, comment, verb, queue="held", **said):
    return client.post(f"{DESK}decision/", {"verb": verb, "comment": comment.pk, "queue": queue, **said}, follow=True)


def an_appeal(by):
    comment = a_held_comment(body="About the bridge, I thought.")
    comment.reject(by=by, reason="off_topic", note="About boats.")
    comment.appeal_with("It was the bridge.")
    return comment


def a_reported_comment():
    comment = a_comment(body="You are a boat.")
    Report.objects.create(comment=comment, reader=a_person(name="Rosa Lind"), reason="person", note="Rude.")
    return comment


def some_spam(by):
    comment = a_held_comment(body="Buy boats.")
    comment.mark_spam(by=by)
    return comment


def in_queue(name, by):
    made = {"held": a_held_comment, "reported": a_reported_comment, "recent": a_comment}
    made |= {"appeals": lambda: an_appeal(by), "spam": lambda: some_spam(by)}
    return made[name]()


@pytest.mark.parametrize("queue", QUEUES)
def test_a_queue_shows_what_is_in_it_and_an_empty_one_says_what_it_is_for(client, nils, queue):
    assert str(QUEUES[queue].empty) in text_of(client.get(DESK, {"queue": queue}))
    comment = in_queue(queue, nils)
    page = client.get(DESK, {"queue": queue})
    assert f'id="card-{comment.pk}"' in page.content.decode()
    others = set(QUEUES) - {queue, "recent"}
    assert not any(f'id="card-{comment.pk}"' in client.get(DESK, {"queue": name}).content.decode() for name in others)


def test_the_oldest_waits_first_and_pages_follow_each_other(client, nils):
    story = a_story()
    held = [a_held_comment(story=story) for _number in range(25)]
    first = client.get(DESK)
    assert [card(first).index(comment.pk) for comment in held[:20]] == list(range(20))
    more = page_of(first).find(".//li[@data-next]/a").get("href")
    assert card(client.get(more)) == [comment.pk for comment in held[20:]]
    in_place = client.get(more, **IN_PLACE)
    assert "<html" not in in_place.content.decode()


def card(page):
    return [int(item.get("data-comment")) for item in page_of(page).findall(".//li[@data-comment]")]


def test_newest_first_pages_follow_each_other_too(client, nils):
    story = a_story()
    shown = [a_comment(story) for _number in range(23)][::-1]
    first = client.get(DESK, {"queue": "recent"})
    assert card(first) == [comment.pk for comment in shown[:20]]
    more = page_of(first).find(".//li[@data-next]/a").get("href")
    assert card(client.get(more)) == [comment.pk for comment in shown[20:]]


def test_a_card_tells_the_place_the_person_and_what_the_rules_met(client, nils):
    rosa = a_person(name="Rosa Lind")
    parent = a_comment(body="Which bridge do you mean?")
    a_comment(parent.story, author=rosa)
    comment = a_held_comment(parent=parent, author=rosa, body="The <b>bloody</b> bridge & all.")
    Objection.objects.create(comment=comment, rule="watched_words", text="bloody", position=7)
    Objection.objects.create(comment=comment, rule="links", words="4 links, 2 are allowed")
    PersonNote.objects.create(person=rosa, text="Was warned in May.", by_name="Mo")
    Block.objects.create(kind="account", value=str(rosa.pk), reason="person")
    page = client.get(DESK)
    html, text = page.content.decode(), text_of(page)
    assert "The &lt;b&gt;<mark>bloody</mark>&lt;/b&gt; bridge &amp; all." in html
    for said in ["Rosa Lind", "Which bridge do you mean?", "4 links, 2 are allowed", "Was warned in May.", "Blocked"]:
        assert said in text
    assert "Shown 1" in text
    assert f"/admin/comments/block/add/?comment={comment.pk}" in html


def test_what_was_edited_away_is_named_but_not_marked(client, nils):
    comment = a_held_comment(body="The lovely bridge.")
    Objection.objects.create(comment=comment, rule="watched_words", text="bloody", position=4)
    page = client.get(DESK)
    assert "<mark>" not in page.content.decode()
    assert "bloody" in text_of(page)


def test_two_rules_may_meet_the_same_words(client, nils):
    comment = a_held_comment(body="Free boats here.")
    for text, position in [("Free boats", 0), ("boats here", 5), ("boats", 5)]:
        Objection.objects.create(comment=comment, rule="watched_words", text=text, position=position)
    assert "<mark>Free boats</mark><mark> here</mark>." in client.get(DESK).content.decode()


@pytest.mark.parametrize(
    ("queue", "verb", "state"),
    [
        ("held", "approve", "published"), ("held", "reject", "rejected"), ("held", "spam", "spam"),
        ("reported", "keep", "published"), ("reported", "remove", "removed"), ("reported", "spam", "spam"),
        ("appeals", "uphold", "rejected"), ("appeals", "restore", "published"),
        ("spam", "restore", "published"), ("recent", "remove", "removed"),
    ],
)  # fmt: skip
def test_every_queue_is_decided_and_says_so_with_a_way_back(client, nils, queue, verb, state):
    comment = in_queue(queue, nils)
    page = decide(client, comment, verb, queue, reason="person", note="Be kind.")
    comment.refresh_from_db()
    assert comment.state == state
    assert Decision.objects.about(comment).first().by_name == "Nils Brandt"
    assert "Take back" in text_of(page)
    if verb != "remove" or queue != "recent":
        assert comment.pk not in card(client.get(DESK, {"queue": queue}))
    before = Decision.objects.about(comment).first().before
    decide(client, comment, "undo", queue)
    comment.refresh_from_db()
    assert comment.state == before
    assert comment.pk in card(client.get(DESK, {"queue": queue}))


def test_a_reason_is_asked_for_and_what_was_typed_is_kept(client, nils):
    comment = a_held_comment()
    page = decide(client, comment, "reject", note="Because of the boats.")
    assert page.status_code == 422
    assert "Choose a reason" in text_of(page)
    assert "Because of the boats." in page.content.decode()
    assert not Decision.objects.exists()
    answer = client.post(f"{DESK}decision/", {"verb": "reject", "comment": comment.pk, "queue": "held"}, **IN_PLACE)
    assert answer.status_code == 422
    assert "Choose a reason" in answer.json()["problems"][0]


def test_a_saved_reply_stands_in_for_an_empty_note(client, nils):
    reply = SavedReply.objects.create(name="Kind", text="Please be kind to each other.")
    first, second = a_held_comment(), a_held_comment()
    decide(client, first, "reject", reason="person", reply=reply.pk)
    assert Decision.objects.about(first).first().note == "Please be kind to each other."
    decide(client, second, "reject", reason="person", reply=reply.pk, note="My own words.")
    assert Decision.objects.about(second).first().note == "My own words."


def test_several_are_decided_at_once(client, nils):
    held = [a_held_comment() for _number in range(3)]
    numbers = [comment.pk for comment in held[:2]]
    said = {"comment": numbers, "queue": "held"}
    page = client.post(f"{DESK}decision/", said | {"verb": "reject"}, follow=True)
    assert page.status_code == 422
    ticked = page_of(page).findall(".//input[@name='comment'][@checked]")
    assert {int(box.get("value")) for box in ticked} == set(numbers)
    client.post(f"{DESK}decision/", said | {"verb": "reject", "reason": "advert"})
    assert Comment.objects.filter(state="rejected").count() == 2
    page = client.post(f"{DESK}decision/", {"queue": "held", "verb": "approve"}, follow=True)
    assert "Nothing was ticked." in text_of(page)


def test_the_second_moderator_sees_what_the_first_did(client, nils):
    comment, other = a_held_comment(), a_held_comment()
    ada = a_person("moderator", name="Ada Penhallow")
    comment.reject(by=ada, reason="advert")
    page = decide(client, comment, "approve")
    assert "Refused by Ada Penhallow" in text_of(page)
    assert "Advertising" in text_of(page)
    assert "Take back" not in text_of(page)
    comment.refresh_from_db()
    assert comment.state == "rejected"
    asked = {"queue": "held", "comment": [comment.pk, other.pk]}
    news = client.get(f"{DESK}meanwhile/", asked, **IN_PLACE).content.decode()
    assert "Refused by Ada Penhallow" in news
    assert f"card-{other.pk}" not in news


def test_a_script_gets_a_line_and_the_card_back_after_undo(client, nils):
    comment = a_held_comment()
    said = {"comment": comment.pk, "queue": "held"}
    line = client.post(f"{DESK}decision/", said | {"verb": "approve"}, **IN_PLACE).content.decode()
    assert "data-done" in line
    assert "<html" not in line
    back = client.post(f"{DESK}decision/", said | {"verb": "undo"}, **IN_PLACE).content.decode()
    assert f'data-comment="{comment.pk}"' in back


@pytest.mark.parametrize("queue", QUEUES)
def test_a_page_of_cards_asks_the_database_as_little_as_an_empty_one_allows(client, nils, queue):
    story = a_story()
    for number in range(22):
        comment = in_queue(queue, nils)
        Objection.objects.create(comment=comment, rule="links", words="many")
        Decision.objects.record(comment, "hold", reason="links")
        PersonNote.objects.create(person=comment.author, text=f"Note {number}")
    a_comment(story)
    client.get(DESK, {"queue": queue})
    with CaptureQueriesContext(connection) as seen:
        assert len(card(client.get(DESK, {"queue": queue}))) == 20
    assert len(seen) <= QUERIES, [query["sql"][:90] for query in seen.captured_queries]


def test_tabs_tell_how_many_wait(client, nils):
    for _number in range(3):
        a_held_comment()
    an_appeal(nils)
    text = " ".join(text_of(client.get(DESK)).split())
    assert "Held 3" in text
    assert "Appeals 1" in text


@pytest.mark.parametrize("role", ["reader", "creator"])
def test_nobody_else_gets_in(role):
    client, comment = Client(), a_held_comment()
    client.force_login(a_person(role))
    for answer in [
        client.get(DESK), client.get(f"{DESK}meanwhile/"),
        client.post(f"{DESK}decision/", {"verb": "approve", "comment": comment.pk, "queue": "held"}),
    ]:  # fmt: skip
        assert answer.status_code in (302, 403)
    comment.refresh_from_db()
    assert comment.state == "held"


def test_odd_requests_are_answered_calmly(client, nils):
    assert client.get(DESK, {"queue": "nonsense"}).status_code == 404
    assert client.get(DESK, {"after": "9" * 40, "done": "x,,1,\0"}).status_code == 200
    assert client.get(f"{DESK}decision/").status_code == 405
    comment = a_held_comment()
    assert decide(client, comment, "nonsense").status_code == 422
    assert decide(client, comment, "reject", reason="person", reply="\0" * 9).status_code == 200
    assert Appeal.objects.count() == 0
