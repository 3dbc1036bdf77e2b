"""Rehearsing a house rule: what it would have caught, and what people had made of that."""

import json
from datetime import timedelta
from io import StringIO
from time import thread_time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import rehearsal, rules
from comments.marked import Piece, excerpt
from comments.models import Comment, Decision, Objection
from comments.rehearsal import rehearse
from comments.rehearsed import summary
from comments.rules import Setting
from tests.comments.house_rules import BROKEN, HASTY, SHOUTING, WARY, broken_rule, house_rules  # noqa: F401
from tests.factories import a_comment, a_creator, a_held_comment, a_person, a_story

pytestmark = pytest.mark.usefixtures("house_rules")


def days_ago(number):
    return timezone.now() - timedelta(days=number)


def said(body, at=None, **fields):
    """A comment that stands as it is, whatever the rules say."""
    comment = a_comment(body="Quiet words.", **fields)
    Comment.objects.filter(pk=comment.pk).update(body=body, created_at=at or timezone.now(), state="published")
    return comment


def tried(rule=SHOUTING, number=0, words="", is_on=True, **how):
    return rehearse(rule, Setting(is_on, number, words), rule.default, **how)


def bodies(found):
    return [met.comment.body for met in found.shown]


def command(*given):
    out = StringIO()
    call_command("rehearse_rule", *given, stdout=out)
    return out.getvalue()


def test_it_says_which_comments_of_the_last_days_it_would_have_caught():
    said("STOP it"), said("All is calm"), said("STOP THIS", at=days_ago(29)), said("STOP then", at=days_ago(31))
    found = tried()
    assert (found.looked_at, found.caught, found.is_whole) == (3, 2, True)
    assert bodies(found) == ["STOP it", "STOP THIS"]
    assert (found.caught_before, found.more, found.fewer) == (1, 1, 0)
    assert [met.is_new for met in found.shown] == [True, False]


def test_a_rule_that_is_loosened_says_what_it_lets_go():
    said("STOP THIS"), said("STOP THIS NOW"), said("STOP it")
    found = tried(number=2)
    assert (found.caught, found.caught_before, found.more, found.fewer) == (1, 2, 0, 1)
    found = tried(is_on=False)
    assert (found.caught, found.caught_before, found.more, found.fewer) == (0, 2, 0, 2)


def test_a_rule_that_is_loosened_says_what_of_that_a_person_had_refused():
    moderator = a_person("moderator")
    one, two = a_comment(body="STOP THIS"), a_comment(body="STOP THAT")
    one.reject(by=moderator, reason="hate"), two.approve(by=moderator)
    found = tried(number=2)
    assert (found.fewer, found.let_go) == (2, 1)
    assert "Of 2 it would let go, a moderator refused 1." in summary(found)


def test_it_says_how_many_of_them_a_person_had_approved():
    """By the last word of a person that was not taken back: not a rule's, and not an author's appeal."""
    moderator = a_person("moderator")
    approved, refused, undone, kept, upheld = held = [a_held_comment(body=f"STOP {name}") for name in "abcde"]
    approved.approve(by=moderator)
    refused.reject(by=moderator, reason="hate")
    undone.approve(by=moderator), undone.undo(by=moderator)
    kept.approve(by=moderator), kept.remove(by=moderator, reason="hate"), kept.restore(by=moderator)
    kept.remove(by=moderator, reason="hate"), kept.undo(by=moderator)
    upheld.reject(by=moderator, reason="hate"), upheld.appeal_with("It was said in fun."), upheld.uphold(by=moderator)
    said("STOP nobody looked")
    found = tried()
    assert (found.caught, found.approved, found.standing) == (6, 2, 3)
    assert {met.comment.pk for met in found.shown if met.is_approved} == {approved.pk, kept.pk}
    assert len(held) == 5


def test_nobody_is_caught_whom_the_rules_do_not_ask():
    ines = a_creator(user=a_person("creator"))
    story = a_story(creators=[ines])
    said("STOP, I wrote this", story=story, author=ines.user), said("STOP, I lead here", author=a_person("moderator"))
    said("STOP", author=ines.user), Comment.objects.filter(pk=said("STOP").pk).update(state="unconfirmed")
    gone = said("STOP, gone")
    Comment.objects.filter(pk=gone.pk).update(author=None)
    assert bodies(tried()) == ["STOP, gone", "STOP"]


def test_a_rule_about_history_is_asked_as_if_the_comment_were_being_written():
    rosa, now = a_person(), days_ago(3)
    for seconds in (0, 20, 80):
        said(f"After {seconds}", author=rosa, at=now + timedelta(seconds=seconds))
    said("Somebody else", at=now + timedelta(seconds=81))
    Comment.objects.filter(body="After 20").update(state="removed")
    found = tried(HASTY, number=30)
    assert bodies(found) == ["After 20"]
    assert [objection.words for objection in found.shown[0].objections] == ["Another one just before."]
    assert tried(HASTY, number=61).caught == 2


