"""Link cards: what readers and feeds get, and what the desk knows of the site's own stories."""

import pytest

from tests.factories import (
    a_creator,
    a_draft,
    a_person,
    a_scheduled_story,
    a_story,
    a_topic,
    a_withdrawn_story,
    an_editor,
)

CARD = (
    '<figure class="card"><a href="https://example.org/a?b=1&amp;c=2">Tides &amp; times</a>'
    "<figcaption>example.org</figcaption></figure>"
)
OURS = '<figure class="card"><a href="/stories/the-ferry/">The ferry</a></figure>'
ASK = "/admin/articles/story/card/"


def test_readers_get_a_card_and_feeds_a_plain_link(client):
    story = a_story(body=f"<p>Hum.</p>{CARD}{OURS}<p>End.</p>")
    page = client.get(story.get_absolute_url()).content.decode()
    assert (
        '<figure class="card"><a href="https://example.org/a?b=1&amp;c=2" dir="auto">Tides &amp; times</a>'
        '<figcaption dir="auto">example.org</figcaption></figure>'
    ) in page
    assert '<figure class="card"><a href="/stories/the-ferry/" dir="auto">The ferry</a></figure>' in page
    feed = client.get("/feeds/stories.atom").content.decode().replace("&lt;", "<").replace("&gt;", ">")
    assert '<p><a href="https://example.org/a?b=1&amp;amp;c=2">Tides &amp;amp; times</a> (example.org)</p>' in feed
    assert '/stories/the-ferry/">The ferry</a></p>' in feed
    assert '<a href="/stories' not in feed
    assert "figure" not in feed


@pytest.mark.parametrize(
    "odd",
    [
        '<figure class="card"><a href="/a/">A</a> and <a href="/b/">B</a></figure>',
        '<figure class="card"><figcaption>Alone</figcaption></figure>',
        '<figure class="card">Words</figure><figure class="card"><a href="/a/">A</a></figure>',
        '<figure class="card"><a href="/a/">A<small class="footnote">Note</small></a></figure>',
        '<figure class="card"><a href="/a/"></a></figure>',
    ],
)
def test_what_is_no_whole_card_still_makes_a_whole_page(client, odd):
    page = client.get(a_story(body=f"<p>Hum.</p>{odd}<p>End.</p>").get_absolute_url()).content.decode()
    body = page.split('<div class="body"', 1)[1].split("</div>", 1)[0]
    for tag in ("figure", "a", "p", "figcaption"):
        assert body.count(f"<{tag}>") + body.count(f"<{tag} ") == body.count(f"</{tag}>"), tag
    assert "End." in body


def test_the_desk_knows_the_title_of_a_live_story_also_by_an_old_address(client, settings):
    story = a_story(title="The bridge", topic=a_topic("Science"), creators=[a_creator("Ines Varga")])
    story.slug = "جسر"
    story.save()
    client.force_login(an_editor())
    for address in (story.get_absolute_url(), "/stories/the-bridge/?x=1#y", f"{settings.SITE_URL}/stories/جسر/"):
        assert client.get(ASK, {"address": address}).json() == {
            "href": story.get_absolute_url(),
            "title": "The bridge",
            "note": "Science · Ines Varga",
        }


@pytest.mark.parametrize("hidden", [a_draft, a_scheduled_story, a_withdrawn_story])
def test_what_is_not_live_has_no_card(client, hidden):
    hidden(title="A secret")
    client.force_login(an_editor())
    assert client.get(ASK, {"address": "/stories/a-secret/"}).status_code == 404


@pytest.mark.parametrize("address", ["", "/", "\0", "/topics/x/", "http://[", "//x", "/stories/%ff/", "x" * 9000])
def test_other_addresses_have_none_either(client, address):
    client.force_login(an_editor())
    assert client.get(ASK, {"address": address}).status_code == 404


def test_readers_are_told_nothing_by_the_desk(client):
    client.force_login(a_person())
    assert client.get(ASK, {"address": "/"}).status_code in (302, 403)
