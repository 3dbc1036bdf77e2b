"""What was decided: taken back, appealed against once, and a block that is told to whom it meets."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from comments.models import Appeal, Block, Comment, Decision, Report
from newsroom import moments
from tests.factories import a_comment, a_held_comment, a_person, a_story


@pytest.fixture
def nils():
    return a_person("moderator", name="Nils Brandt")


def test_a_decision_is_taken_back_by_who_made_it(nils):
    comment = a_held_comment()
    comment.reject(by=nils, reason="person")
    with pytest.raises(ValidationError, match="nothing of yours"):
        comment.undo(by=a_person("moderator"))
    comment.undo(by=nils)
    assert comment.state == "held"
    verbs = [entry.verb for entry in Decision.objects.about(comment)]
    assert verbs == ["undo", "reject"]


def test_nothing_is_taken_back_later_or_after_somebody_else(nils):
    comment = a_held_comment()
    comment.approve(by=nils)
    comment.remove(by=a_person("moderator"), reason="law")
    with pytest.raises(ValidationError, match="nothing of yours"):
        comment.undo(by=nils)
    late = a_held_comment()
    late.approve(by=nils)
    late.delete_by_author()
    with pytest.raises(ValidationError, match="changed since"):
        late.undo(by=nils)


def test_reports_are_open_again_when_their_answer_is_taken_back(nils):
    comment = a_comment()
    Report.objects.create(comment=comment, reader=a_person(), reason="hate")
    comment.keep(by=nils)
    assert not comment.open_reports.exists()
    comment.undo(by=nils)
    assert comment.open_reports.exists()
    assert comment.is_published


def test_the_log_says_how_long_a_comment_waited(nils):
    comment = a_held_comment()
    Comment.objects.filter(pk=comment.pk).update(state_since=moments.now() - timedelta(minutes=5))
    comment.approve(by=nils)
    assert 300 <= Decision.objects.get().waited <= 310


def test_an_appeal_is_made_once_and_decided_once(nils):
    comment = a_held_comment()
    comment.reject(by=nils, reason="off_topic")
    comment.appeal_with("It was about the bridge.")
    with pytest.raises(ValidationError, match="appealed once"):
        comment.appeal_with("Once more.")
    assert comment.appeal.decision_id == Decision.objects.get(verb="reject").pk
    comment.uphold(by=nils, note="It was about boats.")
    assert Appeal.objects.get().outcome == "upheld"
    assert comment.state == "rejected"
    with pytest.raises(ValidationError, match="No appeal is open"):
        comment.uphold(by=nils)


def test_a_granted_appeal_shows_the_comment_and_can_be_taken_back(nils):
    comment = a_comment()
    comment.remove(by=nils, reason="person")
    comment.appeal_with("I meant the bridge.")
    comment.restore(by=nils)
    assert comment.is_published
    assert Appeal.objects.get().outcome == "granted"
    comment.undo(by=nils)
    assert comment.state == "removed"
    assert Appeal.objects.get().is_open


@pytest.mark.parametrize(
    ("kind", "value"),
    [("account", "{pk}"), ("address", "rosa@example.org"), ("domain", "example.org"), ("network", "n" * 32)],
)
def test_who_is_blocked_is_told_why_and_until_when(kind, value):
    rosa = a_person(name="Rosa Lind", email="Rosa@example.org")
    until = timezone.now() + timedelta(days=1)
    Block.objects.create(kind=kind, value=value.format(pk=rosa.pk), until=until, reason="person", note="Be kind.")
    with pytest.raises(ValidationError, match=r"until .* Aimed at a person, .* Be kind\."):
        Block.objects.refuse(rosa, "n" * 32)
    Block.objects.refuse(a_person(email="else@example.com"), "m" * 32)


def test_a_block_ends_by_itself():
    rosa = a_person()
    a_block = Block.objects.create(kind="account", value=str(rosa.pk), until=moments.now(), reason="spam")
    Block.objects.refuse(rosa)
    assert not a_block.is_in_force
    a_block.until = moments.now() + timedelta(seconds=5)
    a_block.save()
    with pytest.raises(ValidationError):
        Comment.objects.post(story=a_story(), body="Hear me.", author=rosa)
    assert not Comment.objects.exists()


def test_what_was_taken_back_did_not_end_the_waiting():
    comment, nils = a_held_comment(), a_person("moderator", name="Nils Brandt")
    Comment.objects.filter(pk=comment.pk).update(state_since=moments.now() - timedelta(hours=5))
    for _slip in range(2):
        comment.approve(by=nils)
        comment.undo(by=nils)
    comment.reject(by=nils, reason="spam")
    assert Decision.objects.get(verb="reject").waited >= 5 * 3600
