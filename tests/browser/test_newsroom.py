"""One story from its first words to its withdrawal, in real browsers: a creator's, two editors' and a reader's."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Story
from newsroom import moments
from tests.factories import a_creator, a_person, a_topic, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "The ferry that waits"
LISTS = ["/", "/stories/", "/topics/water/", "/creators/ines-varga/", "/search/?q=ferry+waits"]
OWN = ["", "comments/", "history/", "history.json", "history/1..2/"]


@pytest.fixture
def visit(browser, live_server, settings):
    """A page in a browser of its own; of a person, if one is named."""
    contexts = []

    def visit(person=None):
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
        contexts.append(context)
        if person:
            client = Client()
            client.force_login(person)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    yield visit
    for context in contexts:
        context.close()


def open_story(page):
    page.goto(reverse("admin:articles_story_change", args=[Story.objects.get().pk]))


def press(page, name):
    """A verb of the story's form, and its outcome."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    page.locator(".messagelist").wait_for()
    return page.locator(".messagelist").inner_text()


def write(page, text):
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def status(page, path):
    return page.request.get(path, max_redirects=0).status


def where_it_is(page, story):
    """The pages of the site that show a stranger the story now."""
    lists = {path for path in LISTS if story.slug in page.request.get(path).text()}
    feeds = {path for path in ("/feeds/stories.rss", "/feeds/stories.atom") if TITLE in page.request.get(path).text()}
    return lists | feeds | {path for path in OWN[:3] if status(page, story.get_absolute_url() + path) == 200}


def test_a_story_from_its_first_words_to_its_withdrawal(visit, monkeypatch):
    a_topic("Water")
    creator = a_person("creator", name="Ines Varga")
    a_creator("Ines Varga", user=creator)
    ines, lene, tom, reader = visit(creator), visit(an_editor()), visit(an_editor(name="Tom Reed")), visit()

    # The creator writes and hands in; the editor returns it with a reason, which the creator sees and mends.
    ines.goto(reverse("admin:articles_story_add"))
    ines.fill("#id_title", TITLE)
    ines.select_option("#id_topic", label="Water")
    write(ines, "The ferry waits for the fog.")
    assert "Sent for review" in press(ines, "Send for review")
    story = Story.objects.get()
    assert story.state == "in_review"
    open_story(lene)
    lene.fill("#id_reason", "Say who steers it.")
    assert "Sent back" in press(lene, "Send back")
    open_story(ines)
    expect(ines.locator("#content")).to_contain_text("Say who steers it.")
    write(ines, " Bo Lind steers it.")
    press(ines, "Send for review")

    # The editor schedules. Nothing is anywhere until time has passed; then it is everywhere.
    open_story(lene)
    at = moments.now() + timedelta(hours=20)
    lene.fill("#id_published_at", timezone.localtime(at).strftime("%Y-%m-%dT%H:%M"))
    assert "Scheduled" in press(lene, "Schedule")
    story.refresh_from_db()
    assert where_it_is(reader, story) == set()
    assert status(reader, story.get_absolute_url()) == 404
    monkeypatch.setattr(timezone, "now", lambda: story.published_at - timedelta(seconds=1))
    assert where_it_is(reader, story) == set()
    monkeypatch.setattr(timezone, "now", lambda: story.published_at)
    assert where_it_is(reader, story) == {*LISTS, *OWN[:3], "/feeds/stories.rss", "/feeds/stories.atom"}

    # Two editors at once: the second one's stale save is refused, joined, and saved.
    monkeypatch.setattr(timezone, "now", lambda: story.published_at + timedelta(hours=1))
    open_story(tom)
    open_story(lene)
    write(lene, " The fog lifts at nine.")
    press(lene, "Save and continue editing")
    tom.fill("#id_subtitle", "On the Wend")
    tom.get_by_role("button", name="Save and continue editing").click()
    expect(tom.locator(".stale")).to_contain_text("Lene Moss")
    assert story.working_copy.subtitle == ""
    with tom.expect_navigation():
        tom.get_by_role("button", name="Put the joined text into the form").click()
    tom.get_by_text("Nothing is saved yet").wait_for()
    press(tom, "Save and continue editing")
    assert "The fog lifts at nine." in story.working_copy.body
    assert story.working_copy.subtitle == "On the Wend"

    # A correction is published with the changes; the history shows the words.
    assert "Changes published" in press(tom, "Publish changes")
    tom.get_by_role("link", name="Add a correction").click()
    tom.fill("#id_text", "The fog lifts at nine, not at eight.")
    press(tom, "Save")
    reader.goto(story.get_absolute_url())
    expect(reader.locator("main")).to_contain_text("The fog lifts at nine, not at eight.")
    reader.get_by_role("link", name=re.compile("^Updated")).click()
    expect(reader.locator(".diff ins").first).to_be_visible()
    assert "The fog lifts at nine." in " ".join(reader.locator(".diff ins").all_inner_texts())
    reader.goto("/corrections/")
    expect(reader.locator("main")).to_contain_text(TITLE)

    # The first public text is restored: as the working copy, which readers do not see.
    first = story.versions.filter(public_at__isnull=False).earliest("number")
    tom.goto(reverse("admin:articles_story_restore", args=[story.pk, first.number]))
    expect(tom.locator(".diff del").first).to_be_visible()
    press(tom, "Restore this text")
    assert "The fog lifts" not in story.working_copy.body
    assert "The fog lifts" in reader.request.get(story.get_absolute_url()).text()

    # Withdrawn, with the reason and nothing else at every address of it.
    open_story(lene)
    lene.fill("#id_reason", "A source asked us to.")
    assert "Withdrawn" in press(lene, "Withdraw")
    assert where_it_is(reader, story) == set()
    numbers = story.versions.public().values_list("number", flat=True)
    for path in [*OWN[:4], f"history/{min(numbers)}/", f"history/{min(numbers)}..{max(numbers)}/"]:
        gone = reader.request.get(story.get_absolute_url() + path)
        assert (path, gone.status) == (path, 410)
        assert "A source asked us to." in gone.text()
        assert "steers" not in gone.text()
        assert TITLE not in gone.text()
