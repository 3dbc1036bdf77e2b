"""What readers said in the demo newsroom that a new site begins with."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from articles.models import Creator, Story
from articles.transfer import demo as stories
from comments import paths
from comments.models import Comment, Discussion, Report, StoryInsight
from newsroom.models import User
from tests.factories import what_migrations_make
from tests.forms import text_of


@pytest.fixture(autouse=True, scope="module")
def _demo(django_db_setup, django_db_blocker):
    """Loaded once, for it takes seconds; what a test changes of it is taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        what_migrations_make()
        stories.load()
        call_command("load_demo_comments")
        yield
        transaction.set_rollback(True)


def story(title):
    return Story.objects.get(title__startswith=title)


def test_readers_talk_under_some_stories_and_leave_others_alone():
    talked = set(Comment.objects.values_list("story__title", flat=True))
    assert len(talked) == 6
    assert Story.objects.live().exclude(title__in=talked).exists()
    assert set(Comment.objects.values_list("state", flat=True)) == {
        "published", "held", "rejected", "spam", "removed", "deleted",
    }  # fmt: skip
    assert max(comment.level for comment in Comment.objects.all()) >= 4
    assert Report.objects.filter(handled_at=None).count() == 1
    assert StoryInsight.objects.exists()


def test_the_counts_are_those_of_what_is_shown():
    for discussion in Discussion.objects.all():
        assert discussion.comments == Comment.objects.published().filter(story=discussion.story).count()
    for comment in Comment.objects.all():
        assert comment.like_count == comment.likes.count()
        if not comment.parent_id:
            assert (
                comment.reply_count
                == Comment.objects.published().filter(story=comment.story_id).below(comment.path).count()
            )


def test_what_was_answered_stays_as_a_tombstone():
    for state in ("removed", "deleted"):
        assert Comment.objects.get(state=state).visible


def test_nothing_was_said_before_its_story_or_after_today():
    for comment in Comment.objects.select_related("story", "parent"):
        assert comment.story.published_at < comment.created_at <= timezone.now()
        assert not comment.parent or comment.parent.created_at < comment.created_at
        assert comment.path.startswith(comment.parent.path if comment.parent else "")
        assert comment.path[-paths.SEGMENT : -2] == paths.segment(int(comment.created_at.timestamp() * 1000))[:-2]


def test_nobody_can_sign_in_as_somebody_of_the_demo():
    people = User.objects.filter(comments__isnull=False).distinct()
    assert len(people) > 8
    assert not any(person.has_usable_password() or person.is_superuser for person in people)
    assert all(person.email.endswith("@newsroom.localhost") for person in people)


def test_a_creator_answers_under_their_own_name(client):
    assert Creator.objects.get(name="Ines Varga").user.name == "Ines Varga"
    said = text_of(client.get(story("The bridge").get_absolute_url()))
    assert "Ines Varga Creator" in said
    assert "Show 1" in said  # the log of the bridge is longer than a page shows


def test_arabic_is_answered_in_arabic(client):
    assert "قانونٌ" in text_of(client.get(story("شارع").get_absolute_url()))
