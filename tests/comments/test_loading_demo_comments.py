"""Loading what readers said in the demo newsroom: when it is done, and what it does to nobody."""

import time
from datetime import timedelta

from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from articles.models import Story
from articles.transfer import demo as stories
from comments.models import Comment, Decision, Letter, Notice
from newsroom import moments
from newsroom.models import User
from tests.factories import a_comment


def test_nobody_gets_mail_because_of_the_demo(django_capture_on_commit_callbacks):
    stories.load()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("load_demo_comments")
    assert Notice.objects.exists()
    assert not Notice.objects.filter(mail_settled=False).exists()
    assert not Letter.objects.exists()
    assert not mail.outbox


def test_loading_again_changes_nothing_and_is_never_done_over_comments(capsys):
    stories.load()
    call_command("load_demo_comments")
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
    begin = time.thread_time()
    call_command("load_demo_comments")
    assert time.thread_time() - begin < 5  # about a second; the machine may be busy
