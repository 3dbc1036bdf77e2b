"""What the site keeps for a while only: unseen comments and what hangs on them go when their days are over."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from comments import retention, tombstones
from comments.models import (
    Appeal,
    Block,
    Comment,
    Decision,
    Discussion,
    Letter,
    Like,
    Notice,
    Objection,
    PersonNote,
    Report,
    Retention,
)
from tests.factories import a_comment, a_person, a_story, an_editor
from tests.forms import page_of, words_of

PAGE = "/admin/comments/retention/1/change/"
NOW = timezone.now()
NETWORK = "a" * 32


def ago(days):
    return NOW - timedelta(days=days)


def dated(row, **moments):
    """Date a row back; the database keeps whole seconds or not as the field says."""
    type(row).objects.filter(pk=row.pk).update(**moments)
    row.refresh_from_db()
    return row


def an_old(state, days=400, **fields):
    """A comment that came into this state so long ago."""
    comment = a_comment(**fields)
    moderator = a_person("moderator")
    verbs = {
        "removed": lambda: comment.remove(by=moderator, reason="advert"),
        "spam": lambda: comment.mark_spam(by=moderator),
        "deleted": comment.delete_by_author,
        "published": lambda: None,
    }
    if state in verbs:
        verbs[state]()
    else:
        comment._become(state)
    return dated(comment, created_at=ago(days), state_since=ago(days))


def purged(kept=None):
    return {str(line.label): line.number for line in retention.purge(kept or Retention.current(), NOW) if line.number}


def would_go(kept=None):
    return {str(line.label): line.number for line in retention.preview(kept or Retention.current(), NOW) if line.number}


@pytest.fixture
def a_full_house():
    """Something of every kind whose days are over, and beside each something whose days are not."""
    reader, shown = a_person(), an_old("published", network=NETWORK)
    for days in (400, 1):
        for state in ("unconfirmed", "held", "rejected", "spam", "removed", "deleted"):
            an_old(state, days)
        a_comment(network=NETWORK, at=ago(days))
        objection = Objection.objects.create(comment=shown, rule="words", text="shoes", position=3)
        dated(objection, made_at=ago(days))
        dated(shown.earlier_texts.create(body="Before."), replaced_at=ago(days))
        for handled in (ago(days), None):
            report = Report.objects.create(comment=shown, reader=a_person(), reason="spam", handled_at=handled)
            dated(report, created_at=ago(days))
        dated(Report.objects.create(comment=a_comment(), reason="spam", network=NETWORK), created_at=ago(days - 0.5))
        dated(PersonNote.objects.create(person=reader, text="Knows the ferry."), at=ago(days))
        Block.objects.create(kind="account", value=f"{reader.pk}{days}", reason="spam", until=ago(days))
        Block.objects.create(kind="domain", value=f"{days}.example", reason="spam", lifted_at=ago(days), until=None)
    Block.objects.create(kind="network", value=NETWORK, reason="spam", made_at=ago(400))
    Decision.objects.create(verb="keep", at=ago(400), by_name="Lene Moss")
    return shown


@pytest.mark.usefixtures("a_full_house")
def test_what_is_told_to_go_goes_and_nothing_else():
    told = would_go()
    assert told == would_go() == {
        "Networks of comments": 2, "Networks of reports": 1, "Texts that a rule met": 1,
        "Earlier texts of edited comments": 1, "Reports that were answered": 1, "Reports that nobody answered": 2,
        "Notes on people": 1, "Blocks that have ended": 2, "Waiting for its author": 1, "Held for a moderator": 1,
        "Refused": 1, "Spam": 1, "Removed": 1, "Deleted by its author": 1,
    }  # fmt: skip
    entries = Decision.objects.count()
    assert purged() == told
    assert would_go() == purged() == {}
    assert set(Comment.objects.values_list("state", flat=True)) == {*Comment.State.values}
    assert Comment.objects.exclude(network="").count() == 1
    assert set(Objection.objects.values_list("rule", "text")) == {("words", "shoes"), ("words", "")}
    assert Report.objects.count() == 3
    assert Block.objects.count() == 3
    assert Decision.objects.count() == entries


def test_what_is_shown_stays_however_old_it_is(client, a_full_house):
    purged(Retention(**{field.name: 1 for field in Retention._meta.fields if field.name != "id"}))
    page = client.get(a_full_house.story.get_absolute_url()).content.decode()
    assert a_full_house.body in page
    assert Comment.objects.published().count() == 5
    for story in Comment.objects.values_list("story", flat=True):
        shown = Comment.objects.published().filter(story=story)
        assert Discussion.objects.get(pk=story).comments == shown.count()


@pytest.mark.parametrize("state", ["deleted", "removed", "spam", "rejected", "held"])
def test_of_what_was_answered_an_empty_place_stays_until_its_answers_go(client, state):
    comment = a_comment(author=a_person(name="Rosa Quill"), body="My address is Quay 4.")
    answer = a_comment(parent=comment, body="Rather tell nobody.")
    Like.objects.set(comment, a_person())
    Report.objects.create(comment=comment, reader=a_person(), reason="private")
    comment.refresh_from_db()
    comment.earlier_texts.create(body="Quay 3.")
    Objection.objects.create(comment=comment, rule="words", text="Quay", position=14)
    comment._become(state)
    dated(comment, created_at=ago(400), state_since=ago(400), network=NETWORK)
    before = client.get(comment.story.get_absolute_url()).content.decode()
    assert "comment--gone" in before
    assert purged()[comment.get_state_display()] == 1
    assert purged() == would_go() == {}

    comment.refresh_from_db()
    left = [comment.body, comment.body_html, comment.name, comment.email, comment.network, comment.like_count]
    assert (left, comment.author, comment.visible) == (["", "", "", "", "", 0], None, True)
    assert comment.state == ("removed" if state == "held" else state)
    for what in ("objections", "earlier_texts", "reports", "likes"):
        assert not getattr(comment, what).exists()
    assert not Notice.objects.filter(comment=comment).exists()
    page = client.get(comment.story.get_absolute_url()).content.decode()
    assert "Rather tell nobody." in page
    assert f'id="c{comment.pk}"' in page
    assert "Rosa" not in page

    answer.delete_by_author()
    dated(answer, created_at=ago(399), state_since=ago(399))
    assert would_go() == purged() == {"Deleted by its author": 1}
    assert not Comment.objects.exists()


def test_whoever_gives_a_comment_another_column_says_whether_an_empty_place_keeps_it():
    place = {"id", "story", "story_version", "parent", "path", "reply_count", "state", "state_since", "visible"}
    place |= {"created_at", "edited_at"}
    assert {field.name for field in Comment._meta.concrete_fields} == place | set(tombstones.EMPTY)
    every = Comment._meta.get_fields(include_hidden=True)
    on_it = {field.related_model for field in every if field.auto_created and field.is_relation}
    assert on_it - {Comment, Discussion} == set(tombstones.HANGS_ON)


def test_a_thread_that_is_gone_goes_with_all_its_levels():
    root = a_comment()
    middle = a_comment(parent=root)
    last = a_comment(parent=middle)
    aside = a_comment(parent=root)
    for comment, state in ((last, "spam"), (middle, "removed"), (root, "deleted"), (aside, "rejected")):
        comment.refresh_from_db()
        comment._become(state)
        dated(comment, state_since=ago(399), created_at=ago(400) + timedelta(minutes=comment.pk))
    assert would_go() == purged() == {"Refused": 1, "Spam": 1, "Removed": 1, "Deleted by its author": 1}
    assert not Comment.objects.exists()


def test_an_unseen_answer_whose_days_are_not_over_holds_the_place_above_it():
    root = a_comment()
    answer = a_comment(parent=root)
    answer._become("spam")
    dated(answer, created_at=ago(5), state_since=ago(5))
    root.refresh_from_db()
    root._become("removed")
    dated(root, created_at=ago(300), state_since=ago(300))
    assert would_go() == purged() == {"Removed": 1}
    root.refresh_from_db()
    assert (root.body, root.visible) == ("", False)
    assert would_go(Retention(spam=4)) == purged(Retention(spam=4)) == {"Spam": 1}
    assert not Comment.objects.exists()


def test_an_empty_place_holds_nothing_once_all_below_it_is_gone():
    root = a_comment()
    middle = a_comment(parent=root)
    last = a_comment(parent=middle)
    for comment, state, days in ((last, "spam", 10), (middle, "deleted", 300), (root, "spam", 10)):
        comment.refresh_from_db()
        comment._become(state)
        dated(comment, created_at=ago(days), state_since=ago(days))
    assert would_go() == purged() == {"Deleted by its author": 1}
    assert would_go(Retention(spam=5)) == purged(Retention(spam=5)) == {"Spam": 2}
    assert not Comment.objects.exists()


def test_an_empty_place_is_not_shown_again(client):
    comment = a_comment()
    a_comment(parent=comment)
    comment.remove(by=a_person("moderator"), reason="advert")
    dated(comment, created_at=ago(300), state_since=ago(300))
    purged()
    comment.refresh_from_db()
    with pytest.raises(ValidationError, match="Its text is gone"):
        comment.restore(by=a_person("moderator"))
    with pytest.raises(ValidationError, match="Its text is gone"):
        comment.appeal_with("Please.")
    comment.refresh_from_db()
    assert comment.state == "removed"


def test_no_comment_goes_over_an_appeal():
    waits, decided, long_ago = (an_old("removed") for _number in range(3))
    for comment in (waits, decided, long_ago):
        comment.appeal_with("Look again.")
    decided.uphold(by=a_person("moderator"))
    long_ago.uphold(by=a_person("moderator"))
    Appeal.objects.filter(comment=long_ago).update(decided_at=ago(300))
    assert would_go() == purged() == {"Removed": 1}
    assert set(Comment.objects.all()) == {waits, decided}


def test_what_was_refused_and_is_gone_can_be_said_again():
    comment = an_old("removed")
    said = {"story": comment.story, "author": comment.author, "body": comment.body}
    assert Comment.objects.post(**said) == (comment, False)
    purged()
    assert Comment.objects.post(**said)[1]


def test_with_an_unconfirmed_comment_its_letter_and_address_go():
    comment, _new = Comment.objects.post(story=a_story(), body="Hm.", name="Rosa", email="rosa@example.org")
    dated(comment, created_at=ago(8), state_since=ago(8))
    assert purged() == {"Waiting for its author": 1}
    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_may_be_stopped_at_any_moment_and_run_again(monkeypatch):
    story, moderator = a_story(), a_person("moderator")
    for _number in range(5):
        comment = a_comment(story=story)
        comment.mark_spam(by=moderator)
        dated(comment, created_at=ago(300), state_since=ago(300))
    monkeypatch.setattr(retention, "AT_A_TIME", 2)
    clear, calls = retention.tombstones.clear, []

    def killed(pks):
        calls.append(pks)
        clear(pks)
        if len(calls) == 2:
            raise KeyboardInterrupt

    spam = retention.comments("spam")
    monkeypatch.setattr(retention, "KINDS", [retention.Kind(**{**vars(spam), "take": killed})])
    with pytest.raises(KeyboardInterrupt):
        purged()
    assert Comment.objects.count() == 3
    assert would_go() == purged() == {"Spam": 3}
    assert [len(pks) for pks in calls] == [2, 2, 2, 1]


def test_the_log_is_kept_unless_somebody_says_for_how_long():
    entry = Decision.objects.create(verb="keep", at=ago(4000), by_name="Lene Moss")
    assert purged() == {}
    assert would_go(Retention(log=365)) == purged(Retention(log=365)) == {"Log of decisions": 1}
    assert not Decision.objects.filter(pk=entry.pk).exists()
    Decision.objects.create(verb="keep")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Decision.objects.all().delete()


def told_by(*options):
    out = StringIO()
    call_command("purge", *options, stdout=out)
    return out.getvalue()


def test_the_command_tells_first_and_then_does_the_same():
    an_old("spam", days=300)
    oldest = an_old("spam", days=500)
    told = told_by("--dry-run")
    line = f"{'Spam':36}{'190 days':14}{'2':9}{timezone.localtime(oldest.created_at):%Y-%m-%d}\n"
    assert line in told
    assert f"{'Log of decisions':36}{'kept':14}0\n" in told
    assert told.endswith("Would go: 2. Nothing was changed.\n")
    assert Comment.objects.count() == 2
    assert told_by() == told.replace("Would go: 2. Nothing was changed.", "Gone: 2.")
    assert not Comment.objects.exists()


# In the admin


def days(**changes):
    names = [field.name for field in Retention._meta.fields if field.name != "id"]
    kept = Retention.current()
    return {name: "" if getattr(kept, name) is None else getattr(kept, name) for name in names} | changes


def test_an_editor_sees_what_would_go_before_it_is_so(client):
    an_old("spam", days=60)
    client.force_login(an_editor())
    assert "What would go" not in client.get(PAGE).content.decode()
    response = client.post(PAGE, days(spam=30) | {"_preview": "1"})
    assert response.status_code == 200
    page = page_of(response)
    rows = [[words_of(cell) for cell in row] for row in page.iterfind(".//section[@id='preview']//tr")]
    assert ["Spam", "30 days", "1"] in [row[:3] for row in rows]
    assert page.find(".//*[@id='id_spam']").get("value") == "30"
    assert Retention.current().spam == 190
    assert Comment.objects.count() == 1
    response = client.post(PAGE, days(spam=30))
    assert response.status_code == 302
    assert Retention.current().spam == 30
    assert "30 days" in told_by("--dry-run")


def test_a_large_site_is_not_counted_to_the_end(client, monkeypatch):
    monkeypatch.setattr("comments.admin.retention.MOST_COUNTED", 1)
    an_old("spam")
    an_old("spam")
    client.force_login(an_editor())
    assert "more than 1<" in client.post(PAGE, days() | {"_preview": "1"}).content.decode()


@pytest.mark.parametrize("button", [{}, {"_preview": "1"}])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"spam": "0"}, "greater than or equal to 1"),
        ({"spam": "99999"}, "less than or equal to 3650"),
        ({"spam": "\0"}, "whole number"),
        ({"log": "100"}, "at least as long as those"),
    ],
)
def test_days_that_cannot_be_are_said(client, button, typed, said):
    client.force_login(an_editor())
    response = client.post(PAGE, days(**typed) | button)
    assert said in response.content.decode()
    assert not Retention.objects.exists()


def test_moderators_read_and_only_editors_change(client):
    client.force_login(a_person("moderator"))
    page = client.get(PAGE)
    assert "190" in page.content.decode()
    assert "_preview" not in page.content.decode()
    for button in ({}, {"_preview": "1"}):
        assert client.post(PAGE, days(spam=1) | button).status_code == 403
    client.force_login(a_person("creator"))
    assert client.get(PAGE).status_code == 403
    assert not Retention.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables whole")
def test_what_is_due_is_found_by_an_index():
    plans = {
        str(kind.label): kind.due(NOW).order_by(kind.by)[:500].explain()
        for kind in retention.KINDS
        if kind.due(NOW).model is Comment or kind.days == "log"
    }
    assert "comments_with_network" in plans.pop("Networks of comments")
    assert "decisions_newest" in plans.pop("Log of decisions")
    assert len(plans) == 6
    for plan in plans.values():
        assert "comments_by_state_of_stories" in plan
        assert "SCAN comments_comment" not in plan
