"""Many people at the same time: one comment for a double submit, one like for a reader, and counts that equal the rows."""

import random
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from comments import paths
from comments.models import Comment, Discussion, Insight, Like, StoryInsight, StoryLike
from tests.factories import a_comment, a_person, a_story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story():
    for name in ("Outstanding", "Original", "Heartfelt", "Eye-opening"):
        Insight.objects.get_or_create(name=name)
    return a_story(title="The bridge")


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (1000000, 60))


def at_once(deeds):
    """Run every deed in a thread of its own, all let go together; answers what they returned."""
    gate, answers = threading.Barrier(len(deeds)), []

    def run(deed):
        try:
            gate.wait()
            answers.append(deed())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(deeds)
    return answers


def check_counts(story):
    comments = Comment.objects.filter(story=story)
    discussion = Discussion.of(story)
    assert discussion.comments == comments.published().count()
    assert discussion.likes == StoryLike.objects.filter(story=story).count()
    for insight in Insight.objects.all():
        marks = StoryInsight.objects.filter(story=story, insight=insight).count()
        assert discussion.insights.get(str(insight.pk), 0) == marks
    for comment in comments:
        assert comment.like_count == Like.objects.filter(comment=comment).count()
        shown = comment.is_published or comment.replies.visible().exists()
        assert comment.visible == shown
        if not comment.parent_id:
            below = comments.published().filter(path__gt=comment.path, path__lt=comment.path + paths.AFTER)
            assert comment.reply_count == below.count()


def test_64_identical_posts_make_one_comment(story):
    person = a_person()
    clients = [Client() for _ in range(64)]
    for client in clients:
        client.force_login(person)
    send = [
        lambda client=client: client.post(story.get_absolute_url() + "comments/", {"body": "Me too."})
        for client in clients
    ]
    answers = at_once(send)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert Comment.objects.count() == 1
    check_counts(story)


def test_64_identical_posts_of_a_stranger_make_one_comment(story):
    data = {"body": "Me too.", "name": "Rosa Lind", "email": "rosa@example.org"}
    answers = at_once([lambda: Client().post(story.get_absolute_url() + "comments/", data) for _ in range(64)])
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert Comment.objects.count() == 1


def test_64_likes_of_one_reader_are_one_like(story):
    comment, person = a_comment(story), a_person()
    at_once(
        [lambda: Like.objects.set(comment, person) for _ in range(32)]
        + [lambda: StoryLike.objects.set(story, person) for _ in range(32)]
    )
    assert Like.objects.count() == StoryLike.objects.count() == 1
    check_counts(story)


def test_three_insights_are_the_most_however_fast_they_come(story):
    person = a_person()

    def mark(insight):
        try:
            StoryInsight.objects.set(story, person, insight)
        except ValidationError:
            return "refused"

    answers = at_once(
        [lambda insight=insight: mark(insight) for insight in Insight.objects.all()[:4] for _ in range(4)]
    )
    assert "refused" in answers
    assert StoryInsight.objects.count() == 3
    check_counts(story)


@pytest.mark.parametrize("seed", range(3))
def test_counts_equal_the_rows_after_any_mix_of_writes(story, seed):
    chance = random.Random(seed)
    people = [a_person() for _ in range(6)]
    insights = list(Insight.objects.all())
    roots = [a_comment(story) for _ in range(3)]
    below = [a_comment(parent=chance.choice(roots)) for _ in range(6)]
    everything = roots + below + [a_comment(parent=chance.choice(below)) for _ in range(6)]

    def deed(number):
        person, comment = chance.choice(people), Comment(pk=chance.choice(everything).pk)
        comment = Comment.objects.get(pk=comment.pk)
        verbs = [
            lambda: Like.objects.set(comment, person, chance.random() < 0.7),
            lambda: StoryLike.objects.set(story, person, chance.random() < 0.7),
            lambda: StoryInsight.objects.set(story, person, chance.choice(insights), chance.random() < 0.7),
            lambda: Comment.objects.post(story=story, author=person, parent=comment, body=f"Answer {number}"),
            lambda: Comment.objects.post(story=story, author=person, body=f"Word {number}"),
            comment.delete_by_author,
            comment.remove,
            comment.restore,
            comment.mark_spam,
            comment.pin,
            lambda: comment.pick(),
        ]

        def run():
            for verb in chance.sample(verbs, 4):
                try:
                    verb()
                except ValidationError:
                    continue

        return run

    at_once([deed(number) for number in range(16)])
    check_counts(story)
