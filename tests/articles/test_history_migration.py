"""Sites that were there before versions had seals get them, and lose nothing."""

import io
from importlib import import_module

from django.apps import apps
from django.core.management import call_command

from articles.models import Story, StoryVersion
from tests.factories import a_draft, a_scheduled_story, a_story


def test_old_versions_are_sealed_and_counted_in_batches(monkeypatch):
    filling = import_module("articles.migrations.0007_history_filled")
    monkeypatch.setattr(filling, "BATCH", 2)
    story = a_story()
    story.write(body="<p>More.</p>")
    story.publish_changes()
    for one in (a_draft, a_scheduled_story, a_story):
        one()
    StoryVersion.objects.update(seal="")
    Story.objects.update(newest_version=0, public_versions=0)
    for _once_more in range(2):
        filling.seal(apps, None)
        filling.count(apps, None)
    call_command("verify_history", stdout=io.StringIO())
    story.refresh_from_db()
    assert (story.newest_version, story.public_versions) == (4, 2)
