"""Every page in a real browser: accessible, valid, never sideways, never jumping, light over the wire."""

import json
import os
import shutil
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import Client

from articles.models import Creator, Story, Topic
from comments.models import Follow, Mute
from newsroom.models import Image, Page
from tests.factories import a_comment, a_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/",
    "/stories/",
    "/stories/?month=2026-09",
    "/stories/the-bridge-that-hums-at-low-tide/",
    "/stories/forty-one-miles-with-the-wend/",
    "/stories/the-map-shop-keeps-every-street-that-was-never-built/",
    "/creators/",
    "/search/?q=bridge+tide",
    "/creators/ines-varga/",
    "/topics/science/",
    "/tags/bridges/",
    "/about/",
    "/corrections/",
    "/stories/the-bridge-that-hums-at-low-tide/comments/",
    "/stories/the-bridge-that-hums-at-low-tide/comments/?sort=liked",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/nothing-here/",
]


def violations(page, scheme):
    """What axe objects to; in the dark only the colours can differ."""
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    found = Axe().run(page, options=options).response["violations"]
    return [(violation["id"], [node["html"][:120] for node in violation["nodes"]][:3]) for violation in found]


@pytest.fixture
def demo(transactional_db):
    call_command("load_demo", verbosity=0)
    call_command("load_demo_comments", verbosity=0)
    arabic = Story.objects.live().get(language="ar")
    withdrawn = Story.objects.get(status=Story.Status.WITHDRAWN)
    return [*PAGES, arabic.get_absolute_url(), withdrawn.get_absolute_url()]


@pytest.mark.slow
def test_no_page_has_an_accessibility_violation_in_light_or_dark(demo, browser, live_server):
    found = []
    for scheme in ("light", "dark"):
        context = browser.new_context(
            base_url=live_server.url, color_scheme=scheme, viewport={"width": 360, "height": 740}
        )
        page = context.new_page()
        for path in demo:
            page.goto(path)
            found += [(scheme, path, *violation) for violation in violations(page, scheme)]
        context.close()
    assert not found


DESK = [
    "/admin/",
    "/admin/articles/story/",
    "/admin/articles/story/add/",
    "/admin/articles/story/calendar/",
    "/admin/help/",
    "/admin/help/editor/",
    "/admin/articles/story/{story}/change/",
    "/admin/articles/story/{story}/history/",
    "/admin/articles/creator/",
    "/admin/articles/creator/{creator}/change/",
    "/admin/articles/topic/",
    "/admin/articles/topic/{topic}/change/",
    "/admin/articles/tag/",
    "/admin/newsroom/image/",
    "/admin/newsroom/image/add/",
    "/admin/newsroom/image/{image}/change/",
    "/admin/newsroom/image/{image}/replacement/",
    "/admin/newsroom/image/several/",
    "/admin/newsroom/image/unused/",
    "/admin/newsroom/site/",
    "/admin/newsroom/page/",
    "/admin/newsroom/page/{page}/change/",
    "/admin/newsroom/user/",
    "/admin/newsroom/user/{user}/change/",
    "/admin/comments/comment/",
    "/admin/comments/comment/{comment}/change/",
    "/admin/comments/report/",
    "/admin/comments/decision/",
    "/admin/comments/discussion/",
    "/admin/comments/discussion/{story}/change/",
    "/admin/comments/insight/",
    "/comments/{comment}/edit/",
    "/comments/{answer}/report/",
    "/comments/{comment}/delete/",
    "/me/",
    "/me/following/",
    "/me/notices/",
    "/me/muted/",
    "/me/settings/",
    "/me/delete/",
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/reauthenticate/",
]


@pytest.fixture
def desk(demo):
    """The pages of the desk, and the session of someone who may see them all."""
    person = a_person("admin")
    one = {"story": Story.objects.live().first(), "creator": Creator.objects.first(), "topic": Topic.objects.first()}
    comment = a_comment(one["story"], author=person)
    Follow.objects.switch(True, story=one["story"], reader=person)
    answer = a_comment(parent=comment)
    Mute.objects.switch(True, reader=person, muted=a_person())
    one |= {
        "comment": comment,
        "answer": answer,
        "image": Image.objects.first(),
        "page": Page.objects.first(),
        "user": person,
    }
    client = Client()
    client.force_login(person)
    return [path.format(**{name: thing.pk for name, thing in one.items()}) for path in DESK], client


@pytest.mark.slow
def test_no_page_of_the_desk_has_an_accessibility_violation(desk, browser, live_server):
    paths, client = desk
    found = []
    for scheme in ("light", "dark"):
        context = browser.new_context(base_url=live_server.url, color_scheme=scheme)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        for path in paths:
            assert page.goto(path).status == 200
            page.wait_for_load_state("networkidle")
            found += [(scheme, path, *violation) for violation in violations(page, scheme)]
        context.close()
    assert not found


@pytest.mark.slow
def test_no_page_scrolls_sideways_or_breaks_a_rule_of_its_policy(demo, browser, live_server):
    wrong = []
    for width in (320, 1280):
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 740})
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
        for path in demo:
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((width, path))
        context.close()
    assert not wrong


@pytest.mark.slow
def test_nothing_jumps_while_a_page_loads(demo, browser, live_server):
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    # Fonts arrive late, so that the stand-in faces are on the page first.
    page.route("**/*.woff2", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) shift += e.value })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    shifts = {}
    for path in demo:
        page.goto(path, wait_until="networkidle")
        shifts[path] = page.evaluate("window.shift")
    context.close()
    assert all(shift < 0.02 for shift in shifts.values()), shifts


def test_a_page_looks_the_same_when_it_is_visited_again(demo, page):
    for _visit in range(2):
        page.goto(PAGES[3])
        font = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
        assert font.startswith('"Schibsted Grotesk"')


def test_every_link_and_button_on_a_story_can_be_reached_and_seen_by_keyboard(demo, page):
    page.goto(PAGES[3])
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " const ring = s.outlineStyle != 'none' || getComputedStyle(e.closest('.teaser') || e).outlineStyle != 'none';"
            " return [e.outerHTML.slice(0, 80), ring || e.tagName == 'BODY'] })()"
        )
        assert focused[1], focused[0]
        seen.add(focused[0])
    assert len(seen) > 15


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("java"), reason="The Nu HTML checker needs Java.")
def test_the_nu_html_checker_finds_no_error(demo, desk, tmp_path):
    jar = os.environ.get("VNU_JAR")
    if not jar:
        pytest.skip("VNU_JAR does not name the Nu HTML checker (npm package vnu-jar).")
    paths, editor = desk
    pages, folder = {}, tmp_path / "pages"
    folder.mkdir()
    for client, path in [*((Client(), path) for path in demo), *((editor, path) for path in paths)]:
        file = folder / f"{len(pages):03d}.html"
        file.write_bytes(client.get(path, follow=True).content)
        pages[file.name] = path
    command = [
        "java",
        "-jar",
        jar,
        "--format",
        "json",
        "--errors-only",
        "--exit-zero-always",
        *map(str, folder.iterdir()),
    ]
    checked = subprocess.run(command, capture_output=True, text=True, check=True)
    messages = json.loads(checked.stderr)["messages"]
    assert not [(pages[m["url"][-8:]], m["message"], m.get("extract")) for m in messages if m["type"] == "error"]
