"""Which pictures a story uses, as cover and in its texts, now or earlier."""

import importlib
from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from articles.models import PictureUse
from newsroom import unused, uses
from newsroom.models import Image
from tests.factories import a_creator, a_draft, a_page, a_person, a_story, an_editor, an_image, the_site


def showing(image, alt="A kiln", more=""):
    return f'<figure{more}><img src="{image.address}" alt="{alt}"></figure><p>Text.</p>'


def used(image):
    return uses.counts([image])[image.pk]


def parts(image, person=None):
    return [(use.label, use.part, use.state) for use in uses.some(image, person or an_editor())]


def test_a_picture_in_a_text_is_used_as_long_as_any_version_shows_it():
    image = an_image()
    story = a_story(title="Kilns", body=showing(image))
    assert parts(image) == [("Kilns", "in the text", "live")]
    story.write(body="<p>Without it.</p>")
    assert parts(image) == [("Kilns", "in the text that readers see", "live")]
    story.publish_changes()
    assert parts(image) == [("Kilns", "only in an earlier version", "live")]
    assert used(image) == 1


def test_covers_portraits_the_logo_and_pages_are_uses_too():
    image, other = an_image(), an_image()
    a_draft(title="Kilns", cover=image, body=showing(image))
    a_creator("Ines Vale", portrait=image)
    a_page(title="About", body=showing(image))
    the_site(name="The Wend", logo=image)
    places = {(use.label, use.part): use.url for use in uses.some(image, an_editor())}
    assert set(places) == {
        ("Kilns", "cover and in the text"),
        ("Ines Vale", "portrait"),
        ("About", "in the text of the page"),
        ("The Wend", "logo"),
    }
    assert all(url.startswith("/admin/") for url in places.values())
    assert (used(image), used(other)) == (5, 0)
    assert list(uses.unused(Image.objects.all())) == [other]


def test_a_link_to_the_large_picture_counts_as_a_use():
    image = an_image()
    a_draft(body=f'<p><a href="{image.address}">The plan, large</a></p>')
    assert used(image) == 1


def test_a_creator_learns_nothing_of_the_stories_of_others():
    writer = a_person("creator")
    image = an_image(by=writer)
    own = a_draft(title="Mine", creators=[a_creator(user=writer)], body=showing(image))
    a_draft(title="A secret", cover=image)
    a_creator("A secret too", portrait=image)
    assert parts(image, writer) == [(own.title, "in the text", "draft")]


def test_what_a_struck_text_alone_showed_is_used_no_longer():
    image, kept = an_image(), an_image()
    story = a_draft(body=showing(image))
    story.write(body=showing(kept))
    story.versions.get(number=1).strike("A court ruled so.")
    assert (used(image), used(kept)) == (0, 1)


def test_the_migration_finds_the_uses_that_older_versions_have():
    migration = importlib.import_module("articles.migrations.0012_pictures")
    migration.BATCH = 1
    first, second = an_image(), an_image()
    story = a_draft(body=showing(first))
    story.write(body=showing(second))
    a_draft(body=showing(second) + "<p>/media/images/aa/" + "0" * 64 + ".jpg</p>")
    a_draft()
    before = sorted(PictureUse.objects.values_list("image", "story"))
    PictureUse.objects.all().delete()
    migration.fill(apps, None)
    migration.fill(apps, None)
    assert sorted(PictureUse.objects.values_list("image", "story")) == before
    assert len(before) == 3


def test_a_text_that_names_a_picture_which_is_gone_shows_its_other_words(client):
    image = an_image()
    body = showing(image)
    Image.objects.filter(pk__in=[image.pk]).update(created_at=timezone.now() - timedelta(days=30))
    unused.discard([image.pk], an_editor())
    story = a_story(body=body)
    assert not Image.objects.exists()
    page = client.get(story.get_absolute_url())
    assert (page.status_code, b"<p>Text.</p>" in page.content) == (200, True)
    assert image.address.encode() not in page.content
