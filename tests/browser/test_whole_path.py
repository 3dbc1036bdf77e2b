"""From a stranger to a reader who is written to no more: the whole path in a real browser, with scripts and without."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from comments import letters
from comments.models import Comment, MailSettings, Notice
from newsroom.models import User
from tests.factories import a_comment, a_person, a_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = re.compile(r"^([A-Z]{4}-[A-Z]{4})$", re.MULTILINE)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visitor(request, browser, live_server, unhurried):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=request.param)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def ten_minutes_later():
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    letters.sweep()


def test_a_stranger_signs_up_writes_is_answered_and_ends_the_mail(visitor, live_server, settings):
    settings.SITE_URL = live_server.url
    story = a_story()
    visitor.goto(story.get_absolute_url())
    visitor.get_by_role("link", name="Sign in").first.click()
    visitor.get_by_role("link", name="Make an account").click()
    visitor.get_by_label("Your name").fill("Nell Harrow")
    visitor.get_by_label("E-mail address").fill("nell@example.org")
    with visitor.expect_navigation():
        visitor.get_by_role("button", name="Mail me a code").click()
    visitor.get_by_label("Code").fill(CODE.search(mail.outbox[-1].body)[1])
    visitor.get_by_role("button", name="Go on").click()
    expect(visitor.get_by_role("link", name="My page")).to_be_visible()

    visitor.goto(story.get_absolute_url())
    visitor.get_by_label("Your comment").fill("I was there.")
    visitor.get_by_role("button", name="Post comment").click()
    own = visitor.locator(".comment", has_text="I was there.").first
    expect(own).to_contain_text("Nell Harrow")
    written = Comment.objects.get()
    a_comment(parent=written, author=a_person(name="Jonas Feld"), body="Which side of the river?")

    mail.outbox.clear()
    ten_minutes_later()
    (letter,) = mail.outbox
    assert letter.to == ["nell@example.org"]
    assert "Which side of the river?" in letter.body
    visitor.goto("/me/notices/")
    expect(visitor.locator("main")).to_contain_text("Jonas Feld answered you")
    visitor.context.clear_cookies()
    visitor.goto(re.search(r"http\S+/unsubscribe/\S+", letter.body)[0])
    visitor.get_by_role("button", name="No more mail").click()
    expect(visitor.get_by_role("heading", name="No more mail")).to_be_visible()
    assert not visitor.context.cookies()

    a_comment(parent=written, author=a_person(name="Bo Lind"), body="And at what hour?")
    mail.outbox.clear()
    ten_minutes_later()
    assert not mail.outbox
    assert MailSettings.objects.get().reader == User.objects.get(email="nell@example.org")
