from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from articles.models import Address, Story
from newsroom import moments
from tests.factories import a_draft, a_scheduled_story, a_story, a_withdrawn_story, an_editor


def test_what_somebody_published_meanwhile_goes_not_back_to_the_drafts():
    story = a_scheduled_story()
    Story.objects.get(pk=story.pk).publish()
    with pytest.raises(ValidationError):
        story.unschedule()
    assert Story.objects.get(pk=story.pk).is_live


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


def test_a_withdrawn_story_cannot_be_planned_again_and_keeps_its_address():
    story = a_withdrawn_story()
    with pytest.raises(ValidationError, match="Bring it back"):
        story.publish(at=moments.now() + timedelta(days=1))
    assert Address.objects.filter(kind="story", slug=story.slug).exists()


def test_what_is_written_while_a_story_is_withdrawn_waits_for_publish_changes(client):
    story = a_story(body="<p>First.</p>")
    story.withdraw("A mistake.")
    story.write(body="<p>Second.</p>")
    story.restore()
    assert "First." in client.get(story.get_absolute_url()).content.decode()
    assert story.has_unpublished_changes


def test_publishing_changes_twice_writes_one_version():
    story = a_story()
    story.write(body="<p>Second.</p>")
    story.publish_changes()
    with pytest.raises(ValidationError, match="Nothing has changed"):
        story.publish_changes()
    assert story.versions.filter(public_at__isnull=False).count() == 2


def test_a_plan_that_was_changed_leaves_one_public_version():
    story = a_scheduled_story()
    story.publish(at=moments.now() + timedelta(days=2))
    story.write(body="<p>Better.</p>")
    story.publish_changes()
    (version,) = story.versions.filter(public_at__isnull=False)
    assert version.body == "<p>Better.</p>"
    assert version.public_at == story.published_at


def test_an_embargo_set_by_another_editor_meanwhile_is_kept():
    story = a_draft()
    Story.objects.filter(pk=story.pk).update(embargoed_until=moments.now() + timedelta(days=1))
    with pytest.raises(ValidationError, match="embargo"):
        story.publish()


def test_a_text_changed_behind_its_back_no_longer_fits_its_hash():
    story = a_draft(body="<p>One.</p>")
    story.write(body="<p>Two.</p>")
    for name, value in (("title", "Other"), ("subtitle", "Other"), ("body", "<p>Other.</p>"), ("salt", "other")):
        version = story.versions.get(number=2)
        assert not list(version.faults(story.versions.get(number=1)))
        setattr(version, name, value)
        assert list(version.faults(story.versions.get(number=1)))


def test_a_story_cannot_go_live_before_anybody_kept_such_dates():
    with pytest.raises(ValidationError, match="1900"):
        a_draft().publish(at=moments.now().replace(year=1))


@pytest.mark.parametrize(
    ("body", "minutes"), [("<p>word</p>", 1), ("<p>" + "word " * 920 + "</p>", 4), ("<p>" + "新聞" * 800 + "</p>", 4)]
)
def test_the_minutes_to_read_fit_the_script(body, minutes):
    assert a_draft(body=body).reading_minutes == minutes


def test_two_stories_of_one_title_saved_at_once_get_two_addresses(monkeypatch):
    first = a_draft(title="The long way home")
    asked = []
    look = Story.slug_is_taken

    def looked_a_moment_too_early(story, slug):
        asked.append(slug)
        return len(asked) > 1 and look(story, slug)

    monkeypatch.setattr(Story, "slug_is_taken", looked_a_moment_too_early)
    second = Story.objects.create(title="The long way home")
    assert (first.slug, second.slug) == ("the-long-way-home", "the-long-way-home-2")


def test_a_creator_is_here_since_their_first_story_at_the_latest():
    story = a_story(at=moments.now().replace(year=2020, month=1, day=1))
    assert story.creators.get().created_at == story.published_at


def test_a_withdrawn_story_comes_back_only_with_a_creator():
    story = a_withdrawn_story()
    story.bylines.all().delete()
    with pytest.raises(ValidationError, match="no creator"):
        story.restore()
