"""`manage.py verify_history`: whatever is changed in the database behind its back, it finds and names."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from articles.models import Story
from newsroom import moments
from tests.factories import a_draft, a_scheduled_story, a_story, a_withdrawn_story, an_editor


def verify(*asked):
    """What the command prints, or the lines of its complaint."""
    out, err = io.StringIO(), io.StringIO()
    try:
        with translation.override("en"):
            call_command("verify_history", *asked, stdout=out, stderr=err)
    except CommandError as error:
        return [*err.getvalue().splitlines(), str(error)]
    return out.getvalue().strip()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


@pytest.fixture
def story():
    """Four versions: a draft, the first published, a change, and one that readers do not see."""
    editor = an_editor()
    story = a_draft(title="The bridge", body="<p>One.</p>")
    story.publish(at=moments.now() - timedelta(hours=1), by=editor)
    story.write(body="<p>Two.</p>", by=editor)
    story.publish_changes(by=editor)
    story.write(body="<p>Three.</p>", by=editor)
    assert story.versions.count() == 5
    return story


def test_whatever_editors_do_the_chain_holds(story):
    a_withdrawn_story().restore()
    planned = a_scheduled_story()
    planned.write(body="<p>Other.</p>")
    planned.publish_changes()
    planned.unschedule()
    planned.publish()
    planned.write(title="A typo")
    planned.publish_changes(typo_only=True)
    planned.write(title="More")
    planned.publish_changes()
    planned.versions.get(number=1).strike("Because of a ruling.", by=an_editor())
    planned.return_to(planned.versions.get(number=2))
    Story.objects.create(title="Never written", language="en")
    assert verify() == "4 stories with 17 versions: all as they were written. Struck versions: 1."


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("title", "Another", "Its title, subtitle, text or salt is not what was saved."),
        ("subtitle", "Another", "Its title, subtitle, text or salt is not what was saved."),
        ("body", "<p>Another.</p>", "Its title, subtitle, text or salt is not what was saved."),
        ("salt", "0" * 32, "Its title, subtitle, text or salt is not what was saved."),
        ("content_hash", "0" * 64, "Its number or a hash of it was changed."),
        ("previous_hash", "0" * 64, "It does not follow the version before it."),
        ("hash", "0" * 64, "Its number or a hash of it was changed."),
        ("number", 9, "It is missing, or its number was changed."),
        ("saved_at", "2026-01-01 00:00:00", "When or by whom"),
        ("saved_by_name", "Somebody else", "When or by whom"),
        ("public_at", "2026-01-01 00:00:00", "When or by whom"),
        ("public_at", None, "When or by whom"),
        ("typo_only", True, "When or by whom"),
        ("struck_at", "2026-01-01 00:00:00", "It is struck, but has a text."),
        ("struck_reason", "None", "When or by whom"),
        ("struck_by_name", "Somebody", "When or by whom"),
        ("seal", "0" * 64, "When or by whom"),
    ],
)
def test_one_column_changed_by_sql_is_found_and_named(story, column, value, says):
    a_story(title="Another one")
    sql(f"UPDATE articles_storyversion SET {column} = %s WHERE story_id = %s AND number = 2", value, story.pk)
    lines = verify()
    assert isinstance(lines, list)
    assert f"“The bridge” (story {story.pk}, /stories/the-bridge/), version 2: {says}" in "\n".join(lines)
    assert not [line for line in lines if "Another one" in line]


@pytest.mark.parametrize("column", ["title", "subtitle", "body"])
def test_what_readers_are_shown_cannot_differ_from_its_version(story, column):
    sql(f"UPDATE articles_story SET {column} = 'Another' WHERE id = %s", story.pk)
    assert "version 4: Readers are shown another title, subtitle or text than this version has." in verify()[0]


@pytest.mark.parametrize("column", ["newest_version", "public_versions"])
def test_the_counts_of_a_story_are_held_too(story, column):
    sql(f"UPDATE articles_story SET {column} = 1 WHERE id = %s", story.pk)
    assert len(verify()) == 2


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_deleted_row_is_found(story, number):
    sql("DELETE FROM articles_storyversion WHERE story_id = %s AND number = %s", story.pk, number)
    assert f"version {number}: " in verify()[0]


def test_a_text_rewritten_with_all_of_its_own_hashes_breaks_the_one_after(story):
    version = story.versions.get(number=2)
    version.body = "<p>Never said.</p>"
    version.link_after(story.versions.get(number=1))
    version.save()
    assert "version 3: It does not follow the version before it." in verify()[0]


def test_a_version_changed_twice_is_not_healed_by_a_verb(story):
    planned = a_scheduled_story(title="Tomorrow")
    sql("UPDATE articles_storyversion SET saved_by_name = 'X' WHERE story_id = %s AND number = 2", planned.pk)
    planned.unschedule()
    assert "version 2: When or by whom" in verify()[0]


def test_one_story_can_be_checked_by_its_address_or_id(story):
    other = a_story(title="The ferry")
    sql("UPDATE articles_storyversion SET title = 'X' WHERE story_id = %s AND number = 1", story.pk)
    assert verify("the-ferry").startswith("1 stories with 2 versions")
    assert verify(str(other.pk)).startswith("1 stories")
    assert len(verify("/stories/the-bridge/")) == 2
    assert verify("nothing-here") == ["There is no story with the address or id “nothing-here”."]


def test_many_stories_are_read_a_few_at_a_time(django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("articles.chain.AT_ONCE", 2)
    with time_machine.travel(moments.now(), tick=False):
        stories = [a_story() for _ in range(5)]
    sql("UPDATE articles_storyversion SET title = 'X' WHERE story_id = %s AND number = 1", stories[3].pk)
    with django_assert_max_num_queries(14):
        lines = verify()
    assert len(lines) == 2
    assert lines[1] == "1 faults in 5 stories with 10 versions."