def test_it_is_quick_and_asks_little_of_the_database():
    """Three thousand comments, a third of them caught: the queries are those of the batches."""
    comment, story = said("STOP 0"), a_story()
    people = [a_person() for _number in range(20)]
    rows = [
        Comment(
            story=story, story_version_id=comment.story_version_id, author=people[number % 20], state="published",
            body="STOP it" if number % 3 == 0 else "All is calm", path=f"{number:012}", fingerprint=str(number),
            created_at=timezone.now() - timedelta(minutes=number // 2),
        )
        for number in range(3000)
    ]  # fmt: skip
    Comment.objects.bulk_create(rows)
    begun = thread_time()
    with CaptureQueriesContext(connection) as queries:
        found = tried()
    assert (found.looked_at, found.caught, len(found.shown)) == (3001, 1001, rehearsal.MOST_SHOWN)
    assert len(queries) <= 7 * 4  # the comments, the people, their stories, what was decided
    assert thread_time() - begun < 3
    assert all("OFFSET" not in query["sql"] for query in queries)


def test_it_says_how_far_it_came():
    for number in range(6):
        said(f"STOP {number}", at=days_ago(number))
    found = tried(most=4)
    assert (found.looked_at, found.caught, found.is_whole) == (4, 4, False)
    assert found.back_to.date() == days_ago(3).date()
    assert tried(seconds=1e-9).is_whole is False
    assert tried(most=6).is_whole is True


def test_comments_of_one_moment_are_looked_at_once_each(monkeypatch):
    monkeypatch.setattr(rehearsal, "AT_A_TIME", 2)
    at = days_ago(1)
    for number in range(5):
        said(f"STOP {number}", at=at)
    assert sorted(bodies(tried())) == [f"STOP {number}" for number in range(5)]


def test_a_rule_that_fails_would_hold_and_says_so(broken_rule, caplog):  # noqa: F811
    said("One"), said("Two")
    caplog.clear()
    found = tried(BROKEN)
    assert (found.caught, found.failed) == (2, 2)
    assert not caplog.records


# The command


def test_the_command_tells_what_would_be_caught():
    comment = said("STOP it")
    said("All is calm")
    told = command("shouting", "--number", "0")
    assert "Looked at all comments of the last 30 days: 2." in told
    assert "Set like this it would have caught 1 comment." in told
    assert f"#{comment.pk}" in told
    assert "STOP it" in told
    figures = json.loads(command("shouting", "--number", "0", "--json"))
    assert figures == tried().figures
    assert json.loads(command("shouting", "--json"))["caught"] == 0
    assert json.loads(command("shouting", "--off", "--json"))["caught"] == 0


def test_the_command_takes_words_from_a_file(tmp_path):
    said("A cuckoo!"), said("An owl", at=days_ago(40))
    file = tmp_path / "words.txt"
    file.write_text("# birds\nowl\ncuckoo\n")
    assert json.loads(command("wary", "--words", str(file), "--json"))["caught"] == 1
    assert json.loads(command("wary", "--words", str(file), "--days", "50", "--json"))["caught"] == 2


@pytest.mark.parametrize(
    "given",
    [
        ["none"], ["trapped"], ["all_held"], ["wary", "--number", "3"], ["shouting", "--words", "x"],
        ["shouting", "--number", "-1"], ["shouting", "--days", "0"], ["wary", "--words", "/none"],
    ],
)  # fmt: skip
def test_the_command_refuses_with_a_sentence(given):
    with pytest.raises(CommandError, match=r"\w"):
        command(*given)


def test_the_command_says_which_numbers_a_rule_takes():
    for number in ("-1", "10001"):
        with pytest.raises(CommandError, match="from 0 to 10000"):
            command("shouting", "--number", number)


# The matched text


def a_match(text, body):
    return Objection(text=text, position=body.index(text))


def test_matched_text_is_marked_with_what_stands_around():
    body = "x" * 50 + " one two " + "y" * 200
    assert excerpt(body, [a_match("one", body), a_match("two", body)], 10) == [
        Piece("…"), Piece("x" * 9 + " "), Piece("one", True), Piece(" "), Piece("two", True), Piece(" " + "y" * 12 + "…"),
    ]  # fmt: skip
    assert excerpt("one two", [Objection(text="one two", position=0), Objection(text="two", position=4)]) == [
        Piece("one two", True)
    ]
    assert excerpt("short", [Objection(words="no text")]) == [Piece("short")]
    assert excerpt("short", [Objection(text="gone", position=40)]) == [Piece("short")]


def test_a_new_house_rule_is_a_function_an_entry_and_a_test(monkeypatch):
    """The line of the README, done: it is listed, set, rehearsed and holds."""

    def long(comment, setting):
        if len(comment.body) > setting.number:
            yield Objection(words=f"{len(comment.body)} characters")

    rule = rules.Rule("long", "Long", "It is long.", "Counts.", long, number=20, number_label="Characters")
    rules.RULES.append(rule)
    monkeypatch.setitem(rules.NAMED, "long", rule)
    comment = a_comment(body="Rather more than twenty characters.")
    assert comment.state == "held"
    assert Decision.objects.about(comment).get().reason == "long"
    assert tried(rule, number=10).caught == 1
    assert WARY.name in [one.name for one in rules.RULES]
