"""Keys and warnings at the desk that only a browser knows."""

import pytest
from django.urls import reverse

from articles.models import Story
from tests.factories import a_draft, a_story, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("make", "state"), [(a_draft, "draft"), (a_story, "live")])
def test_enter_in_a_field_saves_and_never_publishes(page, sign_in, make, state):
    story = make()
    sign_in(an_editor())
    page.goto(reverse("admin:articles_story_change", args=[story.pk]))
    page.fill("#id_cover_credit", "Print: Newsroom")
    with page.expect_navigation():
        page.press("#id_cover_credit", "Enter")
    story = Story.objects.get(pk=story.pk)
    assert (story.cover_credit, story.state) == ("Print: Newsroom", state)


def test_leaving_with_unsaved_words_asks_first(page, sign_in):
    story = a_draft()
    sign_in(an_editor())
    address = reverse("admin:articles_story_change", args=[story.pk])
    page.goto(address)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_subtitle").press_sequentially("New")
    page.goto("/admin/")
    assert asked == ["beforeunload"]
    page.goto(address)
    page.locator("#id_subtitle").press_sequentially("New")
    with page.expect_navigation():
        page.click("[name=_save]")
    assert asked == ["beforeunload"]
