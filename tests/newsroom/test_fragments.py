"""Finished pieces of pages: nobody is ever shown an old one."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString

from comments.models import Comment, Insight
from newsroom import moments
from newsroom.fragments import Fragments
from newsroom.html import drawn, joined
from newsroom.models import Page, Site
from tests.factories import (
    a_comment,
    a_correction,
    a_creator,
    a_page,
    a_person,
    a_source,
    a_story,
    a_tag,
    a_topic,
    an_editor,
    an_image,
    the_site,
)


@pytest.fixture
def story():
    the_site(name="The Tide")
    a_page("Imprint")
    story = a_story(
        title="The bridge", topic=a_topic("Science"), creators=[a_creator("Ines Varga", bio="Walks the coast.")],
        tags=[a_tag("tides")], at=moments.now() - timedelta(days=2),
    )  # fmt: skip
    a_story(title="The ferry", topic=story.topic, at=moments.now() - timedelta(days=3))
    a_comment(story, author=a_person(name="Rosa"), body="I heard it too.")
    return story


def shown(client, path="/stories/the-bridge/"):
    return client.get(path).content.decode()


def renamed(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


CHANGES = {
    "the site": (lambda story: renamed(Site.objects.get(), name="The Ebb"), "The Ebb"),
    "its foot": (lambda story: renamed(Site.objects.get(), foot="Printed on water"), "Printed on water"),
    "its menu": (lambda story: renamed(Site.objects.get(), menu="Ferries | /ferries/"), "Ferries"),
    "a topic": (lambda story: renamed(story.topic, name="Sound"), "Sound"),
    "a new topic": (lambda story: a_topic("Weather"), "Weather"),
    "a page": (lambda story: renamed(Page.objects.get(), title="Who we are"), "Who we are"),
    "pages, many at once": (lambda story: Page.objects.update(title="All of us"), "All of us"),
    "an insight": (lambda story: renamed(Insight.objects.first(), name="Bracing"), "Bracing"),
    "a creator": (lambda story: renamed(story.byline[0], name="Ines Varga-Lind"), "Ines Varga-Lind"),
    "a bio": (lambda story: renamed(story.byline[0], bio="Sails now."), "Sails now."),
    "a portrait": (lambda story: renamed(story.byline[0], portrait=an_image()), 'class="avatar'),
    "a tag": (lambda story: renamed(story.tagged[0], name="ebb"), "ebb"),
    "the cover": (lambda story: renamed(story, cover=an_image(), cover_alt="A dark arch"), "A dark arch"),
    "the caption": (lambda story: renamed(story, cover=an_image(), cover_alt="x", cover_caption="At dusk"), "At dusk"),
    "a correction": (lambda story: a_correction(story, "It has two spans."), "It has two spans."),
    "a source": (lambda story: a_source(story, "The harbour log"), "The harbour log"),
    "a label": (lambda story: renamed(story, content_warning="A drowning"), "A drowning"),
    "another story": (lambda story: a_story(title="The lighthouse", topic=story.topic), "The lighthouse"),
    "a comment": (lambda story: a_comment(story, body="And I the tide."), "And I the tide."),
    "a reader's name": (lambda story: renamed(Comment.objects.get().author, name="Rosalind"), "Rosalind"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_on_the_next_page_that_is_made(client, story, what):
    change, said = CHANGES[what]
    shown(client), shown(client)
    change(story)
    assert said in shown(client)


def test_what_is_deleted_is_gone_from_every_page(client, story):
    assert "Imprint" in shown(client, "/")
    Page.objects.all().delete()
    assert "Imprint" not in shown(client, "/")


def test_what_is_undone_with_its_transaction_is_on_no_page(client, story):
    from django.db import transaction

    class Undone(Exception):
        pass

    def change_and_fail():
        with transaction.atomic():
            a_topic("Weather")
            assert "Weather" in shown(client, "/")
            raise Undone

    with pytest.raises(Undone):
        change_and_fail()
    assert "Weather" not in shown(client, "/")


def test_a_site_without_settings_of_its_own_shows_changes_too(client):
    Site.objects.all().delete()
    shown(client, "/")
    a_topic("Weather")
    assert "Weather" in shown(client, "/")


def test_times_are_told_in_the_zone_of_the_site_at_once(client, story):
    renamed(story, published_at=moments.now().replace(hour=23, minute=30) - timedelta(days=5))
    before = shown(client)
    renamed(Site.objects.get(), time_zone="Pacific/Auckland")
    assert shown(client) != before


def test_a_comment_looks_to_each_as_it_should(client, story):
    rosa, editor = Comment.objects.get().author, an_editor()
    stranger = shown(client)
    client.force_login(rosa)
    own = shown(client)
    client.force_login(a_person(name="Tom"))
    other = shown(client)
    client.force_login(editor)
    staff = shown(client)
    assert "Mute Rosa" in other
    assert "Mute Rosa" not in stranger + own
    assert "/delete/" in own
    assert "/delete/" not in stranger + other
    assert "Open at the desk" in staff
    assert "Open at the desk" not in stranger + own + other
    client.logout()
    assert shown(client) == stranger


def test_a_comment_that_is_liked_or_edited_is_shown_as_it_is_now(client, story):
    comment = a_comment(story, body="First.")
    shown(client)
    comment.edit("Second.")
    page = shown(client)
    assert "Second." in page
    assert "edited" in page
    comment.remove(by=an_editor(), reason="insult")
    assert "Second." not in shown(client)


def test_the_store_is_bounded_and_keeps_what_is_wanted(monkeypatch):
    monkeypatch.setattr("newsroom.fragments.ROOM", 20_000)
    kept, made = Fragments(), []
    for number in range(500):
        kept.get(("wanted",), lambda: made.append("wanted") or drawn("w"))
        kept.get((number,), lambda: drawn("x" * 500))
    assert made == ["wanted"]
    assert len(kept.young) + len(kept.old) < 60


def test_two_places_of_one_template_are_never_taken_for_each_other():
    page = Template("{% load fragments %}{% finished 1 %}A{% endfinished %}|{% finished 1 %}B{% endfinished %}")
    assert page.render(Context()) == page.render(Context()) == "A|B"


def test_only_a_change_that_readers_see_makes_every_page_anew(story):
    rosa, before = Comment.objects.get().author, Site.objects.get().revision
    rosa.set_password("something else entirely")
    rosa.save()
    assert Site.objects.get().revision == before
    renamed(rosa, name="Rosalind")
    assert Site.objects.get().revision != before


def test_only_trusted_html_can_be_joined():
    assert isinstance(joined([drawn("<b>"), drawn("</b>")]), SafeString)
    with pytest.raises(TypeError):
        joined([drawn("<b>"), "<script>"])
