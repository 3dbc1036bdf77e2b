"""The receipt: where a comment stands, since when and why, in words for its author; and what it does not tell."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from comments.models import Comment, Decision, Objection
from comments.receipts import receipt_address
from comments.rules import NAMED, Rule
from tests.factories import a_comment, a_held_comment, a_person, a_refused_comment, a_story, an_editor, the_site
from tests.forms import having, page_of, text_of, words_of

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WATCHED = Rule("watched", "Watched words", "It has a word that is watched here", "", lambda *asked: [])
REFUSED = Rule(
    "refused", "Refused words", "It has a word that is refused here", "", lambda *asked: [], verdict="refuse"
)
FILTER = Rule("spam_filter", "Spam filter", "It looks like spam to the filter", "", lambda *asked: [])


@pytest.fixture(autouse=True)
def rules(monkeypatch):
    for rule in (WATCHED, REFUSED, FILTER):
        monkeypatch.setitem(NAMED, rule.name, rule)


@pytest.fixture
def rosa(client):
    person = a_person(name="Rosa Lind", email="rosa@example.org")
    client.force_login(person)
    return person


def receipt(comment, client=None):
    """As whoever has the address reads it, signed out as a rule."""
    return (client or Client()).get(receipt_address(comment))


def objects(comment, rule, text="", **fields):
    position = comment.body.find(text) if text else None
    return Objection.objects.create(comment=comment, rule=rule, text=text, position=position, **fields)


def marked(answer) -> list[str]:
    return [words_of(mark) for mark in page_of(answer).iter("mark")]


def facts_of(answer) -> list[tuple[str, str]]:
    """The names and what stands beside them, in order."""
    (listed,) = [one for one in page_of(answer).iter("dl") if one.get("class") == "receipt"]
    return list(zip(map(words_of, listed.iter("dt")), map(words_of, listed.iter("dd")), strict=True))


def test_a_held_comment_says_the_rule_and_marks_what_it_met_in_its_place(client):
    body = f"{'The bridge hums at low tide. ' * 9}Nobody but a blockhead would deny it. {'It does. ' * 20}"
    comment = a_held_comment(body=body)
    objects(comment, "watched", "blockhead")
    answer = receipt(comment)
    assert marked(answer) == ["blockhead"]
    (piece,) = having(page_of(answer), "class", "receipt__piece")
    said = words_of(piece)
    assert said.startswith("…")
    assert "Nobody but a blockhead would deny it." in said
    assert said.endswith("…")
    assert len(said) < 140
    assert "It has a word that is watched here" in text_of(answer)
    assert "A person reads it." in text_of(answer)


@pytest.mark.parametrize(
    ("body", "met"),
    [
        ("أنت أحمق يا صديقي", "أحمق"),
        ("你是笨蛋吗", "笨蛋"),
        ("<b>Fools</b> & knaves", "<b>Fools</b>"),
        ("👩‍👩‍👧‍👦 idiot 👩‍👩‍👧‍👦", "idiot"),
        ("idiot", "idiot"),
    ],
)
def test_any_script_is_marked_as_it_was_typed(body, met):
    comment = a_held_comment(body=body)
    objects(comment, "watched", met)
    answer = receipt(comment)
    assert marked(answer) == [met]
    assert words_of(having(page_of(answer), "class", "receipt__piece")[0]) == body


@pytest.mark.parametrize("position", [None, 3, 5000])
def test_words_that_stand_there_no_more_are_shown_alone(position):
    comment = a_held_comment(body="The bridge hums.")
    objects(comment, "watched", "")
    Objection.objects.update(text="blockhead", position=position)
    assert marked(receipt(comment)) == ["blockhead"]
    assert words_of(having(page_of(receipt(comment)), "class", "receipt__piece")[0]) == "blockhead"


def test_facts_stand_where_no_word_says_it_and_a_rule_is_named_once():
    comment = a_held_comment(body="One, two, one, two, three, four, five, six.")
    objects(comment, "watched", words="4 links, 2 are allowed")
    for word in ("One", "two", "three", "four", "five", "six"):
        objects(comment, "watched", word)
    answer = receipt(comment)
    assert text_of(answer).count("It has a word that is watched here") == 1
    assert "4 links, 2 are allowed" in text_of(answer)
    assert len(marked(answer)) == 5


def test_what_a_rule_refused_is_told_with_the_word_and_that_it_was_a_rule():
    comment = a_comment(body="You absolute muppet.", state="rejected", visible=False)
    objection = objects(comment, "refused", "muppet", verdict="refuse")
    watched = objects(comment, "watched", "absolute")
    comment._log_objections([objection, watched], "unconfirmed")
    assert Decision.objects.about(comment).first().verb == "reject"
    answer = receipt(comment)
    assert marked(answer) == ["muppet", "absolute"]
    assert facts_of(answer)[0][0] == "Rule"
    assert facts_of(answer)[0][1].startswith("It has a word that is refused here")
    assert ("Decided by", "A rule of the house, when it came") in facts_of(answer)
    assert "Refused" in text_of(answer)


def test_rule_and_person_are_both_told_with_reason_note_and_moment(time_machine):
    time_machine.move_to(NOON, tick=False)
    comment = a_held_comment(story=a_story(at=NOON - timedelta(hours=1)), body="You muppet.")
    objects(comment, "watched", "muppet")
    comment.reject(by=a_person("moderator", name="Nils Brandt"), reason="person", note="Say it without the name.")
    answer = receipt(comment)
    names = dict(facts_of(answer))
    assert names["Reason"] == "Aimed at a person, not at the story"
    assert names["Decided by"] == "A moderator, 22 November 2026, 12:00"
    assert names["Note"] == "Say it without the name."
    assert marked(answer) == ["muppet"]
    assert "since 22 November 2026, 12:00" in text_of(answer)


def test_a_rule_that_once_held_it_is_past_once_a_person_removed_it():
    comment = a_held_comment(body="You muppet.")
    objects(comment, "watched", "muppet")
    nils = a_person("moderator")
    comment.approve(by=nils)
    comment.remove(by=nils, reason="law")
    assert marked(receipt(comment)) == []
    assert ("Reason", "May break the law") in facts_of(receipt(comment))


def test_what_was_taken_back_is_not_told():
    comment, nils = a_held_comment(body="It hums."), a_person("moderator")
    comment.reject(by=nils, reason="hate", note="So hateful.")
    comment.undo(by=nils)
    page = text_of(receipt(comment))
    assert "Held for a moderator" in page
    assert "hateful" not in page.lower()
    comment.reject(by=nils, reason="person")
    other = a_person("moderator")
    comment.restore(by=other)
    comment.undo(by=other)
    assert ("Reason", "Aimed at a person, not at the story") in facts_of(receipt(comment))


def test_nobody_learns_who_decided_who_reported_or_how_the_filter_counts(client, rosa):
    comment = a_comment(author=rosa, body="Cheap pills here.")
    comment.reports.create(reader=a_person(name="Tell Tale"), reason="spam", note="Pills again.")
    comment.mark_spam(by=a_person("moderator", name="Nils Brandt"))
    objects(comment, "spam_filter", "pills", words="Score 97 of 100; pills +3.1")
    Comment.objects.update(state="held")
    for page in (text_of(receipt(comment)), text_of(client.get("/me/"))):
        assert "It looks like spam to the filter" in page
        for secret in ("Nils", "Tell Tale", "Pills again", "Score", "+3.1"):
            assert secret not in page
    assert marked(receipt(comment)) == []


def test_nobody_learns_of_a_comment_of_somebody_else_that_theirs_is_like():
    comment = a_held_comment()
    objects(comment, "near_duplicate", words="88% like comment 134 under another story")
    page = text_of(receipt(comment))
    assert "Nearly the same text stands under another story" in page
    assert "134" not in page


def test_a_rule_that_failed_says_so_without_its_fault():
    comment = a_held_comment()
    objects(comment, "fault", words="links: ZeroDivisionError")
    page = text_of(receipt(comment))
    assert "A rule of the house failed; a person reads it" in page
    assert "ZeroDivision" not in page


def test_older_comments_have_their_rules_from_the_log(client, rosa):
    the_site(comments_mode="all_held")
    comment = a_comment(author=rosa)
    comment.objections.all().delete()
    for page in (text_of(receipt(comment)), text_of(client.get("/me/"))):
        assert "Every comment here is read before it is shown" in page


def test_what_is_shown_or_deleted_says_since_when_and_nothing_else(client, rosa, time_machine):
    time_machine.move_to(NOON, tick=False)
    story = a_story(at=NOON - timedelta(hours=1))
    shown, gone = a_comment(story, author=rosa), a_comment(story, author=rosa)
    gone.delete_by_author()
    page = client.get("/me/")
    assert text_of(page).count("since 22 November 2026, 12:00") == 2
    assert page_of(page).find(".//dl") is None
    assert text_of(receipt(shown)).count("since") == 1


def test_a_receipt_is_kept_nowhere_sets_no_cookie_and_is_gone_with_its_story(client):
    comment = a_refused_comment()
    answer = receipt(comment)
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    comment.story.withdraw("Not ours.")
    assert receipt(comment).status_code == 404
    client.force_login(an_editor())
    assert receipt(comment, client).status_code == 200
    assert Client().get("/receipts/1:forged/").status_code == 404


def test_a_refusal_by_a_rule_is_told_in_place_too(client, rosa, monkeypatch):
    monkeypatch.setattr(Comment, "_state_after", lambda self, found: "rejected")
    story = a_story(title="The bridge")
    answer = client.post("/stories/the-bridge/comments/", {"body": "You muppet."}, headers={"X-In-Place": "1"})
    assert "Your comment was refused by a rule of the house." in answer.content.decode()
    assert page_of(answer).find(f".//a[@href='{receipt_address(Comment.objects.get(story=story))}']") is not None


def test_a_change_that_a_rule_holds_leads_to_the_receipt_in_place_too(client, rosa):
    comment = a_comment(author=rosa)
    the_site(comments_mode="all_held")
    path = f"/comments/{comment.pk}/edit/"
    answer = client.post(path, {"body": "Changed."}, headers={"X-In-Place": "1"})
    assert "Held for a moderator." in answer.content.decode()
    assert page_of(answer).find(f".//article[@id='c{comment.pk}']//a[@href='{receipt_address(comment)}']") is not None
    assert client.post(path, {"body": "Changed once more."}).url == receipt_address(comment)
