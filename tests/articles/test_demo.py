"""The demo newsroom that a new site begins with."""

import pytest
from django.core.management import call_command

from articles.body import pictures_without_alt
from articles.models import Correction, Feature, Source, Story, Topic
from articles.transfer.demo import FOLDER
from newsroom.models import Image, Page, Site
from tests.factories import a_draft

pytestmark = pytest.mark.skipif(not list(FOLDER.glob("*.md")), reason="the demo stories are not here")


@pytest.fixture
def told(capsys):
    call_command("load_demo")
    return capsys.readouterr().out


def test_the_demo_newsroom_is_complete(told):
    files = list(FOLDER.glob("*.md"))
    assert f"Stories of the demo newsroom loaded: {len(files)}." in told
    assert Story.objects.count() == len(files)
    assert [topic.name for topic in Topic.objects.all()] == ["Local", "Science", "Culture", "Environment", "Work"]
    assert all(topic.description and topic.ink for topic in Topic.objects.all())
    assert [page.slug for page in Page.objects.all()] == ["about", "contact", "privacy", "terms", "house-rules"]
    assert Site.current().foot.startswith("No tracking, no advertising.")


def test_every_live_demo_story_could_be_published_again(told):
    for story in Story.objects.live():
        story.check_publishable()
        assert story.topic
        assert not pictures_without_alt(story.body)


def test_the_demo_shows_corrections_sources_and_labels(told):
    assert {one.kind for one in Correction.objects.all()} == {"correction", "clarification", "update"}
    assert Source.objects.exclude(unnamed_reason="").exists()
    assert Story.objects.exclude(ai_use="").exists()


def test_one_demo_story_is_planned_for_a_morning_in_three_days(told):
    (story,) = Story.objects.scheduled()
    assert story.published_at.astimezone(Site.current().zone).hour == 6


def test_the_front_page_of_the_demo_shows_what_editors_chose(told, client):
    page = client.get("/").content.decode()
    assert "Chosen by editors" in page
    assert [page.count(f"{feature.why}</p>") for feature in Feature.objects.all()] == [1, 1, 1]


def test_the_pictures_of_the_demo_are_ready_for_the_first_reader(told):
    assert Image.objects.exists()
    assert not Image.objects.awaiting_renditions().exists()


def test_the_demo_is_never_loaded_over_stories(capsys):
    a_draft()
    call_command("load_demo")
    assert "nothing was loaded" in capsys.readouterr().out
    assert Story.objects.count() == 1
    assert not Page.objects.exists()
