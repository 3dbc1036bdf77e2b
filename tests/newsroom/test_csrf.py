"""Forged requests: strangers must come from this very site, the signed-in show the token of their session."""

import pytest
from django.test import Client

from comments.models import Comment
from tests.factories import a_comment, a_person, a_story
from tests.forms import page_of, text_of

AT = "/stories/the-bridge/comments/"
SAID = {"body": "I heard it too.", "name": "Rosa Lind", "email": "rosa@example.org"}


@pytest.fixture
def story():
    return a_story(title="The bridge")


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def signed_in(browser):
    browser.force_login(a_person())
    browser.get("/stories/")
    return browser


def token(client):
    return page_of(client.get("/stories/the-bridge/")).find(".//input[@name='csrfmiddlewaretoken']").get("value")


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}])
def test_a_stranger_posts_from_this_site_without_a_token_or_a_cookie(story, browser, headers):
    assert not browser.get("/stories/the-bridge/").cookies
    assert browser.post(AT, SAID, headers=headers).status_code == 302
    assert Comment.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://testserver"},
    ],
)
def test_a_post_from_elsewhere_is_refused(story, browser, headers):
    assert browser.post(AT, SAID, headers=headers).status_code == 403
    assert not Comment.objects.exists()


def test_the_signed_in_need_the_token_of_their_session(story, signed_in):
    same = {"sec-fetch-site": "same-origin", "origin": "http://testserver"}
    assert signed_in.post(AT, {"body": "Once."}, headers=same).status_code == 403
    assert signed_in.post(AT, {"body": "Once.", "csrfmiddlewaretoken": "x" * 64}, headers=same).status_code == 403
    data = {"body": "Once.", "csrfmiddlewaretoken": token(signed_in)}
    assert signed_in.post(AT, data, headers=same).status_code == 302
    assert signed_in.post(AT, data | {"body": "Twice."}, headers={"origin": "http://evil.example"}).status_code == 403


def test_a_refusal_keeps_the_text_to_be_sent_again(story, signed_in):
    same = {"sec-fetch-site": "same-origin"}
    answer = signed_in.post(AT, {"body": "Long thought."}, headers=same)
    page = page_of(answer)
    assert "Your text is here" in text_of(answer)
    assert page.find(".//textarea[@name='body']").text.strip() == "Long thought."
    again = page.find(".//input[@name='csrfmiddlewaretoken']").get("value")
    data = {"body": "Long thought.", "csrfmiddlewaretoken": again}
    assert signed_in.post(AT, data, headers=same).status_code == 302
    assert Comment.objects.get().body == "Long thought."


def test_another_site_cannot_put_words_on_that_page(story, signed_in):
    answer = signed_in.post(AT, {"body": "Buy kettles."}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "Buy kettles." not in answer.content.decode()


def test_like_buttons_of_strangers_and_of_the_signed_in_belong_to_one_form(story, browser, signed_in):
    a_comment(story)
    for client, tokens in ((Client(), 0), (signed_in, 1)):
        form = page_of(client.get("/stories/the-bridge/")).find(".//form[@id='deed']")
        assert len(form.findall("input")) == tokens


@pytest.mark.parametrize("path", ["/stories/the-bridge/", AT, "/accounts/login/", "/accounts/password/reset/"])
def test_looking_at_a_page_begins_no_session(story, browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
