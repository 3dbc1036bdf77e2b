"""House rules at the desk: listed with what they caught, set after a rehearsal, and never over somebody else's change."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import caught as caught_lately
from comments import rules
from comments.admin import house_rule
from comments.models import Comment, Decision, HouseRule, Objection
from comments.rehearsal import rehearse
from comments.rules import Setting
from newsroom import append_only
from tests.comments.house_rules import SHOUTING, WARY, broken_rule, house_rules  # noqa: F401
from tests.factories import a_comment, a_person, an_editor, the_site
from tests.forms import filled, having, page_of, text_of, words_of

pytestmark = pytest.mark.usefixtures("house_rules")

LIST = "/admin/comments/houserule/"
PAGE = LIST + "shouting/change/"
WORDS = LIST + "wary/change/"


@pytest.fixture(autouse=True)
def moderator(client):
    person = a_person("moderator", name="Mo Derat")
    client.force_login(person)
    return person


def send(client, address=PAGE, button="save", answer=None, **changes):
    """Press a button of the form as it stands on the page, or on the `answer` to an earlier press."""
    form = filled(answer or client.get(address), "rule_form", **changes)
    return client.post(address, form | {button: "1"})


def saved(client, address=PAGE, **changes):
    """Two presses: the first shows the rehearsal, the second saves."""
    first = send(client, address, **changes)
    assert first.status_code == 200, text_of(first)
    return send(client, address, answer=first)


OF_THE_HOUSE = rules.RULES[:]


def setting(rule):
    return HouseRule.objects.of(rule).setting


def row_of(client, name):
    page = page_of(client.get(LIST))
    [link] = having(page, "href", f"/{name}/change/")
    [row] = [row for row in page.iter("tr") if link in row.iter()]
    return [words_of(cell) for cell in row]


def queries_of(act):
    act()  # what a process keeps in memory is there from now on
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


# The list


def test_the_list_tells_of_every_rule_what_it_does_how_it_is_set_and_what_it_caught(client, moderator):
    one, two, _three = (a_comment(body=f"STOP THIS {number}") for number in range(3))
    one.approve(by=moderator)
    two.approve(by=moderator), two.undo(by=moderator)
    old = a_comment(body="STOP THAT")
    with append_only.purging():
        Decision.objects.filter(comment_id=old.pk).delete()
    assert row_of(client, "shouting") == ["ShoutingWords in capitals.", "Holds", "Words allowed: 1", "3", "1"]
    HouseRule.objects.create(name="wary", is_on=False, words="owl\n# birds\ncuckoo")
    assert row_of(client, "wary") == ["Wary wordsWords of a list.", "Off", "Words and phrases: 2", "0", "0"]
    text = text_of(client.get(LIST))
    for group in ("What a comment says", "Who writes it, and what they wrote before", "How it was sent"):
        assert group in text


def test_the_list_says_how_the_site_is_set_and_where_that_is_changed(client):
    the_site(comments_mode="first_held")
    page = client.get(LIST)
    assert "Everywhere on the site: A person's first comment is held." in text_of(page)
    assert having(page_of(page), "href", "/admin/comments/discussion/")
    assert not having(page_of(page), "href", "/admin/newsroom/site/1/change/")
    client.force_login(an_editor())
    assert having(page_of(client.get(LIST)), "href", "/admin/newsroom/site/1/change/")


def test_the_list_is_bounded_and_says_back_to_when_it_counted(client, moderator, monkeypatch):
    comments = [a_comment(body=f"STOP THIS {number}") for number in range(4)]
    few = queries_of(lambda: client.get(LIST))
    for comment in comments:
        comment.approve(by=moderator)
    assert queries_of(lambda: client.get(LIST)) == few <= 7
    assert "Counted in the newest entries" not in text_of(client.get(LIST))
    monkeypatch.setattr(caught_lately, "LOOKED_AT", 6)
    assert "Counted in the newest entries of the log" in text_of(client.get(LIST))
    assert row_of(client, "shouting")[3] == "2"


def test_a_rule_that_fails_loses_no_comment_and_staff_see_it(client, broken_rule):  # noqa: F811
    comments = [a_comment(body=f"Calm {number}") for number in range(2)]
    assert {comment.state for comment in comments} == {"held"}
    page = client.get(LIST)
    assert "A rule failed" in text_of(page)
    assert "Broken (RuntimeError): 2 comments in 30 days" in text_of(page)
    assert having(page_of(page), "href", f"/admin/comments/comment/{comments[1].pk}/change/")
    Objection.objects.update(made_at=timezone.now() - timedelta(days=40))
    assert "Broken (RuntimeError)" not in text_of(client.get(LIST))


# Setting a rule


def test_a_rule_is_saved_after_its_rehearsal_was_shown(client, moderator):
    a_comment(body="STOP it", author=a_person(name="Rosa Lind"))
    a_comment(body="STOP THIS").approve(by=moderator)
    shown = send(client, number="0")
    assert setting(SHOUTING) == SHOUTING.default
    text = text_of(shown)
    assert "Words allowed: 1 before, 0 now." in text
    assert "Set like this it would have caught 2 comments." in text
    assert "Of 2 it would have caught, a moderator approved 1." in text
    assert "Looked at all comments of the last 30 days: 2." in text
    assert "As it is set now it catches 1: 1 would come, 0 would go." in text
    assert {words_of(mark) for mark in page_of(shown).iter("mark")} == {"STOP", "THIS"}
    assert "Rosa Lind" in text
    done = send(client, answer=shown)
    assert done.status_code == 302
    assert setting(SHOUTING) == Setting(True, 0, "")
    assert a_comment(body="WHY not").state == "held"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (moderator, "shouting")
    assert entry.change_message == "Words allowed: 1 before, 0 now."
    assert "Words allowed: 1 before, 0 now." in text_of(client.get(LIST + "shouting/history/"))


def test_rehearsing_saves_nothing_and_what_is_changed_afterwards_is_rehearsed_again(client):
    shown = send(client, button="rehearse", number="0")
    assert "Rehearsal" in text_of(shown)
    again = send(client, answer=shown, number="3")
    assert again.status_code == 200
    assert "Words allowed: 1 before, 3 now." in text_of(again)
    assert not HouseRule.objects.exists()
    assert send(client, answer=again).status_code == 302
    assert setting(SHOUTING).number == 3


def test_page_and_command_tell_the_same_figures(client, monkeypatch):
    for number in range(3):
        a_comment(body=f"STOP {number}")
    found = []
    monkeypatch.setattr(house_rule, "rehearse", lambda *args, **how: found.append(rehearse(*args, **how)) or found[0])
    send(client, button="rehearse", number="0")
    assert found[0].figures == rehearse(SHOUTING, Setting(True, 0, ""), SHOUTING.default).figures
    assert found[0].caught == 3


def test_as_it_comes_is_shown_first_and_needs_no_row(client):
    saved(client, number="5")
    assert HouseRule.objects.count() == 1
    shown = send(client, button="default", number="7")
    assert "Words allowed: 5 before, 1 now." in text_of(shown)
    assert send(client, answer=shown).status_code == 302
    assert not HouseRule.objects.exists()
    assert not having(page_of(client.get(PAGE)), "name", "default")


def test_a_rule_can_be_turned_off(client):
    a_comment(body="STOP THIS")
    shown = send(client, is_on=None)
    assert "Turned off it catches nothing." in text_of(shown)
    assert "1 would go" not in text_of(shown).partition("0 would come")[0]
    send(client, answer=shown)
    assert setting(SHOUTING).is_on is False
    assert a_comment(body="STOP THIS NOW").state == "published"


def test_words_are_counted_and_kept_as_typed(client):
    a_comment(body="The Ów\u200bl came back.")
    typed = "owl\n\n# more birds\ncuckoo\nCuckoo\nكلمة"
    shown = send(client, WORDS, words=typed.replace("\n", "\r\n"))
    text = text_of(shown)
    assert "4 words and phrases." in text
    assert "More than once: cuckoo." in text
    assert "Words added: owl, cuckoo, Cuckoo, كلمة." in text
    assert [words_of(mark) for mark in page_of(shown).iter("mark")] == ["Ów\u200bl"]
    send(client, WORDS, answer=shown)
    assert setting(WARY).words == typed
    send(client, WORDS, answer=send(client, WORDS, words="owl"))
    assert LogEntry.objects.first().change_message == "Words taken out: cuckoo, Cuckoo, كلمة."


@pytest.mark.parametrize(
    ("address", "typed", "sentence"),
    [
        (PAGE, {"number": "many"}, "Enter a whole number from 0 to 10000."),
        (PAGE, {"number": "-1"}, "Enter a whole number from 0 to 10000."),
        (PAGE, {"number": "9" * 5000}, "Enter a whole number from 0 to 10000."),
        (PAGE, {"number": ""}, "Enter a whole number from 0 to 10000."),
        (WORDS, {"words": "owl\n..."}, "holds no letter or number"),
        (WORDS, {"words": "owl\0"}, "Null characters are not allowed."),
        (WORDS, {"words": "\n".join(f"w{n}" for n in range(10_001))}, "These are 10001 words and phrases"),
        (WORDS, {"words": "\n".join("." for _n in range(30))}, "And 10 lines more."),
    ],
)
def test_what_cannot_be_saved_comes_back_with_a_sentence(client, address, typed, sentence):
    answer = send(client, address, **typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    [(name, value)] = typed.items()
    if "\0" not in value:
        assert filled(answer, "rule_form").get(name, [""])[0].splitlines() == value.splitlines()
    assert not HouseRule.objects.exists()


def test_ten_thousand_words_are_no_trouble(client):
    words = "\n".join(f"word{number} and more" for number in range(10_000))
    a_comment(body="That is word77, and more!")
    shown = send(client, WORDS, words=words)
    assert "10000 words and phrases" in text_of(shown)
    assert "would have caught 1 comment" in text_of(shown)
    assert "and 9990 more" in text_of(shown)


def test_a_rule_about_the_sending_says_that_it_cannot_be_rehearsed_and_is_saved_at_once(client):
    address = LIST + "trapped/change/"
    assert "This rule cannot be rehearsed" in text_of(client.get(address))
    assert [button.get("name") for button in page_of(client.get(address)).iter("button") if button.get("value")] == [
        "save"
    ]
    assert send(client, address, is_on=None).status_code == 302
    assert HouseRule.objects.get().is_on is False


def test_a_rehearsal_ends_in_time_and_says_so(client, monkeypatch):
    for number in range(4):
        a_comment(body=f"STOP {number}")
    monkeypatch.setattr(house_rule, "MOST_LOOKED_AT", 3)
    assert "Looked at the newest 3 comments, back to" in text_of(send(client, number="0"))


def test_a_rehearsal_shows_fifty_with_as_many_queries_as_one(client):
    a_comment(body="STOP 0")
    form = filled(client.get(PAGE), "rule_form", number="0") | {"save": "1"}
    few = queries_of(lambda: client.post(PAGE, form))
    comment = Comment.objects.get()
    rows = [
        Comment(
            story=comment.story, story_version_id=comment.story_version_id, author=comment.author, state="published",
            body=f"STOP {number}", path=f"{number:012}", fingerprint=str(number),
        )
        for number in range(60)
    ]  # fmt: skip
    Comment.objects.bulk_create(rows)
    assert queries_of(lambda: client.post(PAGE, form)) == few <= 12
    assert len(list(page_of(client.post(PAGE, form)).iter("mark"))) == 50


def test_every_rule_of_the_house_has_its_page_and_its_rehearsal(client, monkeypatch):
    rules.RULES[:] = OF_THE_HOUSE
    a_comment(body="Look at https://example.org and www.example.com and https://example.net, all of you in town.")
    client.get(LIST)
    for rule in OF_THE_HOUSE:
        if not rule.is_mode:
            shown = send(client, f"{LIST}{rule.name}/change/", "rehearse")
            assert shown.status_code == 200, rule.name
            assert "Nothing is changed." in text_of(shown), rule.name
            assert "The rule failed" not in text_of(shown), rule.name


# Two at once, and who may


def test_of_two_who_set_a_rule_the_second_sees_what_the_first_did(client, moderator):
    other = Client()
    other.force_login(a_person("moderator", name="Ada Second"))
    mine = send(client, number="4")
    saved(other, number="9")
    refused = send(client, answer=mine)
    assert refused.status_code == 409
    text = text_of(refused)
    assert "Ada Second changed this rule while you had it open" in text
    assert "Words allowed: 1 before, 9 now." in text
    assert filled(refused, "rule_form")["number"] == ["4"]
    assert setting(SHOUTING).number == 9
    assert send(client, answer=refused).status_code == 302
    assert setting(SHOUTING).number == 4


def test_only_who_keeps_the_rules_sees_and_changes_them(client):
    reader = a_person("moderator")
    reader.groups.clear()
    client.force_login(reader)
    assert client.get(LIST).status_code == client.get(PAGE).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_houserule"))
    client.force_login(reader)
    page = client.get(PAGE)
    assert page.status_code == client.get(LIST).status_code == 200
    assert not having(page_of(page), "name", "save")
    assert having(page_of(page), "disabled", "")
    assert client.post(PAGE, {"number": "3", "save": "1"}).status_code == 403
    for forged in ("none/change/", "all_held/change/", "%00/change/", "9" * 400 + "/change/"):
        assert client.get(LIST + forged).status_code == 404
    assert client.get(LIST + "add/").status_code == 403
    assert client.get(LIST + "shouting/delete/").status_code == 403


def test_a_forged_form_is_no_fault(client):
    for sent in ({}, {"save": "1"}, {"save": "1", "number": "1", "seen": "x" * 100}, {"number": "٣", "rehearsed": "é"}):
        assert client.post(PAGE, sent).status_code in (200, 409, 422)
