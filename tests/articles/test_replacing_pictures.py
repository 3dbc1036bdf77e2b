"""One picture for another, everywhere: readers get the picture and no other change that waits."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from articles.models import Story
from newsroom import uses
from newsroom.models import Page, Site
from tests.factories import (
    a_creator,
    a_draft,
    a_page,
    a_scheduled_story,
    a_story,
    a_withdrawn_story,
    an_editor,
    an_image,
    the_site,
)


def showing(image, words="Text."):
    return (
        f'<figure class="wide"><img src="{image.address}" alt="A &quot;kiln&quot;"><figcaption>Lit. '
        f'<small class="credit">Ines Vale</small></figcaption></figure><p>{words}</p>'
    )


@pytest.fixture
def old():
    return an_image()


@pytest.fixture
def new():
    return an_image()


@pytest.fixture
def editor():
    return an_editor()


def the_chain_holds():
    """It raises CommandError where it does not."""
    out = io.StringIO()
    call_command("verify_history", stdout=out)
    return "all as they were written" in out.getvalue()


def test_covers_portraits_the_logo_and_pages_show_the_other_picture(old, new, editor):
    a_draft(cover=old, cover_alt="Words of this use"), a_creator(portrait=old), a_page(body=showing(old))
    the_site(logo=old)
    assert uses.left(old) == 4
    assert uses.replace(old, new, editor, 50) == 4
    story = Story.objects.get()
    assert (story.cover, story.cover_alt, story.byline[0].portrait) == (new, "Words of this use", None)
    assert new.address in Page.objects.get().body
    assert Site.objects.get().logo == new
    assert (uses.left(old), uses.counts([old])[old.pk], uses.counts([new])[new.pk]) == (0, 0, 4)


@pytest.mark.parametrize("make", [a_story, a_scheduled_story])
def test_readers_of_a_published_story_get_the_other_picture_and_nothing_that_waits(old, new, editor, make):
    story = make(body=showing(old))
    story.write(title="Not yet", body=showing(old, "Not yet."))
    title, at = story.title, story.published_at
    uses.replace(old, new, editor, 50)
    story = Story.objects.get()
    shown, waiting = showing(new), showing(new, "Not yet.")
    assert (story.title, story.body, story.published_at) == (title, shown, at)
    assert (story.working_copy.title, story.working_copy.body) == ("Not yet", waiting)
    assert story.has_unpublished_changes
    public = story.versions.filter(public_at__isnull=False).order_by("-number").first()
    assert (public.title, public.body, public.saved_by) == (title, shown, editor)
    assert public.public_at == max(at, public.saved_at)
    assert story.versions.filter(public_at__isnull=False).count() == (1 if story.is_scheduled else 2)
    assert old.address in story.versions.get(number=1).body
    assert the_chain_holds()


def test_nothing_waits_where_nothing_did(old, new, editor):
    story = a_story(body=showing(old))
    uses.replace(old, new, editor, 50)
    story = Story.objects.get()
    assert (story.versions.count(), story.body, story.has_unpublished_changes) == (3, showing(new), False)
    assert the_chain_holds()


def test_a_picture_that_only_the_working_copy_shows_is_not_published(old, new, editor):
    story = a_story(body="<p>Without.</p>")
    story.write(body=showing(old))
    uses.replace(old, new, editor, 50)
    story = Story.objects.get()
    assert (story.body, story.working_copy.body) == ("<p>Without.</p>", showing(new))


def test_changes_that_take_the_picture_out_still_wait(old, new, editor):
    story = a_story(body=showing(old))
    story.write(body="<p>Without.</p>")
    uses.replace(old, new, editor, 50)
    story = Story.objects.get()
    assert (story.body, story.working_copy.body) == (showing(new), "<p>Without.</p>")


def test_of_a_withdrawn_story_only_the_working_copy_changes(old, new, editor):
    story = a_withdrawn_story(body=showing(old))
    uses.replace(old, new, editor, 50)
    story = Story.objects.get()
    assert (story.state, story.working_copy.body, uses.left(old)) == ("withdrawn", showing(new), 0)
    assert story.versions.filter(public_at__isnull=False).count() == 1
    story.restore()
    assert uses.left(old) == 1


def test_many_are_replaced_in_steps_that_can_be_repeated(old, new, editor):
    for _number in range(3):
        a_draft(body=showing(old), cover=old)
    assert [uses.replace(old, new, editor, 2) for _step in range(3)] == [2, 1, 0]
    assert [story.versions.count() for story in Story.objects.all()] == [2, 2, 2]


def test_every_path_to_readers_asks_for_alternative_texts(old, editor):
    """Publishing, scheduling, publishing changes, bringing back; the sentence names the field."""
    silent = showing(old).replace('alt="A &quot;kiln&quot;"', 'alt=" "')
    changed = a_story()
    changed.write(body=silent)
    gone = a_withdrawn_story(cover=old, cover_alt="A kiln")
    gone.cover_alt = ""
    gone.save()
    paths = [
        (a_draft(body=silent).publish, "body"),
        (lambda: a_scheduled_story(body=silent), "body"),
        (changed.publish_changes, "body"),
        (a_draft(cover=old).publish, "cover_alt"),
        (gone.restore, "cover_alt"),
    ]
    for path, field in paths:
        with pytest.raises(ValidationError) as refused:
            path()
        assert [error.code for error in refused.value.error_list] == [field]
