"""What readers said in the demo newsroom that a new site begins with."""

import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from articles.models import Creator, Story
from articles.transfer import demo as stories
from comments import paths
from comments.models import Comment, Decision, Discussion, Letter, Notice, Report, StoryInsight
from newsroom import moments
from newsroom.models import User
from tests.factories import a_comment
from tests.forms import text_of


@pytest.fixture
def demo(django_capture_on_commit_callbacks):
    stories.load()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("load_demo_comments")


def story(title):
    return Story.objects.get(title__startswith=title)


def test_readers_talk_under_some_stories_and_leave_others_alone(demo):
    talked = set(Comment.objects.values_list("story__title", flat=True))
    assert len(talked) == 6
    assert Story.objects.live().exclude(title__in=talked).exists()
    assert set(Comment.objects.values_list("state", flat=True)) == {
        "published", "held", "rejected", "spam", "removed", "deleted",
    }  # fmt: skip
    assert max(comment.level for comment in Comment.objects.all()) >= 4
    assert Report.objects.filter(handled_at=None).count() == 1
    assert StoryInsight.objects.exists()


def test_the_counts_are_those_of_what_is_shown(demo):
    for discussion in Discussion.objects.all():
        assert discussion.comments == Comment.objects.published().filter(story=discussion.story).count()
    for comment in Comment.objects.all():
        assert comment.like_count == comment.likes.count()
        if not comment.parent_id:
            assert (
                comment.reply_count
                == Comment.objects.published().filter(story=comment.story_id).below(comment.path).count()
            )


def test_what_was_answered_stays_as_a_tombstone(demo):
    for state in ("removed", "deleted"):
        assert Comment.objects.get(state=state).visible


def test_nothing_was_said_before_its_story_or_after_today(demo):
    for comment in Comment.objects.select_related("story", "parent"):
        assert comment.story.published_at < comment.created_at <= timezone.now()
        assert not comment.parent or comment.parent.created_at < comment.created_at
        assert comment.path.startswith(comment.parent.path if comment.parent else "")
        assert comment.path[-paths.SEGMENT : -2] == paths.segment(int(comment.created_at.timestamp() * 1000))[:-2]


def test_nobody_gets_mail_because_of_the_demo(demo):
    assert Notice.objects.exists()
    assert not Notice.objects.filter(mail_settled=False).exists()
    assert not Letter.objects.exists()
    assert not mail.outbox


def test_nobody_can_sign_in_as_somebody_of_the_demo(demo):
    people = User.objects.filter(comments__isnull=False).distinct()
    assert len(people) > 8
    assert not any(person.has_usable_password() or person.is_superuser for person in people)
    assert all(person.email.endswith("@newsroom.localhost") for person in people)


def test_a_creator_answers_under_their_own_name(client, demo):
    assert Creator.objects.get(name="Ines Varga").user.name == "Ines Varga"
    said = text_of(client.get(story("The bridge").get_absolute_url()))
    assert "Ines Varga Creator" in said
    assert "Show 1" in said  # the log of the bridge is longer than a page shows


def test_arabic_is_answered_in_arabic(client, demo):
    assert "قانونٌ" in text_of(client.get(story("شارع").get_absolute_url()))


def test_loading_again_changes_nothing_and_is_never_done_over_comments(demo, capsys):
    before = Comment.objects.count(), User.objects.count(), Decision.objects.count()
    call_command("load_demo_comments")
    assert "nothing was loaded" in capsys.readouterr().out
    assert (Comment.objects.count(), User.objects.count(), Decision.objects.count()) == before


def test_a_site_with_other_stories_gets_nobody():
    call_command("load_demo_comments")
    assert not User.objects.exists()
    a_comment()
    people = User.objects.count()
    call_command("load_demo_comments")
    assert (Comment.objects.count(), User.objects.count()) == (1, people)


def test_a_story_that_is_live_since_today_has_no_comment_from_the_future():
    stories.load()
    for hours in (2, 0):
        Comment.objects.all().delete()
        Story.objects.live().update(published_at=moments.now() - timedelta(hours=hours))
        call_command("load_demo_comments")
        assert Comment.objects.exists() == bool(hours)
        assert not Comment.objects.filter(created_at__gt=timezone.now()).exists()


def test_all_of_it_is_done_in_a_moment():
    stories.load()
    begin = time.perf_counter()
    call_command("load_demo_comments")
    assert time.perf_counter() - begin < 5  # about a second; the machine may be busy
