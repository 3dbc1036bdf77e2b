from datetime import timedelta

import time_machine

from articles import preview
from newsroom import moments
from tests.factories import a_draft, a_story


def test_a_link_shows_a_draft_to_anyone_as_readers_will_see_it(client):
    story = a_draft(title="The bridge", body="<p>Twice a day.</p>")
    page = client.get(preview.address(story))
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    text = page.content.decode()
    assert "Twice a day." in text
    assert "Preview" in text
    assert "noindex" in text
    assert "canonical" not in text
    assert not page.cookies


def test_a_link_shows_changes_that_are_not_published(client):
    story = a_story(body="<p>First.</p>")
    story.write(title="Second title", body="<p>Second.</p>")
    text = client.get(preview.address(story)).content.decode()
    assert "Second title" in text
    assert "Second." in text
    assert "Second" not in client.get(story.get_absolute_url()).content.decode()


def test_a_link_ends_after_a_week_and_cannot_be_made_up(client):
    link = preview.address(a_draft())
    with time_machine.travel(moments.now() + timedelta(days=7, seconds=-5), tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel(moments.now() + timedelta(days=7, seconds=5), tick=False):
        assert client.get(link).status_code == 404
    assert client.get(link[:-5] + "abcd/").status_code == 404


def test_a_link_to_a_draft_ends_with_its_publication(client):
    story = a_draft(body="<p>First.</p>")
    link = preview.address(story)
    story.publish()
    story.write(body="<p>Not for you.</p>")
    assert client.get(link)["Location"] == story.get_absolute_url()
    story.withdraw("A mistake.")
    assert client.get(client.get(link)["Location"]).status_code == 410
