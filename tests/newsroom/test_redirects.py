"""Old paths that lead on: only where the site has no page, never in a circle, never to where somebody else says."""

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from newsroom.models import Redirect
from tests.factories import a_page, a_person, a_redirect, a_story, an_editor
from tests.forms import filled, text_of
from tests.newsroom.test_pagecache import Server, _one_connection  # noqa: F401

ADD = "/admin/newsroom/redirect/add/"


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def added(client, path, target):
    return client.post(ADD, {"path": path, "target": target, "permanent": "on"}, follow=True)


@pytest.mark.parametrize(
    "path", ["/2019/05/bridge/", "/2019/05/bridge", "/2019/05/bridge/?utm=x", "/2019/05/bridge?next=//evil.example"]
)
def test_an_old_path_leads_on_with_or_without_its_last_slash(client, path):
    a_redirect("/2019/05/bridge/", "/stories/the-bridge/")
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (301, "/stories/the-bridge/")
    assert answer["Cache-Control"].startswith("public")


def test_letters_of_every_script_are_found_however_they_are_written(client):
    a_redirect("/أخبار/قديم/", "/stories/")
    a_redirect("/caf%C3%A9/menu", "https://example.org/caf%C3%A9")
    assert client.get("/أخبار/قديم/")["Location"] == "/stories/"
    assert client.get("/cafe\u0301/menu/")["Location"] == "https://example.org/caf%C3%A9"


def test_a_redirect_for_now_is_kept_by_nobody(client):
    a_redirect("/old/page/", "/stories/", permanent=False)
    answer = client.get("/old/page/")
    assert answer.status_code == 302
    assert answer["Cache-Control"] == "private, no-store"


def test_strangers_get_it_from_finished_pages_too():
    server = Server()
    assert server.ask("/old/page/").status_code == 404
    a_redirect("/old/page/", "/stories/")
    server.finished.second.moment = 0
    for _time in range(2):
        answer = server.ask("/old/page/")
        assert (answer.status_code, answer["Location"]) == (301, "/stories/")


def test_a_page_of_the_site_comes_first_and_nothing_that_is_sent_is_led_on(client):
    a_redirect("/about/", "/stories/")
    a_redirect("/old/page/", "/stories/")
    assert client.get("/about/").status_code == 301
    a_page("About")
    assert client.get("/about/").status_code == 200
    assert client.post("/old/page/", headers={"origin": "http://testserver"}).status_code != 301


@pytest.mark.parametrize("path", ["/\0/", "/" + "x" * 3000, "/%ff%fe/", "/a//b/", "/\\evil.example/", "/\u2028/"])
def test_odd_paths_are_simply_not_found(client, path):
    a_redirect("/old/page/", "/stories/")
    assert client.get(path).status_code == 404


def test_an_editor_makes_one_and_finds_it_again(client, editor):
    assert "added successfully" in text_of(added(client, "/Old%20page/?p=3", f"{settings.SITE_URL}/stories/"))
    made = Redirect.objects.get()
    assert (made.path, made.target, made.made_by_name) == ("/Old page", "/stories/", str(editor))
    assert client.get("/Old%20page/")["Location"] == "/stories/"
    assert "/Old page" in text_of(client.get("/admin/newsroom/redirect/?q=Old"))
    change = f"/admin/newsroom/redirect/{made.pk}/change/"
    client.post(change, filled(client.get(change), "redirect_form", target="/creators/"))
    assert client.get("/Old page")["Location"] == "/creators/"


@pytest.mark.parametrize(
    "path",
    ["/", "/stories", "/stories/the-bridge/", "/stories/the-old-bridge/", "/about/", "/admin/x/", "/feeds/stories.rss"],
)
def test_a_path_that_the_site_answers_is_refused_and_what_was_typed_is_kept(client, editor, path):
    a_page("About")
    story = a_story(title="The old bridge")
    story.slug = "the-bridge"
    story.save()
    answer = added(client, path, "/somewhere/else/")
    assert "The site has a page there." in text_of(answer)
    assert "/somewhere/else/" in answer.content.decode()
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(
    ("path", "target", "said"),
    [
        ("/old/", "/old", "This leads back to the old path."),
        ("/old/", "/%6Fld/?x=1", "This leads back to the old path."),
        ("/c/1/", "/a/1/", "This leads back to the old path."),
        ("/old/", "//evil.example/", "A path begins with one slash"),
        ("/old/", "/\\evil.example/", "A path begins with one slash"),
        ("/old/", "javascript:alert(1)", "Enter a valid URL"),
        ("/old/", "https://exa mple.org/", "An address has no spaces."),
        ("old/page", "/stories/", "A path begins with one slash"),
        ("//old", "/stories/", "A path begins with one slash"),
        ("/%00/", "/stories/", "A path begins with one slash"),
        ("/A/1", "/stories/", "There is a redirect for this path already."),
    ],
)
def test_circles_and_what_is_no_address_are_refused(client, editor, path, target, said):
    a_redirect("/A/1/", "/stories/")
    a_redirect("/a/1/", "/b/1/")
    a_redirect("/b/1/", "/c/1/")
    assert said in text_of(added(client, path, target))
    assert Redirect.objects.count() == 3


def test_the_database_refuses_a_redirect_to_itself():
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(path="/old", target="/old")


@pytest.mark.parametrize("role", ["creator", "moderator"])
def test_only_editors_keep_redirects(client, role):
    client.force_login(a_person(role))
    assert client.get("/admin/newsroom/redirect/").status_code in (302, 403)
    added(client, "/old/", "/stories/")
    assert not Redirect.objects.exists()
