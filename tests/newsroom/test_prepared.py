"""Queries that are compiled once answer as the queryset they were made from."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.models import BigAutoField, CharField, F, Value

from articles.models import Story
from newsroom import moments
from newsroom.moments import MomentField
from newsroom.prepared import Given, prepared
from tests.factories import a_draft, a_story, a_topic


@prepared
def stories_of(most):
    topic, now = Given("topic", BigAutoField()), Given("now", MomentField())
    return Story.objects.live(now).select_related("topic").filter(topic=topic).newest_first()[:most]


@prepared
def slugs():
    return Story.objects.filter(title=Given("title", CharField())).values_list("slug", F("pk"), Value(7))


def test_the_answer_is_that_of_the_queryset(django_assert_num_queries):
    science, local = a_topic("Science"), a_topic("Local")
    for number in range(5):
        a_story(topic=science if number % 2 else local, at=moments.now() - timedelta(days=number + 1))
    a_draft(topic=science)
    for topic in (science, local, science):
        for most in (1, 3):
            plain = Story.objects.live().select_related("topic").filter(topic=topic).newest_first()[:most]
            with django_assert_num_queries(1):
                found = stories_of(most, topic=topic.pk, now=moments.now())
                assert [story.topic.name for story in found] == [topic.name] * len(found)
            assert found == list(plain)
            assert found[0].body == plain[0].body


def test_values_are_stored_as_their_field_stores_them():
    story = a_story(title='O\'Hara 100% "quoted"', at=moments.now() - timedelta(seconds=1))
    assert slugs(title='O\'Hara 100% "quoted"') == [(story.slug, story.pk, 7)]
    assert slugs(title="' OR 1=1 --") == []


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_get_each_others_answers():
    topics = [a_topic(f"Topic {number}") for number in range(4)]
    for topic in topics:
        a_story(topic=topic, at=moments.now() - timedelta(days=1))

    def ask(number):
        topic = topics[number % 4]
        try:
            return all(story.topic_id == topic.pk for story in stories_of(5, topic=topic.pk, now=moments.now()))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(200)))


@pytest.mark.skipif(settings.EMBEDDED, reason="of PostgreSQL")
def test_after_some_calls_postgresql_keeps_the_plan():
    topic, now = a_topic(), moments.now()
    for _call in range(6):
        stories_of(3, topic=topic.pk, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, parameter_types::text FROM pg_prepared_statements")
        [(statement, types)] = cursor.fetchall()
    assert "LIMIT 3" in statement  # what is the same in each call is known to the plan
    assert "$1" in statement
    assert "timestamp with time zone" in types


@pytest.mark.skipif(settings.EMBEDDED, reason="of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_a_plan_from_before_a_migration_harms_nobody():
    story = a_story(title="The bridge")
    assert {slugs(title="The bridge")[0] for _call in range(6)} == {(story.slug, story.pk, 7)}
    slug = Story._meta.get_field("slug").db_type(connection)
    try:
        alter_slug("text")
        assert slugs(title="The bridge") == [(story.slug, story.pk, 7)]
    finally:
        alter_slug(slug)


def alter_slug(to):
    """From outside: a process forgets its plans when it changes a table itself."""
    outside = connection.copy()
    outside.cursor().execute(f"ALTER TABLE articles_story ALTER COLUMN slug TYPE {to}")
    outside.close()
