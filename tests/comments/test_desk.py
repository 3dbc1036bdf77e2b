"""The moderation desk: its queues, a card with all that is known, and decisions that the second moderator hears of."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import marked
from comments.admin import desk
from comments.models import Block, Comment, Decision, EarlierText, Objection, PersonNote, Report, SavedReply
from tests.factories import a_comment, a_creator, a_held_comment, a_person, a_story, an_editor
from tests.forms import having, page_of, text_of, words_of

DESK = "/admin/comments/comment/desk/"
DECISION = f"{DESK}decision/"
MEANWHILE = f"{DESK}meanwhile/"
SCRIPT = {"headers": {"X-In-Place": "1"}}


@pytest.fixture
def nils(client):
    person = a_person("moderator", name="Nils Brandt")
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def _signed_in(nils):
    """Nearly every test looks as a moderator."""


@pytest.fixture
def other():
    """The browser of a second moderator."""
    browser = Client()
    browser.force_login(a_person("moderator", name="Ada Lund"))
    return browser


def cards(response):
    return [element.get("data-comment") for element in having(page_of(response), "data-comment", "")
            if element.get("data-comment")]  # fmt: skip


def shown(client, queue, **query):
    """The numbers of the comments on a page of a queue."""
    return [int(number) for number in cards(client.get(DESK, {"queue": queue, **query}))]


def card_of(response, comment):
    [card] = having(page_of(response), "id", f"card-{comment.pk}")
    return card


def decide(client, *comments, verb, queue="held", **said):
    data = {"queue": queue, "verb": verb, "comment": [comment.pk for comment in comments]}
    return client.post(DECISION, data | said, follow=True)


def in_place(client, *comments, verb, queue="held", **said):
    data = {"queue": queue, "verb": verb, "comment": [comment.pk for comment in comments]}
    return client.post(DECISION, data | said, **SCRIPT)


def states(*comments):
    return [Comment.objects.get(pk=comment.pk).state for comment in comments]


def a_report(comment, **fields):
    return Report.objects.create(**{"comment": comment, "reader": a_person(), "reason": "hate"} | fields)


def an_appeal(by, said="I meant the bridge."):
    comment = a_comment()
    comment.remove(by=by, reason="person", note="Not so.")
    comment.appeal_with(said)
    return comment


# The queues


def test_each_queue_has_its_own_comments_in_its_order(client, nils):
    held = [a_held_comment(), a_held_comment()]
    reported, recent = a_comment(), a_comment()
    a_report(reported), a_report(reported, reason="spam")
    spam = a_comment()
    spam.mark_spam(by=nils)
    appeals = [an_appeal(nils), an_appeal(nils)]
    assert shown(client, "held") == [comment.pk for comment in held]
    assert shown(client, "reported") == [reported.pk]
    assert shown(client, "appeals") == [comment.pk for comment in appeals]
    assert shown(client, "spam") == [spam.pk]
    assert shown(client, "recent") == [recent.pk, reported.pk]
    tabs = [words_of(link) for link in having(page_of(client.get(DESK)), "href", "?queue=")][:5]
    assert tabs == ["Held 2", "Reported 1", "Appeals 2", "Spam", "Recent"]


@pytest.mark.parametrize("queue", ["held", "reported", "appeals", "spam", "recent"])
def test_an_empty_queue_says_what_would_wait_there(client, queue):
    response = client.get(DESK, {"queue": queue})
    assert response.status_code == 200
    assert cards(response) == []
    assert not having(page_of(response), "data-empty", "")[0].get("hidden")


@pytest.mark.parametrize("queue", ["held", "reported", "appeals", "spam", "recent"])
def test_a_long_queue_is_walked_page_by_page_without_gap_or_repeat(client, nils, monkeypatch, queue):
    monkeypatch.setattr(desk, "A_PAGE", 2)
    for _ in range(5):
        if queue == "appeals":
            an_appeal(nils)
            continue
        comment = a_held_comment() if queue == "held" else a_comment()
        if queue == "reported":
            a_report(comment)
        elif queue == "spam":
            comment.mark_spam(by=nils)
    # What was written in the same moment has an order too.
    Comment.objects.update(created_at=timezone.now())
    seen, query = [], {}
    while page := shown(client, queue, **query):
        seen += page
        query = {"after": page[-1]}
        # Decided meanwhile, it still marks the place.
        if queue == "held":
            Comment.objects.get(pk=page[-1]).approve(by=nils)
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=queue in ("spam", "recent"))


@pytest.mark.parametrize("query", ["queue=nonsense", "queue=%00"])
def test_a_queue_that_does_not_exist_is_not_found(client, query):
    assert client.get(f"{DESK}?{query}").status_code == 404


def test_odd_places_and_numbers_begin_at_the_beginning_or_do_nothing(client):
    comment = a_held_comment()
    for odd in ("x", "٣", "9" * 30, "\0", "-1", "987654321"):
        assert shown(client, "held", after=odd, done=odd) == [comment.pk], odd
        assert decide(client, verb="approve", comment=[odd], after=odd).status_code == 200
        assert client.get(MEANWHILE, {"queue": "held", "comment": odd}).status_code == 200
    assert states(comment) == ["held"]


# The card


def test_a_card_shows_the_comment_its_place_its_person_and_what_is_against_it(client, nils):
    rosa = a_person(name="Rosa Lind")
    a_comment(author=rosa), a_comment(author=rosa)
    parent = a_comment(a_story(title="Eels"), body="The question.")
    comment = a_held_comment(author=rosa, parent=parent, body="What a <b>rotten</b> bridge.")
    comment.objections.create(rule="all_held")
    comment.objections.create(rule="watched", text="rotten", position=10)
    comment.objections.create(rule="watched", text="bridge", position=0)  # the text was changed since
    a_report(comment, reason="hate", note="It hurts.")
    EarlierText.objects.create(comment=comment, body="What a dull bridge.")
    PersonNote.objects.create(person=rosa, text="Warned in May.", by_name="Ada Lund")
    Block.objects.create(kind="account", value=str(rosa.pk), reason="person")
    card = card_of(client.get(DESK), comment)
    said = words_of(card)
    for words in ("Rosa Lind", "Eels", "The question.", "All comments are held", "rotten", "bridge", "It hurts.",
                  "Warned in May.", "Blocked", "edited", "What a dull bridge.", "Shown 2", "here since"):  # fmt: skip
        assert words in said, words
    assert [words_of(mark) for mark in card.iter("mark")] == ["rotten"]
    assert list(card.iter("b")) == []  # as it was typed, and nothing of it is HTML
    assert having(card, "href", f"?thread={parent.pk}")


def test_a_note_on_the_person_is_written_on_the_card(client):
    comment = a_held_comment()
    [form] = having(card_of(client.get(DESK), comment), "action", "/person/")
    response = client.post(form.get("action"), {"queue": "held", "text": "Warned."}, follow=True)
    assert response.redirect_chain[-1][0] == f"{DESK}?queue=held"
    assert "Warned." in words_of(card_of(response, comment))


def test_overlapping_matches_are_marked_once_each_letter():
    text = "abcdef"
    spans = [Objection(text="bcd", position=1), Objection(text="cde", position=2), Objection(text="cd", position=2)]
    pieces = marked.pieces(text, spans)
    assert "".join(piece for piece, _hit in pieces) == text
    assert "".join(piece for piece, hit in pieces if hit) == "bcde"


def test_an_appeal_stands_with_the_decision_it_is_about(client, nils):
    comment = an_appeal(nils, "It was about the bridge.")
    said = words_of(card_of(client.get(DESK, {"queue": "appeals"}), comment))
    for words in ("It was about the bridge.", "Nils Brandt", "Aimed at a person", "Not so."):
        assert words in said, words


@pytest.mark.parametrize("queue", ["held", "reported", "appeals", "recent"])
def test_a_page_of_twenty_takes_at_most_twelve_queries(client, nils, queue):
    story = a_story()
    for number in range(20):
        comment = an_appeal(nils) if queue == "appeals" else a_comment(story if number % 2 else None)
        if queue == "held":
            Comment.objects.filter(pk=comment.pk).update(state="held")
        a_report(comment, handled_at=timezone.now() if queue == "recent" else None)
        comment.objections.create(rule="all_held")
        EarlierText.objects.create(comment=comment, body="Before.")
        PersonNote.objects.create(person=comment.author, text="Note.")
    client.get(DESK)  # what is looked up once for all pages
    with CaptureQueriesContext(connection) as seen:
        response = client.get(DESK, {"queue": queue})
    assert len(cards(response)) == 20
    assert len(seen) <= 12, "\n".join(query["sql"][:200] for query in seen)


def test_the_page_of_one_comment_shows_the_same(client, nils):
    comment = an_appeal(nils, "It was about the bridge.")
    comment.objections.create(rule="all_held", text=comment.body[:6], position=0)
    address = f"/admin/comments/comment/{comment.pk}/change/"
    page = client.get(address)
    assert [words_of(mark) for mark in page_of(page).iter("mark")] == [comment.body[:6].strip()]
    for words in ("All comments are held", "It was about the bridge.", "Uphold the decision"):
        assert words in text_of(page), words
    comment.uphold(by=nils)
    said = text_of(client.get(address))
    assert "It was about the bridge." in said
    assert "the decision stands" in said


@pytest.mark.parametrize("address", ["/admin/", "/admin/comments/comment/", "/admin/help/"])
def test_the_desk_is_reached_from_everywhere(client, address):
    a_held_comment()
    links = [link.get("href") for link in having(page_of(client.get(address)), "href", DESK)]
    assert DESK in links


# Decisions


@pytest.mark.parametrize(
    ("queue", "verb", "after"),
    [
        ("held", "approve", "published"), ("held", "reject", "rejected"), ("held", "spam", "spam"),
        ("reported", "keep", "published"), ("reported", "remove", "removed"), ("spam", "restore", "published"),
        ("appeals", "restore", "published"), ("appeals", "uphold", "removed"), ("recent", "spam", "spam"),
    ],
)  # fmt: skip
def test_every_verb_decides_and_can_be_taken_back(client, nils, queue, verb, after):
    comment = an_appeal(nils) if queue == "appeals" else a_comment()
    if queue == "held":
        comment = a_held_comment()
    if queue == "reported":
        a_report(comment)
    if queue == "spam":
        comment.mark_spam(by=nils)
    before = states(comment)
    response = decide(client, comment, verb=verb, queue=queue, reason="law", note="See the law.")
    assert states(comment) == [after]
    assert shown(client, queue) == []
    assert "Take back" in text_of(response)
    assert "Marked as spam: Spam" not in text_of(response)
    decide(client, comment, verb="undo", queue=queue)
    assert states(comment) == before
    assert shown(client, queue) == [comment.pk]
    assert [entry.verb for entry in Decision.objects.about(comment)[:2]] == ["undo", verb]


@pytest.mark.parametrize("how", [decide, in_place])
def test_a_reason_is_asked_for_and_what_was_typed_stays(client, how):
    comment = a_held_comment()
    response = how(client, comment, verb="reject", note="Please <read>")
    assert response.status_code == 422
    assert "Choose a reason" in response.content.decode()
    if how is decide:
        assert "Please <read>" in [area.text for area in card_of(response, comment).iter("textarea")]
    assert "Write the reason" in how(client, comment, verb="reject", reason="other").content.decode()
    assert states(comment) == ["held"]


def test_a_saved_reply_is_the_note_where_none_was_written(client):
    reply = SavedReply.objects.create(name="Be kind", text="Please be kinder.")
    first, second = a_held_comment(), a_held_comment()
    decide(client, first, verb="reject", reason="other", reply=reply.pk)
    decide(client, second, verb="reject", reason="other", reply=reply.pk, note="My own words.")
    assert [Decision.objects.about(one).first().note for one in (first, second)] == [
        "Please be kinder.",
        "My own words.",
    ]
    assert decide(client, a_held_comment(), verb="reject", reason="other", reply="٣").status_code == 422


def test_several_are_decided_at_once_and_taken_back(client):
    comments = [a_held_comment() for _ in range(3)]
    response = decide(client, *comments, verb="reject", reason="advert")
    assert states(*comments) == ["rejected"] * 3
    assert text_of(response).count("Take back") == 3
    decide(client, *comments, verb="undo")
    assert states(*comments) == ["held"] * 3
    asked = decide(client, *comments, verb="reject")
    assert asked.status_code == 422
    assert len([box for box in having(page_of(asked), "form", "bulk") if "checked" in box.attrib]) == 3
    assert "Nothing was ticked" in text_of(decide(client, verb="approve"))


@pytest.mark.parametrize("how", [decide, in_place])
def test_the_second_of_two_moderators_sees_what_the_first_did(client, other, how):
    comment = a_held_comment()
    decide(other, comment, verb="reject", reason="person")
    response = how(client, comment, verb="approve")
    assert response.status_code == 200
    said = text_of(response) if how is decide else response.content.decode()
    assert "Ada Lund" in said
    assert "Aimed at a person" in said
    assert "Take back" not in said
    assert states(comment) == ["rejected"]


@pytest.mark.parametrize("bulk", [True, False])
def test_a_card_that_is_no_longer_true_overrules_nobody(client, other, bulk):
    """Also where the verb could still be done: what was approved could be marked as spam."""
    first, second = a_held_comment(), a_held_comment()
    seen = {field.get("name"): field.get("value") for field in having(page_of(client.get(DESK)), "name", "seen-")
            if bulk == (field.get("form") == "bulk")}  # fmt: skip
    decide(other, first, verb="approve")
    Comment.objects.filter(pk=second.pk).update(body="Something else.", edited_at=timezone.now())
    response = decide(client, first, second, verb="spam", **seen)
    assert states(first, second) == ["published", "held"]
    assert "Approved by Ada Lund" in text_of(response)
    assert "Ada Lund was quicker." in text_of(response)
    assert "It has changed since you looked." in text_of(response)
    decide(client, second, verb="spam", seen=1)
    assert states(second) == ["spam"]


def test_in_place_a_card_that_was_true_no_longer_comes_back_with_what_was_typed(client, nils):
    comment = a_held_comment(body="Buy eels.")
    seen = having(page_of(client.get(DESK)), "name", f"seen-{comment.pk}")[0].get("value")
    comment.edit("Something else.")
    said = {f"seen-{comment.pk}": seen, "note": "No eels here.", "reason": "advert"}
    card = in_place(client, comment, verb="reject", **said).content.decode()
    for words in ("It has changed since you looked.", "Something else.", "No eels here.", 'value="reject"'):
        assert words in card
    assert states(comment) == ["held"]


def test_what_somebody_else_decided_is_told_to_the_page_that_is_open(client, other):
    mine, theirs = a_held_comment(), a_held_comment()
    asked = {"queue": "held", "comment": [mine.pk, theirs.pk]}
    assert client.get(MEANWHILE, asked, **SCRIPT).content == b""
    decide(other, theirs, verb="approve")
    said = client.get(MEANWHILE, asked, **SCRIPT).content.decode()
    assert f"card-{theirs.pk}" in said
    assert f"card-{mine.pk}" not in said
    assert "Approved by Ada Lund" in said


def test_nobody_takes_back_what_another_decided(client, other):
    comment = a_held_comment()
    decide(other, comment, verb="approve")
    response = decide(client, comment, verb="undo")
    assert "nothing of yours to take back" in text_of(response)
    assert states(comment) == ["published"]


def test_a_decision_in_place_is_one_line_and_the_next_page_is_more_cards(client, monkeypatch):
    monkeypatch.setattr(desk, "A_PAGE", 1)
    first, second = a_held_comment(body="One."), a_held_comment()
    line = in_place(client, first, verb="approve").content.decode()
    assert "<html" not in line
    assert line.count("<li") == 1
    assert "Approved" in line
    more = client.get(DESK, {"queue": "held", "after": first.pk}, **SCRIPT)
    assert "<html" not in more.content.decode()
    assert cards(more) == [str(second.pk)]
    back = in_place(client, first, verb="undo")
    assert cards(back) == [str(first.pk)]


# Who may


@pytest.mark.parametrize("role", ["reader", "creator"])
def test_the_desk_is_for_those_who_moderate(client, role):
    comment, person = a_held_comment(), a_person(role)
    if role == "creator":
        a_creator(user=person)
    client.force_login(person)
    for address in (DESK, DECISION, MEANWHILE):
        assert client.get(address).status_code in (302, 403, 404, 405), address
    decide(client, comment, verb="approve")
    assert states(comment) == ["held"]


def test_strangers_are_sent_to_sign_in_and_editors_may_moderate(client):
    comment = a_held_comment()
    assert Client().get(DESK).status_code == 302
    client.force_login(an_editor())
    assert shown(client, "held") == [comment.pk]
    assert client.get(DECISION).status_code in (302, 405)


def test_a_forged_verb_decides_nothing(client):
    comment = a_held_comment()
    for verb in ("", "purge", "\0", "remove"):
        assert decide(client, comment, verb=verb, reason="law").status_code in (200, 422), verb
    assert states(comment) == ["held"]


def test_what_is_late_cannot_be_taken_back(client, nils, monkeypatch):
    comment = a_held_comment()
    comment.approve(by=nils)
    monkeypatch.setattr("comments.models.moderated.UNDO_MINUTES", -1)
    assert b'value="undo"' not in client.get(DESK, {"done": comment.pk}).content
    assert "nothing of yours to take back" in text_of(decide(client, comment, verb="undo"))
    assert states(comment) == ["published"]


def test_a_decision_on_a_later_page_leads_back_to_that_page(client):
    first, second, third = a_held_comment(), a_held_comment(), a_held_comment()
    page = client.get(DESK, {"queue": "held", "after": first.pk})
    kept = [field for form in card_of(page, second).iter("form") for field in having(form, "name", "after")]
    assert [field.get("value") for field in kept] == [str(first.pk)] * 2
    after = decide(client, second, verb="approve", after=first.pk)
    assert list(map(int, cards(after)))[-1:] == [third.pk]
    assert f"after={first.pk}" in after.redirect_chain[0][0]


def test_what_was_typed_about_a_comment_that_left_the_queue_comes_back_with_its_card(client, nils):
    comment = a_held_comment()
    comment.approve(by=nils)
    answer = decide(client, comment, verb="remove", note="Aimed at Tom.")
    assert answer.status_code == 422
    assert "Aimed at Tom." in text_of(answer)
    assert list(map(int, cards(answer))) == [comment.pk]


def test_an_appeal_stands_beside_the_decision_it_is_against(client, nils):
    comment = a_held_comment()
    comment.reject(by=nils, reason="hate")
    comment.appeal_with("I meant the eels.")
    said = " ".join(card_of(client.get(DESK, {"queue": "appeals"}), comment).itertext())
    assert "Against: refused" in said
