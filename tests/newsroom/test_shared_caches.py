"""What shared caches are told: how long a page holds, whose it is, and by which keys it is forgotten."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from newsroom import moments
from tests.factories import a_comment, a_page, a_person, a_scheduled_story, a_story, an_editor, the_site

ASIDE = "public, max-age=0, must-revalidate, s-maxage="
CDN = {"kind": "fastly", "url": "https://api.fastly.com/service/1/purge", "token": "hunter2"}


@pytest.fixture
def cdn(settings):
    settings.CDN = CDN
    settings.CDN_SECONDS = 60
    return settings


@pytest.fixture
def bridge():
    return a_story(title="The bridge")


def held(answer) -> int:
    return int(re.search(r"s-maxage=(\d+)", answer["Cache-Control"])[1])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/stories/",
        "/stories/the-bridge/",
        "/stories/the-bridge/comments/",
        "/stories/the-bridge/comments/feed.rss",
        "/feeds/stories.rss",
        "/sitemap.xml",
        "/robots.txt",
        "/about/",
        "/nothing/",
    ],
)
def test_a_strangers_page_is_everybodys_for_a_second_and_says_nothing_of_a_cdn(client, bridge, path):
    a_page()
    answer = client.get(path)
    assert answer["Cache-Control"] == f"{ASIDE}1"
    assert {"Cookie", "Accept-Encoding"} <= set(answer["Vary"].split(", "))
    assert not {"Surrogate-Key", "Cache-Tag", "Set-Cookie"} & {*answer.headers, *answer.cookies}


def test_without_a_cdn_nobody_is_asked_when_pages_change(client, bridge, settings):
    settings.CHANGES = ["there.is.no.such.function"]
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("kind", "name", "joint"), [("fastly", "Surrogate-Key", " "), ("cloudflare", "Cache-Tag", ",")]
)
def test_with_a_cdn_pages_hold_longer_and_carry_their_keys(client, bridge, cdn, kind, name, joint):
    cdn.CDN = CDN | {"kind": kind}
    story = joint.join(["site", f"story-{bridge.pk}"])
    for path, keys in {
        "/": joint.join(["site", "discussed"]),
        "/nothing/": "site",
        "/stories/the-bridge/": story,
        "/stories/the-bridge/comments/": story,
        "/stories/the-bridge/comments/feed.rss": story,
    }.items():
        answer = client.get(path)
        assert answer["Cache-Control"] == f"{ASIDE}60", path
        assert answer[name] == keys, path


def test_no_page_is_held_past_the_moment_when_the_next_story_goes_live(client, bridge, cdn):
    a_story(title="Much later", at=moments.now() + timedelta(days=2))
    a_story(title="Soon", at=moments.now() + timedelta(seconds=20))
    for path in ("/", "/stories/the-bridge/", "/stories/soon/", "/feeds/stories.rss"):
        assert 15 <= held(client.get(path)) <= 19, path


def test_a_page_begun_just_before_a_story_goes_live_holds_a_second(client, bridge, cdn, monkeypatch):
    story = a_scheduled_story(title="Now")
    monkeypatch.setattr(moments, "now", lambda: story.published_at - timedelta(seconds=1))
    assert held(client.get("/")) == 1
    monkeypatch.setattr(moments, "now", lambda: story.published_at)
    assert held(client.get("/")) == 60


def test_what_is_made_while_a_story_goes_live_holds_a_second(client, cdn, monkeypatch):
    story = a_scheduled_story(title="Now")
    ticks = iter([story.published_at - timedelta(seconds=1)])
    monkeypatch.setattr(moments, "now", lambda: next(ticks, story.published_at))
    assert held(client.get("/stories/now/")) == 1


def test_a_discussion_is_not_held_past_the_moment_when_it_closes(client, cdn):
    the_site(comments_close_after=1)
    a_story(title="Old", at=moments.now() - timedelta(days=1) + timedelta(seconds=30))
    a_story(title="Older", at=moments.now() - timedelta(days=2))
    for path in ("/stories/old/", "/stories/old/comments/"):
        assert 25 <= held(client.get(path)) <= 29, path
    assert held(client.get("/stories/older/")) == 60


@pytest.mark.parametrize("path", ["/", "/stories/the-bridge/", "/me/", "/accounts/login/", "/nothing/"])
def test_a_known_persons_page_is_nobody_elses(client, bridge, cdn, path):
    client.force_login(a_person())
    answer = client.get(path)
    assert answer["Cache-Control"] in ("private, no-store", "max-age=0, no-cache, no-store, must-revalidate, private")
    assert "Surrogate-Key" not in answer


def test_a_stranger_with_a_session_gets_a_page_of_their_own(client, bridge):
    """What it says may be meant for them alone: 'You are signed out'."""
    session = client.session
    session["anything"] = 1
    session.save()
    assert client.get("/")["Cache-Control"] == "private, no-store"


def test_pieces_of_pages_are_stored_nowhere(client, bridge):
    comment = a_comment(story=bridge)
    for path in ("/stories/the-bridge/comments/", f"/comments/{comment.pk}/report/"):
        answer = client.get(path, headers={"x-in-place": "1"})
        assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "path", ["/comments/{}/", "/comments/{}/edit/", "/admin/", "/me/", "/stories/the-bridge/like/"]
)
def test_what_no_cache_was_told_to_keep_says_so(client, bridge, path):
    """Some keep a redirect for an hour unless they are told not to."""
    answer = client.get(path.format(a_comment(story=bridge).pk))
    assert answer.status_code in (302, 405)
    assert "no-store" in answer["Cache-Control"]


def test_a_redirect_to_https_is_not_kept(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/")["Cache-Control"] == "no-store"


def test_an_address_that_moved_may_be_kept_as_a_page(client, bridge):
    bridge.slug = "the-singing-bridge"
    bridge.save()
    answer = client.get("/stories/the-bridge/")
    assert (answer.status_code, answer["Cache-Control"]) == (301, f"{ASIDE}1")


def test_an_editor_and_a_stranger_never_share_a_page(bridge, cdn):
    editor = Client()
    editor.force_login(an_editor())
    assert "no-store" in editor.get("/stories/the-bridge/")["Cache-Control"]
    assert "Cookie" in Client().get("/stories/the-bridge/")["Vary"]


# Pictures


@pytest.fixture
def picture():
    default_storage.save("images/ab/abcdef.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    return "/media/images/ab/abcdef.svg"


def test_a_picture_is_kept_for_ever_and_by_everybody(client, picture, django_assert_num_queries):
    client.force_login(a_person())
    with django_assert_num_queries(0):
        answer = client.get(picture)
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Length"] == str(len(answer.getvalue()))
    assert not {"Vary", "Surrogate-Key", "Content-Encoding"} & answer.headers.keys()


def test_a_picture_is_described_without_being_sent(client, picture):
    answer, described = client.get(picture), client.head(picture)
    assert described.getvalue() == b""
    assert described.headers == answer.headers


@pytest.mark.parametrize(("asked", "said"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
def test_a_picture_seen_before_is_not_sent_again(client, picture, asked, said):
    first = client.get(picture)
    answer = client.get(picture, headers={asked: first[said]})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["Cache-Control"] == first["Cache-Control"]
    assert client.get(picture, headers={"If-None-Match": '"another"'}).status_code == 200


def test_whoever_asks_for_a_part_of_a_picture_gets_all_of_it(client, picture):
    answer = client.get(picture, headers={"Range": "bytes=0-3"})
    assert answer.status_code == 200
    assert "Content-Range" not in answer


def test_a_picture_that_is_not_there_yet_is_not_kept_as_missing(client):
    answer = client.get("/media/images/ab/no.jpg")
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")


def test_nobody_writes_where_pictures_are(client, picture):
    assert client.post(picture).status_code == 405


def test_a_picture_with_an_endless_name_is_refused(client):
    assert client.get(f"/media/{'z' * 300}").status_code in (400, 404)
