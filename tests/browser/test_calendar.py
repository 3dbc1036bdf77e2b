"""Dragging stories in the calendar, which only a browser knows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.months import Month
from newsroom import days
from tests.factories import a_story, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_story_is_dragged_to_another_day_and_keeps_its_time(page, sign_in):
    month = Month.at(timezone.now()).next
    story = a_story(title="Eels", at=days.start(month.first_day) + timedelta(days=9, hours=6, minutes=30))
    sign_in(an_editor())
    page.goto(f"/admin/articles/story/calendar/?month={month}")
    target = f"[data-day='{month.first_day + timedelta(days=11)}']"
    with page.expect_navigation():
        page.drag_and_drop(".calendar-story", target)
    assert page.locator(f"{target} .calendar-story a").inner_text() == "Eels"
    before = story.published_at
    story.refresh_from_db()
    assert story.published_at == before + timedelta(days=2)
    assert page.complaints == []


def test_a_story_dropped_on_a_day_that_has_passed_stays_and_the_page_says_why(page, sign_in):
    now = timezone.now()
    story = a_story(title="Eels", at=now + timedelta(hours=1))
    sign_in(an_editor())
    page.goto(f"/admin/articles/story/calendar/?month={Month.at(story.published_at)}")
    first = page.locator("[data-day]").first
    with page.expect_navigation():
        page.locator(".calendar-story").drag_to(first)
    before = story.published_at
    assert "This moment has passed." in page.locator("[role=alert]").inner_text()
    story.refresh_from_db()
    assert story.published_at == before
