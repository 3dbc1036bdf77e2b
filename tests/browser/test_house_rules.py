"""What a real browser sends along with a comment, for the house rules about haste and programs."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, HouseRule
from tests.factories import a_person, a_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def compose(page, sign_in):
    story = a_story(title="The bridge that hums")
    sign_in(a_person(name="Rosa Lind"))
    page.goto(story.get_absolute_url())
    HouseRule.objects.filter(name="time_trap").update(is_on=True, number=3600)
    return page.locator("#compose")


def post(compose, said):
    compose.get_by_label("Your comment").fill(said)
    compose.get_by_role("button", name="Post comment").click()
    expect(compose.get_by_label("Your comment")).to_have_value("")
    return Comment.objects.order_by("pk").last()


def test_the_script_says_how_long_the_page_was_open(compose):
    comment = post(compose, "It hums.")
    assert [one.rule for one in comment.objections.all()] == ["time_trap"]
    assert "seconds after the page was opened" in comment.objections.get().words
    HouseRule.objects.update(number=0)
    assert post(compose, "It hums again.").is_published


def test_people_neither_see_nor_reach_the_field_that_programs_fill_in(compose, page):
    trap = compose.locator("input[name=website]")
    assert trap.evaluate("field => field.closest('p').getBoundingClientRect().width") <= 1
    expect(compose.get_by_role("textbox")).to_have_count(1)
    compose.get_by_label("Your comment").focus()
    page.keyboard.press("Tab")
    expect(compose.get_by_role("button", name="Post comment")).to_be_focused()
