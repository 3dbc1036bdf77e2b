"""A moderator decides on the page that readers see, in a real browser: in place with scripts, by plain forms without."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from comments.decision_links import decision_address
from comments.models import Comment, Insight, SavedReply
from tests.factories import a_comment, a_held_comment, a_person, a_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(transactional_db):
    Insight.objects.get_or_create(name="Outstanding")
    SavedReply.objects.create(name="Kindness", text="Be kind.")
    return a_story(title="The bridge that hums")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visitor(request, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=request.param)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.runs_scripts = request.param
    yield page
    context.close()


@pytest.fixture
def nils(visitor, client, live_server, settings):
    person = a_person("moderator", name="Nils Brandt")
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    visitor.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return person


def choose(page, comment, item):
    page.locator(f"#c{comment.pk} summary").first.click()
    page.locator(f"#c{comment.pk} .more").get_by_text(item, exact=True).click()


def without_barriers(page, context=None):
    """Axe is a script itself."""
    if page.runs_scripts:
        assert not Axe().run(page, context=context).response["violations"]


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def test_a_moderator_removes_a_comment_and_takes_it_back(story, nils, visitor):
    comment = a_comment(story, body="You are a fool.")
    visitor.goto(f"{story.get_absolute_url()}comments/")
    choose(visitor, comment, "Moderate")
    sheet = visitor.locator(f"#decide-{comment.pk}")
    sheet.get_by_role("button", name="Remove").click()
    expect(sheet.locator(".wrong").first).to_contain_text("Choose a reason")
    expect(sheet.get_by_label("Reason")).to_be_focused()
    sheet.get_by_text("Saved replies").click()
    sheet.get_by_role("button", name="Kindness").click()
    expect(sheet.get_by_label("Note")).to_have_value("Be kind.")
    without_barriers(visitor, f"#decide-{comment.pk}")
    sheet.get_by_label("Reason").select_option("person")
    sheet.get_by_role("button", name="Remove").click()
    expect(visitor.get_by_text("Removed.").last).to_be_visible()
    expect(visitor.get_by_text("You are a fool.")).to_have_count(0)
    assert state(comment) == "removed"
    visitor.get_by_text("Take back", exact=True).click()
    if not visitor.runs_scripts:
        expect(visitor.get_by_role("heading", name="Decide about a comment")).to_be_visible()
        visitor.get_by_role("button", name="Take back").click()
    expect(visitor.locator(f"#c{comment.pk}")).to_contain_text("You are a fool.")
    assert state(comment) == "published"


def test_in_place_nothing_is_loaded_anew_and_the_focus_stays(story, page, sign_in):
    sign_in(a_person("moderator", name="Nils Brandt"))
    comment, answered = a_comment(story), a_comment(story)
    a_comment(parent=answered)
    page.goto(story.get_absolute_url())
    page.evaluate("window.marker = 1")
    choose(page, comment, "Mark as spam")
    line = page.locator(f"#c{comment.pk}")
    expect(line).to_contain_text("Marked as spam.")
    expect(line.get_by_role("button", name="Take back")).to_be_focused()
    expect(page.locator("#said")).to_have_text("Marked as spam.")
    expect(page.locator("#comments-title .n")).to_have_text("2")
    line.get_by_role("button", name="Take back").click()
    expect(line.locator(".comment__foot")).to_be_visible()
    expect(page.locator("#comments-title .n")).to_have_text("3")

    answered.remove(by=a_person("moderator"), reason="hate")
    page.goto(story.get_absolute_url())
    page.evaluate("window.marker = 1")
    gone = page.locator(f"#c{answered.pk}")
    gone.get_by_role("link", name="Moderate").click()
    sheet = page.locator(f"#decide-{answered.pk}")
    sheet.get_by_role("link", name="Cancel").click()
    expect(gone.get_by_role("link", name="Moderate")).to_be_focused()
    gone.get_by_role("link", name="Moderate").click()
    sheet.get_by_role("button", name="Restore").click()
    expect(gone.locator(".told")).to_contain_text("Restored. Take back")
    gone.locator(".told").get_by_text("Take back").click()
    sheet.get_by_role("button", name="Take back").click()
    expect(gone).to_contain_text("Taken back.")
    assert page.evaluate("window.marker === 1")
    assert not [said for said in page.complaints if "status of 4" not in said]


@pytest.mark.parametrize("known", [False, True], ids=["a stranger's", "a signed-in moderator's"])
def test_the_link_of_a_mail_decides_in_any_browser(story, visitor, request, known):
    held = a_held_comment(story=story, body="Buy eels.")
    nils = request.getfixturevalue("nils") if known else a_person("moderator", name="Nils Brandt")
    visitor.goto(decision_address(held, nils))
    expect(visitor.get_by_text("This link was mailed to Nils Brandt.")).to_be_visible()
    without_barriers(visitor)
    visitor.get_by_role("button", name="Approve").click()
    expect(visitor.get_by_text("By Nils Brandt").first).to_be_visible()
    assert state(held) == "published"
    visitor.get_by_role("button", name="Take back").click()
    expect(visitor.get_by_role("button", name="Approve")).to_be_visible()
    assert state(held) == "held"
    assert known or not visitor.context.cookies()
