"""Two people at one story, with scripts and without: who is here, what is kept, and a stale save."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Sitting
from tests.factories import a_draft, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story():
    return a_draft(title="The bridge", body="<p>The bridge hums.</p><p>Nobody knew why.</p>")


@pytest.fixture
def desk(browser, live_server, settings):
    """A browser of a person's own, at the story."""
    contexts = []

    def desk(story, person, **options):
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(reverse("admin:articles_story_change", args=[story.pk]))
        return page

    yield desk
    for context in contexts:
        context.close()


def write(page, text):
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def save(page):
    with page.expect_navigation():
        page.locator("input[name=_continue]").click()
    page.locator(".messagelist").wait_for()


def test_two_people_see_each_other_and_join_their_texts(desk, story):
    tom = desk(story, an_editor(name="Tom Reed"))
    lene = desk(story, an_editor(name="Lene Moss"))
    lene.get_by_text("Tom Reed is here too.").wait_for()
    tom.fill("#id_title", "The bridge that hums")
    save(tom)
    tom.get_by_text("Lene Moss is here too.").wait_for()
    write(lene, " Not even the pilot.")
    lene.get_by_text("Kept at").wait_for()
    lene.get_by_text("Tom Reed saved version 2").wait_for()
    assert story.versions.count() == 2
    lene.locator("input[name=_continue]").click()
    lene.get_by_text("Two texts to join").wait_for()
    assert story.versions.count() == 2
    lene.complaints = [said for said in lene.complaints if "409" not in said]
    lene.get_by_role("button", name="Put the joined text into the form").click()
    lene.get_by_text("Nothing is saved yet").wait_for()
    assert "Not even the pilot." in lene.locator(".ProseMirror").inner_text()
    save(lene)
    newest = story.versions.first()
    assert (newest.number, newest.title) == (3, "The bridge that hums")
    assert newest.body == "<p>The bridge hums.</p><p>Nobody knew why. Not even the pilot.</p>"
    assert tom.complaints == lene.complaints == []


def test_what_was_typed_is_offered_after_the_page_was_closed(desk, story):
    person = an_editor()
    page = desk(story, person)
    write(page, " Typed.")
    page.close(run_before_unload=False)
    page = desk(story, person)
    for _try in range(50):
        if Sitting.objects.filter(typed_at__isnull=False).exists():
            break
        page.wait_for_timeout(100)
    page.reload()
    page.get_by_role("link", name="See how it differs").click()
    assert "Typed." in page.locator(".diff ins").inner_text()
    page.get_by_role("link", name="Take it into the form").click()
    assert "Nobody knew why. Typed." in page.locator(".ProseMirror").inner_text()
    assert story.versions.count() == 1
    save(page)
    assert story.versions.first().body == "<p>The bridge hums.</p><p>Nobody knew why. Typed.</p>"
    assert page.complaints == []


def test_the_line_says_what_hinders_keeping(desk, story):
    page = desk(story, an_editor())
    page.locator("story-sitting:not([hidden])").wait_for()
    page.context.set_offline(True)
    page.fill("#id_title", "Away")
    page.get_by_text("Not kept: no connection. Your text is still on this page.").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Kept at").wait_for()
    assert Sitting.objects.get().title == "Away"
    page.context.clear_cookies()
    page.fill("#id_title", "Signed out")
    page.get_by_text("Not kept: you are signed out.").wait_for()
    assert page.input_value("#id_title") == "Signed out"


def test_without_scripts_a_stale_save_is_refused_and_joined_as_well(desk, story):
    page = desk(story, an_editor(), java_script_enabled=False)
    story.write(body="<p>The bridge sings.</p><p>Nobody knew why.</p>", by=an_editor(name="Tom Reed"))
    page.fill("#id_body", "<p>The bridge roars.</p><p>Nobody knew why. Typed.</p>")
    page.click("input[name=_continue]")
    assert "Tom Reed saved version 2" in page.locator(".stale").inner_text()
    assert story.versions.count() == 2
    page.check("input[name=merge-0][value=mine]")
    with page.expect_navigation():
        page.click("button[value=joined]")
    save(page)
    assert story.versions.first().body == "<p>The bridge roars.</p><p>Nobody knew why. Typed.</p>"


@pytest.mark.parametrize("width", [360, 1280])
def test_two_texts_to_join_fit_the_page(desk, story, width):
    page = desk(story, an_editor())
    page.set_viewport_size({"width": width, "height": 800})
    story.write(
        title="Theirs" * 20, body="<p>The bridge sings.</p><p>Nobody knew why.</p>", by=an_editor(name="Tom Reed")
    )
    page.fill("#id_title", "Mine" * 40)
    write(page, " Typed.")
    page.click("input[name=_continue]")
    page.locator(".stale").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """[...document.querySelectorAll(".stale button, .stale label, story-sitting button")]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML)"""
    )
    assert small == []
