"""The whole path of one comment in a real browser, scripts on and off: held, decided, receipt, appeal, decided again, log,
report.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from comments import letters
from comments.models import Comment, Letter, Report
from tests.factories import a_comment, a_confirmed, a_person, a_story, the_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visit(request, browser, live_server, settings, unhurried):
    """Opens a browser of its own for somebody: `visit(person)`, or for a stranger."""
    settings.SITE_URL = live_server.url
    contexts = []

    def visit(person=None):
        context = browser.new_context(base_url=live_server.url, java_script_enabled=request.param)
        contexts.append(context)
        if person:
            client = Client()
            client.force_login(person)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield visit
    for context in contexts:
        context.close()


def decide(page, comment, verb, note, reason=""):
    """On the comment's page at the desk."""
    page.goto(reverse("admin:comments_comment_change", args=[comment.pk]))
    if reason:
        page.locator("#decision select[name=reason]").select_option(reason)
    page.locator("#decision [name=note]").fill(note)
    with page.expect_navigation():
        page.locator(f"#decision button[name=verb][value={verb}]").click()
    expect(page.locator(".messagelist, .decide-state").first).to_be_visible()


def mailed(clock=timedelta(minutes=11)) -> str:
    """The newest letter, ten minutes later."""
    Letter.objects.filter(sent_at__isnull=True).update(not_before=timezone.now() - clock)
    letters.sweep()
    return mail.outbox[-1].body


@pytest.mark.parametrize("outcome", ["uphold", "restore"])
def test_a_comment_is_held_refused_appealed_decided_again_and_accounted_for(visit, outcome):
    the_site(comments_mode="all_held")
    story = a_story(title="The bridge that hums")
    reader = visit(a_confirmed("reader", name="Rosa Lind"))
    moderator = visit(a_person("moderator", name="Nils Brandt"))

    # Held
    reader.goto(story.get_absolute_url())
    reader.get_by_label("Your comment").fill("You are wrong about the bridge.")
    reader.get_by_role("button", name="Post comment").click()
    expect(reader.get_by_text("Held for a moderator").first).to_be_visible()
    comment = Comment.objects.get()

    # Decided
    decide(moderator, comment, "reject", "Say it without the shove.", reason="person")

    # The receipt, from the mail and signed out: no cookie is set by looking
    stranger = visit()
    stranger.goto(re.search(r"http\S+/receipts/\S+", mailed())[0])
    receipt = stranger.locator("main")
    for said in ("Refused", "Every comment here is read", "Aimed at a person", "A moderator,", "without the shove."):
        expect(receipt).to_contain_text(said)
    expect(receipt).not_to_contain_text("Nils")
    assert not stranger.context.cookies()

    # The appeal: first with nothing in it, then with words
    stranger.get_by_role("button", name="Send the appeal").click()
    expect(stranger.get_by_label("Why should a moderator look again?")).to_be_focused()
    stranger.get_by_label("Why should a moderator look again?").fill("I meant the bridge, not its keeper.")
    stranger.get_by_role("button", name="Send the appeal").click()
    expect(receipt).to_contain_text("It waits for a moderator since")
    reader.goto("/me/")
    expect(reader.locator("main")).to_contain_text("I meant the bridge, not its keeper.")

    # Decided again
    decide(moderator, comment, outcome, "Read once more.")
    assert "Read once more." in mailed()
    stranger.reload()
    expect(receipt).to_contain_text("The decision stands." if outcome == "uphold" else "Shown again.")
    expect(receipt).to_contain_text("Read once more.")
    expect(stranger.get_by_role("button", name="Send the appeal")).to_have_count(0)
    stranger.goto(story.get_absolute_url())
    expect(stranger.get_by_text("You are wrong about the bridge.")).to_have_count(int(outcome == "restore"))

    # The log
    moderator.goto(reverse("admin:comments_decision_changelist") + f"?q=%23{comment.pk}")
    rows = moderator.locator("#result_list tbody tr")
    expect(rows).to_have_count(4)
    for verb in ("held", "refused", "appealed", "upheld" if outcome == "uphold" else "restored"):
        expect(rows.filter(has_text=re.compile(verb, re.IGNORECASE)).first).to_be_visible()

    # The public report
    stranger.goto(reverse("moderation_report"))
    expect(stranger.locator("main")).to_contain_text("ppeal")
    expect(stranger.locator("main")).not_to_contain_text("Nils")


def test_a_stranger_reports_a_comment_where_it_stands(visit):
    comment = a_comment(a_story(title="The bridge that hums"), body="You are all fools.")
    stranger = visit()
    stranger.goto(comment.story.get_absolute_url())
    article = stranger.locator(f"#c{comment.pk}")
    article.locator("summary").click()
    article.get_by_role("link", name="Report", exact=True).click()
    stranger.get_by_role("button", name="Report", exact=True).click()
    expect(stranger.get_by_text("Choose what is wrong with it.").first).to_be_visible()
    stranger.get_by_label("It attacks a person").check()
    stranger.get_by_label("Say more, if you like").fill("All of it.")
    stranger.get_by_role("button", name="Report", exact=True).click()
    expect(stranger.get_by_text("A moderator will read it.").first).to_be_visible()
    assert Report.objects.get().note == "All of it."
    assert not stranger.context.cookies()
