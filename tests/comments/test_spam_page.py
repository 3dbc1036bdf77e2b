"""The spam filter at work: it learns from what people decided here, says how good it is, and holds with its reasons."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import get_language

from comments.models import Comment, Decision, Objection, Report, SpamFilter
from comments.spam import decisions, learning
from comments.spam.sentences import numbers, quality
from comments.spam.signs import signs
from comments.spam.trial import trial
from newsroom.models import Site, User
from tests.comments.test_spam_filter import decided
from tests.factories import a_comment, a_held_comment, a_person, a_story
from tests.forms import text_of

PAGE = "/admin/comments/spamfilter/"
SPAM = "A casino as good as none: CASINO https://casino.example/bonus"


@pytest.fixture
def moderator(client):
    person = a_person("moderator", name="Mo Derat")
    client.force_login(person)
    return person


@pytest.fixture
def story():
    return a_story()


def said(client):
    return text_of(client.get(PAGE))


def decide(story, samples, by):
    """Comments with these texts, decided by a person, without the way there."""
    version = story.public_version()
    now, first = timezone.now(), Comment.objects.count()
    comments = Comment.objects.bulk_create(
        Comment(
            story=story, story_version=version, body=one.text, body_html="", name="Somebody", path=f"{first + number:010}",
            state="spam" if one.is_spam else "published", fingerprint=f"{first + number}",
        )
        for number, one in enumerate(samples)
    )  # fmt: skip
    Decision.objects.bulk_create(
        Decision(
            comment_id=comment.pk, story_id=story.pk, verb="spam" if one.is_spam else "approve", by_id=by.pk, at=now,
            reason="spam" if one.is_spam else "",
        )
        for comment, one in zip(comments, samples, strict=True)
    )  # fmt: skip


@pytest.fixture
def learned(client, moderator, story):
    """200 decisions, learned from, and the filter still off."""
    decide(story, decided(), moderator)
    client.post(f"{PAGE}learned/")
    return SpamFilter.objects.get()


@pytest.fixture
def switched_on(client, learned):
    client.post(f"{PAGE}switch/", {"on": "1"})
    return SpamFilter.objects.get()


def post(client, story, body):
    client.force_login(a_person())
    client.post(f"/stories/{story.slug}/comments/", {"body": body})
    return Comment.objects.order_by("-created_at").first()


# Off until it knows enough


def test_it_stays_off_below_200_decisions(client, moderator, story):
    decide(story, decided(60, 139), moderator)
    assert "Nothing yet. It can act once it has learned from 200 decisions; so far there are 0." in said(client)
    client.post(f"{PAGE}learned/")
    assert "Learned from 199 decisions: 60 spam, 139 others." in said(client)
    assert "so far there are 199" in said(client)
    assert "Switch on" not in said(client)
    refused = client.post(f"{PAGE}switch/", {"on": "1"}, follow=True)
    assert "so far there are 199" in text_of(refused)
    assert not SpamFilter.objects.get().is_on
    assert post(client, story, SPAM).is_published


@pytest.mark.parametrize(("spam", "others"), [(19, 200), (200, 19)])
def test_it_needs_some_of_each_kind(client, moderator, story, spam, others):
    decide(story, decided(spam, others), moderator)
    client.post(f"{PAGE}learned/")
    assert "It needs 20 decisions of each kind" in said(client)
    client.post(f"{PAGE}switch/", {"on": "1"})
    assert not SpamFilter.objects.get().is_on


def test_it_stays_off_where_it_is_not_sure_enough(client, moderator, story):
    alike = decided(0, 200)
    decide(story, [one.__class__(one.id, one.text, one.id % 3 == 0) for one in alike], moderator)
    client.post(f"{PAGE}learned/")
    assert "It is not sure enough yet: 95 of 100 comments that it would hold must be spam." in said(client)
    client.post(f"{PAGE}switch/", {"on": "1"})
    assert not SpamFilter.objects.get().is_on


# What it says of itself


def test_the_page_states_precision_and_recall_as_a_recount_finds_them(client, learned):
    figures = trial(decisions.samples())
    assert (figures.spam, figures.others) == (60, 140)
    assert learned.trial == figures
    assert numbers(figures) in said(client)
    assert quality(figures) in said(client)
    assert "Of 100 comments it would hold, 100 were spam; it finds 100 of 100 spam comments." in said(client)
    assert "“casino” 60 0" in said(client)
    assert "a link to casino.example 60 0" in said(client)
    assert "no link 0 140" in said(client)
    assert "Off. It learns from what people decided here" in said(client)


def test_the_sentence_rounds_nothing_up(learned):
    figures = learned.trial._replace(held=201, right=200, spam=1000)
    assert quality(figures) == "Of 100 comments it would hold, 99 were spam; it finds 20 of 100 spam comments."
    assert numbers(figures).startswith("Precision 99.5% (200 of 201 held were spam), recall 20.0% (200 of 1000")


def test_the_command_says_the_same(learned, capsys):
    call_command("learn_spam")
    assert capsys.readouterr().out.splitlines() == [
        "Learned from 200 decisions: 60 spam, 140 others.", quality(learned.trial), numbers(learned.trial),
        "Off.",
    ]  # fmt: skip


def test_the_command_needs_no_decisions(db, capsys):
    call_command("learn_spam")
    assert "so far there are 0" in capsys.readouterr().out


# At work


def test_it_holds_with_its_reasons_and_does_not_refuse(client, story, switched_on):
    assert switched_on.is_on
    comment = post(client, story, f"Look here.\n\n{SPAM}")
    assert comment.state == "held"
    objection = Objection.objects.get()
    assert (objection.rule, objection.verdict) == ("spam_filter", "hold")
    assert comment.body[objection.position :].startswith(objection.text)
    assert objection.text.casefold() in ("casino", "casino.example")
    assert re.match(r"Score (99|100) of 100; ", objection.words)
    assert "a link to casino.example: in 60 of 60 spam comments, in 0 of 140 others" in objection.words
    entry = Decision.objects.about(comment).get()
    assert (entry.verb, entry.by_id) == ("hold", None)
    assert entry.get_reason_display() == "It looks like spam to the filter that learns here; a person reads it"


def test_other_comments_are_shown(client, story, switched_on):
    assert post(client, story, "Kara loso miti nuvu, as the bridge hums.").is_published


def test_the_reasons_are_in_the_language_of_the_site(client, story, switched_on, monkeypatch):
    monkeypatch.setattr("comments.rules.spam_filter._", lambda said: f"{get_language()}: {said}")
    reader = a_person()
    User.objects.filter(pk=reader.pk).update(language="ar")
    client.force_login(reader)
    client.post(f"/stories/{story.slug}/comments/", {"body": SPAM})
    assert Objection.objects.get().words.startswith("en: Score")


def test_the_page_of_a_comment_explains_its_score(client, moderator, story, switched_on):
    spam, other = post(client, story, SPAM), post(client, story, "Kara loso miti nuvu.")
    client.force_login(moderator)
    explained = text_of(client.get(f"/admin/comments/comment/{spam.pk}/change/"))
    assert re.search("Score (99|100) of 100 enough to hold a comment", explained)
    assert "“casino”: in 60 of 60 spam comments, in 0 of 140 others speaks for spam" in explained
    explained = text_of(client.get(f"/admin/comments/comment/{other.pk}/change/"))
    assert "Score 0 of 100 not enough to hold a comment" in explained
    assert "no link: in 0 of 60 spam comments, in 140 of 140 others speaks against" in explained
    client.post(f"{PAGE}switch/")
    assert "speaks for spam" not in text_of(client.get(f"/admin/comments/comment/{spam.pk}/change/"))


def test_switched_off_it_holds_nothing(client, moderator, story, switched_on):
    assert "On. It learns" in said(client)
    client.post(f"{PAGE}switch/", follow=True)
    assert "Off." in said(client)
    assert post(client, story, SPAM).is_published


def test_a_filter_that_gets_worse_holds_nothing_and_says_so(client, moderator, story, switched_on):
    decide(
        story,
        [one.__class__(one.id, f"Casino {one.text} https://casino.example/x", False) for one in decided(0, 60)],
        moderator,
    )
    client.post(f"{PAGE}learned/")
    assert "On, but it holds nothing now." in said(client)
    assert "It is not sure enough yet" in said(client)
    assert post(client, story, SPAM).is_published


@pytest.mark.parametrize("on", [True, False])
def test_posting_asks_nothing_more_for_it(client, story, learned, on):
    client.post(f"{PAGE}switch/", {"on": "1"} if on else {})
    post(client, story, "Kara loso miti nuvu.")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        post(client, story, "Kara loso miti nuvu again.")
    assert not [query for query in queries if "spamfilter" in query["sql"]]


def test_another_change_of_the_site_does_not_read_the_table_again(switched_on):
    table, _threshold = SpamFilter.in_force(Site.current())
    Site.renew()
    again, _threshold = SpamFilter.in_force(Site.current())
    assert again is table


# What it learns from


DECIDED = [
    (["approve"], False),
    (["mark_spam"], True),
    (["reject:spam"], True),
    (["reject:advert"], True),
    (["reject:person"], None),
    (["approve", "remove:spam"], True),
    (["approve", "remove:hate"], None),
    (["mark_spam", "restore"], False),
    (["approve", "mark_spam", "undo"], False),
    (["mark_spam", "undo", "approve"], False),
    (["mark_spam", "undo"], None),
    (["mark_spam", "appeal", "uphold"], True),
    (["mark_spam", "appeal", "uphold", "undo"], True),
    (["approve", "report", "keep"], False),
    (["approve", "delete"], None),
    ([], None),
]


def do(comment, step, by):
    verb, _colon, reason = step.partition(":")
    if verb == "report":
        Report.objects.create(comment=comment, reader=a_person(), reason="hate")
    elif verb == "appeal":
        comment.appeal_with("I meant it.")
    elif verb == "delete":
        comment.delete_by_author()
    else:
        getattr(comment, verb)(by=by, **({"reason": reason} if reason else {}))


@pytest.mark.parametrize(("steps", "is_spam"), DECIDED, ids=["-".join(steps) or "none" for steps, _spam in DECIDED])
def test_the_newest_decision_of_a_person_that_stands_counts(moderator, steps, is_spam):
    comment = a_held_comment(body="Heard on the bridge.")
    for step in steps:
        do(comment, step, moderator)
    found = [(sample.id, sample.text, sample.is_spam) for sample in decisions.samples()]
    assert found == ([] if is_spam is None else [(comment.pk, "Heard on the bridge.", is_spam)])


def test_what_a_rule_did_teaches_nothing(db):
    comment = a_comment()
    Decision.objects.record(comment, "reject", reason="spam")
    assert decisions.samples() == []


def test_it_learns_from_the_newest_as_far_as_it_looks(moderator, monkeypatch):
    monkeypatch.setattr(decisions, "MOST", 2)
    comments = [a_held_comment() for _number in range(3)]
    for comment in comments:
        comment.approve(by=moderator)
    assert {sample.id for sample in decisions.samples()} == {comment.pk for comment in comments[1:]}


# It learns again


@pytest.fixture
def sweep():
    def once():
        learning.sweep.rests_until = 0.0
        return learning.sweep()

    yield once
    learning.sweep.rests_until = 0.0


def test_it_learns_by_itself_once_there_is_enough(story, moderator, sweep):
    decide(story, decided(60, 139), moderator)
    assert sweep() == 0
    decide(story, decided(0, 1), moderator)
    assert sweep() == 1
    assert SpamFilter.objects.get().decisions == 200
    assert not SpamFilter.objects.get().is_on


def test_it_learns_again_when_a_tenth_is_new_and_an_hour_is_over(story, moderator, switched_on, sweep, monkeypatch):
    before, _threshold = SpamFilter.in_force(Site.current())
    decide(story, decided(20, 0), moderator)
    assert sweep() == 0  # within the hour
    monkeypatch.setattr(learning, "SELDOM", timedelta(0))
    assert sweep() == 1
    row = SpamFilter.objects.get()
    assert (row.is_on, row.decisions) == (True, 220)
    after, _threshold = SpamFilter.in_force(Site.current())
    assert (before.spam, after.spam) == (60, 80)
    decide(story, decided(21, 0), moderator)
    assert sweep() == 0  # of 220 that is less than a tenth


def test_between_two_looks_it_asks_nothing(db, sweep):
    sweep()
    with CaptureQueriesContext(connection) as queries:
        assert learning.sweep() == 0
    assert not queries


# Who may


@pytest.mark.parametrize("role", ["creator", "reader"])
def test_only_who_keeps_the_rules_sees_and_switches_it(client, learned, role):
    client.force_login(a_person(role))
    assert client.get(PAGE).status_code in (302, 403)
    for address, sent in (("switch/", {"on": "1"}), ("learned/", {})):
        assert client.post(PAGE + address, sent).status_code in (302, 403)
    row = SpamFilter.objects.get()
    assert (row.is_on, row.learned_at) == (False, learned.learned_at)


def test_looking_changes_nothing_and_every_change_is_in_the_history(client, moderator, learned):
    for address in ("switch/?on=1", "learned/", "1/change/"):
        assert client.get(PAGE + address).url == PAGE
    assert SpamFilter.objects.get().learned_at == learned.learned_at
    client.post(f"{PAGE}switch/", {"on": "1"})
    history = text_of(client.get(f"{PAGE}1/history/"))
    assert "Mo Derat" in history
    assert "It has learned again." in history
    assert "Switched on" in history


@pytest.mark.parametrize("sent", [{"on": ""}, {"on": "\0"}, {"on": "9" * 9999}, {}])
def test_nothing_but_the_switch_switches_it(client, learned, sent):
    assert client.post(f"{PAGE}switch/", sent).status_code == 302
    assert not SpamFilter.objects.get().is_on


def test_a_hostile_text_is_judged_like_any_other(client, story, switched_on):
    comment = post(client, story, f"{SPAM} <b>“x” %(word)s {{}}</b> \u202e\u200b مرحبا 在线赌场 🎰")
    assert comment.state == "held"
    assert signs(comment.body) & {"//casino.example", "casino"}
