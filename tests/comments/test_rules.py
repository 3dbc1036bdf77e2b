"""The house rules, each by a comment that it catches and one that it leaves alone, and what they have in common."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from comments import moderation, rules
from comments.gists import gists, likeness
from comments.models import Comment, Decision, HouseRule, Objection
from comments.receipts import confirmation_address
from comments.rules import Rule
from newsroom import moments
from newsroom.models import User
from tests.factories import a_comment, a_creator, a_person, a_story, the_site
from tests.forms import page_of, text_of

AT = "/stories/the-bridge/comments/"
LONG = "My father worked the signal box above the harbour, and every evening he set his watch by that humming bridge."


@pytest.fixture
def story():
    return a_story(title="The bridge")


@pytest.fixture
def rosa(client):
    person = a_person(name="Rosa Lind")
    client.force_login(person)
    return person


def write(client, body="I heard it too.", path=AT, **fields):
    answer = client.post(path, {"body": body} | fields)
    assert answer.status_code == 302, text_of(answer)
    return Comment.objects.order_by("pk").last()


def a_rule(name, **fields):
    return HouseRule.objects.create(name=name, **fields)


def against(comment):
    """Rule, matched text and position of each objection; a matched text stands where it is said to stand."""
    found = [*comment.objections.all()]
    for one in found:
        assert not one.text or comment.body[one.position :].startswith(one.text)
        assert one.text or one.words
    return [(one.rule, one.text, one.position) for one in found]


def is_free(comment):
    return comment.state == "published" and not comment.objections.exists()


def is_held(comment, rule, text="", position=None):
    return comment.state == "held" and against(comment) == [(rule, text, position)]


# What the text says


def test_many_links_are_held_with_the_first_that_is_one_too_many(client, story, rosa):
    two = "See https://example.org/a and [there](http://example.org/b)."
    assert is_free(write(client, two))
    comment = write(client, two + " Or www.example.com/shop?a=1, or HTTPS://example.net")
    assert is_held(comment, "links", "www.example.com/shop?a=1,", 64)
    assert comment.objections.get().words == "4 links, 2 allowed"
    a_rule("links", number=0)
    assert is_held(write(client, "Only https://example.org"), "links", "https://example.org", 5)


def test_a_link_whose_words_are_its_address_is_one(client, story, rosa):
    two = "See [https://example.org/a](https://example.org/a) and [www.example.org](https://example.org/b)"
    assert is_free(write(client, two))
    assert is_held(
        write(client, two + ", and [here](http://example.net)."), "links", "http://example.net", len(two) + 13
    )


def test_a_link_that_markdown_makes_of_something_else_counts(client, story, rosa):
    three = "[a](h&#116;tps://a.example) [b](https&#58;//b.example) [c](&#104;ttp://c.example)"
    assert is_held(write(client, three), "links", "&#104;ttp://c.example", three.index("&#104;"))


def test_markdown_takes_no_watched_word_apart(client, story, rosa):
    a_rule("watched_words", words="casino")
    assert is_held(write(client, "A ca**si**no for all"), "watched_words", "ca**si**no", 2)


def test_watched_words_are_held_with_what_was_typed(client, story, rosa):
    a_rule("watched_words", words="# advertising\nCasino*\nbuy now\n法轮功")
    comment = write(client, "Please B.U.Y! c4s1nobonus, or buy\nn0w. 我爱法轮功。")
    assert comment.state == "held"
    assert against(comment) == [
        ("watched_words", "c4s1nobonus", 14),
        ("watched_words", "buy\nn0w", 30),
        ("watched_words", "法轮功", 41),
    ]
    assert comment.objections.first().words == "On the list: Casino*"
    assert is_free(write(client, "An occasion to buy it. Now that is a bargain."))


def test_refused_words_are_refused_at_once_and_the_author_is_told(client, story, rosa):
    a_rule("refused_words", words="spam")
    answer = client.post(AT, {"body": "Such spаm!"})
    comment = Comment.objects.get()
    assert comment.state == "rejected"
    assert against(comment) == [("refused_words", "spаm", 5)]
    assert comment.objections.get().verdict == "refuse"
    assert "words that are not published here" in text_of(client.get(answer.url))
    assert [(one.verb, one.reason, one.by_id) for one in Decision.objects.all()] == [("reject", "refused_words", None)]
    assert is_free(write(client, "A spammer's delight."))


def test_a_word_met_as_it_stands_on_the_list_is_said_once(client, story, rosa):
    a_rule("watched_words", words="Humbug\nkeep*")
    comment = write(client, "A humbug of a keeper.")
    assert [(one.text, one.words) for one in comment.objections.all()] == [
        ("humbug", ""), ("keeper", "On the list: keep*"),
    ]  # fmt: skip


def test_a_text_full_of_a_watched_word_makes_few_objections(client, story, rosa):
    a_rule("watched_words", words="spam")
    assert write(client, "spam " * 900).objections.count() == 20


# What is known of the person


def test_the_same_again_by_the_same_person_is_held_anywhere_for_a_day(client, story, rosa):
    said = "I heard the same yesterday, together with neighbours."
    a_story(title="The ferry")
    first = write(client, said)
    comment = write(client, said.upper().replace(" ", "  "), "/stories/the-ferry/comments/")
    assert is_held(comment, "repeats")
    assert comment.objections.get().words == f"Said the same day, comment {first.pk}"
    Comment.objects.update(created_at=moments.now() - timedelta(hours=25))
    assert is_free(write(client, said, parent=first.pk))


def test_a_long_text_with_another_number_or_link_is_the_same_again(client, story, rosa):
    a_rule("near_duplicate", is_on=False)
    a_story(title="The ferry")
    write(client, LONG + " https://example.org/1")
    assert is_held(write(client, LONG + " https://example.org/22", "/stories/the-ferry/comments/"), "repeats")


def test_what_was_taken_back_may_be_said_elsewhere(client, story, rosa):
    a_story(title="The ferry")
    first = write(client, LONG)
    client.post(f"/comments/{first.pk}/delete/")
    assert is_free(write(client, LONG, "/stories/the-ferry/comments/"))


def test_thanks_may_be_repeated_and_others_may_say_the_same(client, story, rosa):
    first, second = a_comment(story), a_comment(story)
    assert is_free(write(client, "Thank you!", parent=first.pk))
    assert is_free(write(client, "Thank you!", parent=second.pk))
    for thanks in (
        "Vielen Dank für diesen Artikel!",
        "شكرا جزيلا على هذا المقال",
        "素晴らしい記事をありがとうございます",
    ):
        assert is_free(write(client, thanks, parent=first.pk))
        assert is_free(write(client, thanks, parent=second.pk))
    client.force_login(a_person())
    assert is_free(write(client, "Thank you!", parent=first.pk))


def test_thanks_of_another_reader_are_no_copy_in_a_script_without_spaces(client, story, rosa):
    a_story(title="The ferry")
    assert is_free(write(client, "素晴らしい記事をありがとうございます"))
    client.force_login(a_person())
    assert is_free(write(client, "素晴らしい記事をありがとうございます", "/stories/the-ferry/comments/"))


def test_a_short_text_with_a_link_may_not_be_repeated(client, story, rosa):
    first, second = a_comment(story), a_comment(story)
    assert is_free(write(client, "Here: www.example.org", parent=first.pk))
    assert is_held(write(client, "Here: www.example.org", parent=second.pk), "repeats")


def test_the_eleventh_comment_in_five_minutes_is_held(client, story, rosa):
    for number in range(10):
        assert is_free(write(client, f"Word {number} of mine."))
    comment = write(client, "A last word of mine.")
    assert is_held(comment, "too_fast")
    assert comment.objections.get().words == "11 comments within five minutes, 10 allowed"
    Comment.objects.filter(body="Word 0 of mine.").update(created_at=moments.now() - timedelta(minutes=6))
    Comment.objects.filter(body="Word 1 of mine.").update(created_at=moments.now() - timedelta(minutes=6))
    assert is_free(write(client, "The very last word."))


def test_new_accounts_are_held_where_the_house_asks_for_it(client, story, rosa):
    assert is_free(write(client))
    a_rule("newcomer", is_on=True, number=2)
    comment = write(client, "And again.")
    assert is_held(comment, "newcomer")
    assert comment.objections.get().words == "The account was 0 minutes old"
    User.objects.update(joined_at=moments.now() - timedelta(hours=2))
    assert is_free(write(client, "And once more."))


def test_who_was_mostly_refused_lately_is_read_first(client, story, rosa):
    a_rule("too_fast", is_on=False)
    said = [write(client, f"Word {number} of mine.") for number in range(7)]
    said[1].remove(reason="person")
    said[3].mark_spam()
    assert is_free(write(client, "A word."))
    said[6].remove(reason="person")
    comment = write(client, "One more word.")
    assert is_free(comment)
    said[5].remove(reason="person")
    comment = write(client, "A last word.")
    assert is_free(comment)  # the last five: two words, two removed, one shown
    comment.remove(reason="person")
    comment = write(client, "The very last word.")
    assert is_held(comment, "poor_record")
    assert comment.objections.get().words == "3 of the last 5 comments were refused"


def test_who_was_refused_once_or_twice_has_no_poor_record(client, story, rosa):
    write(client).remove(reason="person")
    write(client, "Then this.").remove(reason="person")
    assert is_free(write(client, "And this?"))


# Copies


def elsewhere(body, **fields):
    return a_comment(a_story(), body=body, **fields)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        str.upper,
        lambda text: "Hello Ada! " + text,
        lambda text: text.replace("father", "uncle"),
        lambda text: text.replace("humming", "rusty"),
        lambda text: text + " https://example.org/shop?id=77",
        lambda text: text.replace("signal box ", "").replace("evening", "day"),
    ],
)
def test_nearly_the_same_text_under_another_story_is_held(client, story, rosa, change):
    other = elsewhere(LONG)
    comment = write(client, change(LONG))
    assert is_held(comment, "near_duplicate")
    assert f"like comment {other.pk} under another story" in comment.objections.get().words


def test_copies_are_found_in_scripts_without_spaces(client, story, rosa):
    said = "我父亲在港口上面的信号楼工作了三十年，每天晚上他都根据那座嗡嗡作响的桥来对表。"
    elsewhere(said)
    assert is_held(write(client, said.replace("父亲", "叔叔")), "near_duplicate")


@pytest.mark.parametrize(
    "said",
    [
        "My father never worked near any bridge; we lived inland, and I set my watch by the school bell every evening.",
        "The signal box above the harbour is long gone, and the watch that was set by it stopped years ago, sadly.",
        "That humming bridge is a nuisance to those who sleep by it, and nobody in the town hall answers a letter.",
        "Thank you for this.",
    ],
)
def test_another_text_is_no_copy(client, story, rosa, said):
    elsewhere(LONG)
    elsewhere("Thank you for this.")
    assert is_free(write(client, said))


def test_a_copy_in_the_same_discussion_or_of_long_ago_is_none(client, story, rosa):
    a_comment(story, body=LONG)
    elsewhere(LONG, at=moments.now() - timedelta(days=8))
    assert is_free(write(client, LONG))


def test_a_text_that_is_edited_into_a_copy_is_found(client, story, rosa):
    elsewhere(LONG)
    comment = write(client)
    client.post(f"/comments/{comment.pk}/edit/", {"body": LONG})
    comment.refresh_from_db()
    assert is_held(comment, "near_duplicate")


def test_few_words_changed_leave_a_gist():
    assert gists("Too short to be told.") == gists("one two three four five") == (None, None)
    assert {*gists("That humming bridge is one of my own.")} & {*gists(LONG)}
    for text in (LONG, LONG.replace("father", "uncle"), "Well! " + LONG, LONG.removesuffix("humming bridge.")):
        assert {*gists(text)} & {*gists(LONG)}
    assert gists(f"> {LONG}\n\nYes.") == (None, None)  # a quotation is not what they say
    assert likeness(LONG, LONG) == 1
    assert likeness(LONG, "Nothing of it.") == likeness("", "") == 0


def test_copies_are_looked_for_in_an_index_whatever_there_is(client, story, rosa):
    for _number in range(3):
        elsewhere(LONG)
    with CaptureQueriesContext(connection) as seen:
        write(client, LONG)
    asked = [
        query["sql"] for query in seen.captured_queries if "second_gist" in query["sql"] and "LIMIT 1)" in query["sql"]
    ]
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked[0] if connection.vendor == "sqlite" else "EXPLAIN " + asked[0])
        plan = str(cursor.fetchall())
    if connection.vendor == "sqlite":
        assert plan.count("comments_by_gist") == plan.count("comments_by_second_gist") == 1
        assert "SCAN" not in plan
        assert "B-TREE" not in plan


# How it was sent


def test_what_stands_in_the_field_that_people_do_not_see_is_held(client, story, rosa):
    comment = write(client, website="https://example.org")
    assert is_held(comment, "trap")
    assert "https://example.org" in comment.objections.get().words
    assert is_free(write(client, "And again.", website=" "))


@pytest.mark.parametrize("took", ["0.4", "2.9"])
def test_what_came_sooner_than_anybody_types_is_held(client, story, rosa, took):
    comment = write(client, took=took)
    assert is_held(comment, "time_trap")
    assert comment.objections.get().words == f"{took} seconds after the page was opened"


@pytest.mark.parametrize("took", ["3.0", "86400", "", "nan", "-inf", "1e999", "soon", "9" * 5000, "\0"])
def test_what_took_its_time_or_says_nothing_of_it_is_not_held(client, story, rosa, took):
    assert is_free(write(client, took=took))


def test_what_came_sooner_after_publication_than_anybody_reads_is_held(client, rosa):
    words = "<p>" + "The bridge hums at low tide. " * 400 + "</p>"
    a_story(title="The bridge", body=words, at=moments.now() - timedelta(minutes=1))
    comment = write(client, took="30")
    assert is_held(comment, "time_trap")
    assert "seconds after publication" in comment.objections.get().words
    a_story(title="The ferry", body=words, at=moments.now() - timedelta(minutes=3))
    assert is_free(write(client, "I took it, too.", "/stories/the-ferry/comments/", took="30"))


def test_the_form_has_a_field_for_programs_that_nobody_sees_or_reaches(client, story):
    pages = [Client().get("/stories/the-bridge/"), client.get(AT)]
    for page in pages:
        box = page_of(page).find(".//p[@class='unseen']")
        assert box.get("aria-hidden") == "true"
        trap, took = box.iter("input")
        assert (trap.get("name"), trap.get("tabindex"), trap.get("autocomplete")) == ("website", "-1", "off")
        assert (took.get("name"), took.get("type"), took.get("value")) == ("took", "hidden", None)


def test_a_change_of_the_text_does_not_take_back_how_it_was_sent(client, story, rosa):
    a_rule("watched_words", words="casino")
    comment = write(client, "To the casino!", website="x")
    assert {rule for rule, *_place in against(comment)} == {"watched_words", "trap"}
    comment.edit("To the theatre!")
    assert is_held(comment, "trap")


def test_how_a_text_was_sent_is_remembered_until_its_author_confirms_the_address(client, story):
    fields = {"name": "Rosa Lind", "email": "rosa@example.org", "website": "x", "took": "60"}
    waiting = write(client, **fields)
    assert waiting.state == "unconfirmed"
    assert against(waiting) == [("trap", "", None)]
    client.post(confirmation_address(waiting), {"comment": waiting.pk})
    waiting.refresh_from_db()
    assert is_held(waiting, "trap")


def test_the_other_rules_are_asked_once_the_author_is_known(client, story):
    a_rule("watched_words", words="spam")
    waiting = write(client, "No spam.", name="Rosa Lind", email="rosa@example.org", took="60")
    assert not waiting.objections.exists()
    client.post(confirmation_address(waiting), {"comment": waiting.pk})
    waiting.refresh_from_db()
    assert is_held(waiting, "watched_words", "spam", 3)


# All of them


def test_whoever_leads_the_discussion_meets_no_rule(client):
    ines = a_person("creator", name="Ines Varga")
    a_story(title="The bridge", creators=[a_creator("Ines Varga", user=ines)])
    a_rule("refused_words", words="spam")
    for person in (ines, a_person("moderator")):
        client.force_login(person)
        assert is_free(write(client, f"No spam, says {person.pk}.", website="x", took="0"))


@pytest.mark.parametrize("rule", [rule for rule in rules.RULES if not rule.is_mode], ids=lambda rule: rule.name)
def test_a_rule_that_is_off_is_not_asked(rule):
    assert rule.name in {one.name for one, _setting in moderation.rules_in_force()} or not rule.is_on
    a_rule(rule.name, is_on=False)
    assert rule.name not in {one.name for one, _setting in moderation.rules_in_force()}


def test_every_rule_says_what_it_is():
    for rule in rules.RULES:
        assert len(rule.name) <= 20
        assert str(rule.label)
        assert str(rule.said)
        assert str(rule.help) or rule.is_mode
        assert (rule.number is None) == (not str(rule.number_label))


def a_mistake(comment, setting):
    raise ZeroDivisionError


def a_broken_query(comment, setting):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nonsense FROM nowhere")


def no_objection(comment, setting):
    yield "Spam"


def an_impossible_place(comment, setting):
    yield Objection(text="spam", position=comment.body.find("eels"))


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (a_mistake, "ZeroDivisionError"), (a_broken_query, "Error"), (no_objection, "AttributeError"),
        (an_impossible_place, "ValueError"),
    ],
)  # fmt: skip
def test_a_rule_that_fails_loses_no_comment(client, story, rosa, monkeypatch, caplog, fault, name):
    a_rule("watched_words", words="spam")
    broken = Rule("broken", "Broken", "It broke", "", fault)
    monkeypatch.setattr(rules, "RULES", [broken, *rules.RULES])
    the_site()
    with caplog.at_level(logging.ERROR, logger="newsroom.moderation"):
        comment = write(client, "No spam.")
    assert comment.state == "held"
    assert sorted(against(comment)) == [("fault", "", None), ("watched_words", "spam", 3)]
    words = Objection.objects.get(rule="fault").words
    assert words.startswith("broken: ")
    assert name in words
    assert "The rule broken failed" in caplog.text
    assert {*Decision.objects.values_list("verb", "reason")} == {("hold", "fault"), ("hold", "watched_words")}


def test_what_a_rule_says_to_staff_is_in_the_language_of_the_site(client, story, rosa, monkeypatch):
    the_site(language="ar")
    monkeypatch.setattr(rules, "RULES", [Rule("a_rule", "A rule", "A rule", "", says_held)])
    words = write(client).objections.get().words
    with override("ar"):
        assert words == gettext("Held for a moderator") != "Held for a moderator"


def says_held(comment, setting):
    yield Objection(words=gettext("Held for a moderator"))
