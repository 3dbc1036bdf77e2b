"""Help at the desk: one page a role for whoever works there, and lists that teach while they are empty."""

import pytest
from django.urls import reverse

from tests.factories import a_draft, a_held_comment, a_person, an_editor
from tests.forms import having, page_of, text_of

ROLES = ("creator", "editor", "moderator", "admin")


@pytest.mark.parametrize("role", ROLES)
def test_everybody_at_the_desk_reads_every_page_of_help(client, role):
    client.force_login(a_person(role))
    contents = client.get("/admin/help/")
    for other in ROLES:
        assert having(page_of(contents), "href", f"/admin/help/{other}/")
        answer = client.get(f"/admin/help/{other}/")
        assert 300 <= len(text_of(answer).split()) <= 620
        assert "style=" not in answer.content.decode()
    assert having(page_of(client.get("/admin/")), "href", "/admin/help/")


def test_the_links_of_help_lead_somewhere(client):
    client.force_login(a_person("admin"))
    for role in ROLES:
        page = page_of(client.get(f"/admin/help/{role}/"))
        addresses = {link.get("href") for link in having(page.find(".//div[@id='content-main']"), "href", "/admin/")}
        assert len(addresses) > len(ROLES)
        for address in addresses:
            assert client.get(address, follow=True).status_code == 200, address


def test_readers_and_strangers_have_no_help_of_the_desk(client):
    assert client.get("/admin/help/editor/").status_code == 302
    client.force_login(a_person())
    assert client.get("/admin/help/editor/").status_code == 302


@pytest.mark.parametrize("role", ["nobody", "base", "..", "contents", "é\u202e"])
def test_help_for_a_role_that_does_not_exist_is_not_found(client, role):
    client.force_login(an_editor())
    assert client.get(reverse("admin:help_role", args=[role])).status_code == 404


@pytest.mark.parametrize(
    ("app", "model", "sentence"),
    [
        ("articles", "story", "A story begins as a draft"),
        ("articles", "creator", "A creator is the name that readers see"),
        ("articles", "topic", "Topics order the stories"),
        ("articles", "tag", "A tag brings stories together"),
        ("newsroom", "image", "A picture is uploaded once"),
        ("newsroom", "page", "Pages stand beside the stories"),
        ("comments", "comment", "What readers write under stories"),
        ("comments", "report", "When a reader says"),
        ("comments", "decision", "Whatever is decided"),
        ("comments", "discussion", "Each story has a discussion"),
    ],
)
def test_an_empty_list_says_what_it_is_for_and_how_to_begin(client, app, model, sentence):
    client.force_login(a_person("admin"))
    address = f"/admin/{app}/{model}/"
    answer = client.get(address)
    assert sentence in text_of(answer)
    if having(page_of(answer), "href", f"{address}add/"):
        assert client.get(f"{address}add/").status_code == 200
    assert "Show all" not in text_of(answer)


def test_a_list_that_has_something_says_nothing_of_the_kind(client):
    client.force_login(an_editor())
    a_draft(title="Eels")
    answer = text_of(client.get("/admin/articles/story/"))
    assert "A story begins" not in answer
    assert "1 story" in answer


@pytest.mark.parametrize("query", ["q=nothing+like+it", "state=withdrawn"])
def test_a_search_or_filter_without_result_has_a_way_out(client, query):
    client.force_login(an_editor())
    a_draft(title="Eels")
    answer = client.get(f"/admin/articles/story/?{query}")
    assert "Nothing here fits your search or filter." in text_of(answer)
    assert "Show all" in text_of(answer)
    assert "A story begins" not in text_of(answer)


def test_a_filter_of_comments_too(client):
    client.force_login(a_person("moderator"))
    a_held_comment()
    assert "Nothing here fits" in text_of(client.get("/admin/comments/comment/?state=spam"))
    assert "Nothing here fits" not in text_of(client.get("/admin/comments/comment/?state=held"))
