from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from articles.models import Address, Story
from newsroom import moments
from tests.factories import a_draft, a_scheduled_story, a_story, a_withdrawn_story, an_editor


def test_a_story_is_live_from_its_second_on():
    moment = moments.now() + timedelta(days=3)
    story = a_story(at=moment)
    assert story not in Story.objects.live(at=moment - timedelta(seconds=1))
    assert story in Story.objects.live(at=moment)


def test_publishing_writes_the_version_that_readers_see():
    story = a_story(body="<p>First.</p>")
    version = story.versions.get(number=2)
    assert version.public_at == story.published_at
    assert version.body == "<p>First.</p>"


def test_saving_a_live_story_leaves_what_readers_see():
    story = a_story(body="<p>First.</p>")
    story.write(by=an_editor(), body="<p>Second.</p>")
    story.refresh_from_db()
    assert story.body == "<p>First.</p>"
    assert story.has_unpublished_changes
    story.publish_changes()
    story.refresh_from_db()
    assert story.body == "<p>Second.</p>"
    assert not story.has_unpublished_changes


def test_each_version_is_chained_to_the_one_before():
    story = a_draft(body="<p>One.</p>")
    story.write(body="<p>Two.</p>")
    story.write(body="<p>Two.</p>")
    first, second = story.versions.order_by("number")
    assert second.previous_hash == first.hash
    assert second.content_hash == second.content_digest()


def test_a_story_without_a_creator_cannot_be_published():
    with pytest.raises(ValidationError, match="no creator"):
        a_story(creators=[])


def test_the_embargo_is_a_floor_under_the_date():
    story = a_draft(embargoed_until=moments.now() + timedelta(days=1))
    with pytest.raises(ValidationError, match="embargo"):
        story.publish()


def test_unscheduling_frees_the_address_and_shows_nothing():
    story = a_scheduled_story()
    story.unschedule()
    assert story.status == Story.Status.DRAFT
    assert not Address.objects.filter(kind="story", slug=story.slug).exists()
    assert not story.versions.filter(public_at__isnull=False).exists()


def test_a_withdrawn_story_can_come_back_with_its_first_date():
    story = a_withdrawn_story()
    date = story.published_at
    story.restore()
    assert story.is_live
    assert story.published_at == date


def test_an_address_that_was_public_is_never_given_to_another_story():
    story = a_story(title="The long way home")
    story.slug = "another-way"
    story.save()
    other = a_draft(title="The long way home")
    assert other.slug == "the-long-way-home-2"
    other.slug = "the-long-way-home"
    with pytest.raises(ValidationError, match="once led"):
        other.full_clean()


def test_the_second_of_two_editors_who_publish_is_told_that_it_is_live():
    story = a_draft()
    seen_by_another = Story.objects.get(pk=story.pk)
    story.publish()
    with pytest.raises(ValidationError, match="live already"):
        seen_by_another.publish()
    assert story.versions.filter(public_at__isnull=False).count() == 1


def test_publishing_from_an_old_copy_loses_nothing_that_was_saved_since():
    old = a_draft(title="Before")
    new = Story.objects.get(pk=old.pk)
    new.language = "fr"
    new.save()
    new.write(title="After")
    old.publish()
    assert Story.objects.values_list("title", "language").get(pk=old.pk) == ("After", "fr")
