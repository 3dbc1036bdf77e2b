"""Every page in a real browser: accessible, valid, never sideways, never jumping, light over the wire."""

import json
import os
import shutil
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import Client

from articles.models import Story
from tests.factories import a_withdrawn_story, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/",
    "/stories/",
    "/stories/?month=2026-09",
    "/stories/the-bridge-that-hums-at-low-tide/",
    "/stories/forty-one-miles-with-the-wend/",
    "/stories/the-map-shop-keeps-every-street-that-was-never-built/",
    "/creators/",
    "/creators/ines-varga/",
    "/topics/science/",
    "/tags/bridges/",
    "/about/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/nothing-here/",
]


@pytest.fixture
def demo(transactional_db):
    call_command("load_demo", verbosity=0)
    arabic = Story.objects.live().get(language="ar")
    withdrawn = Story.objects.get(status=Story.Status.WITHDRAWN)
    return [*PAGES, arabic.get_absolute_url(), withdrawn.get_absolute_url()]


def test_no_page_has_an_accessibility_violation_in_light_or_dark(demo, browser, live_server):
    found = []
    for scheme in ("light", "dark"):
        context = browser.new_context(
            base_url=live_server.url, color_scheme=scheme, viewport={"width": 360, "height": 740}
        )
        page = context.new_page()
        for path in demo:
            page.goto(path)
            for violation in Axe().run(page).response["violations"]:
                found.append((scheme, path, violation["id"], [node["html"][:120] for node in violation["nodes"]][:3]))
        context.close()
    assert not found


def test_no_page_scrolls_sideways_or_breaks_a_rule_of_its_policy(demo, browser, live_server):
    wrong = []
    for width in (320, 360, 768, 1280):
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 740})
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
        for path in demo:
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((width, path))
        context.close()
    assert not wrong


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


@pytest.mark.skipif(not shutil.which("java"), reason="The Nu HTML checker needs Java.")
def test_the_nu_html_checker_finds_no_error(demo, tmp_path):
    jar = os.environ.get("VNU_JAR")
    if not jar:
        pytest.skip("VNU_JAR does not name the Nu HTML checker (npm package vnu-jar).")
    client = Client()
    files = []
    for number, path in enumerate(demo):
        files.append(tmp_path / f"{number:02d}.html")
        files[-1].write_bytes(client.get(path).content)
    client.force_login(an_editor())
    for number, path in enumerate([a_withdrawn_story().get_absolute_url(), "/"]):
        files.append(tmp_path / f"editor-{number}.html")
        files[-1].write_bytes(client.get(path).content)
    checked = subprocess.run(
        ["java", "-jar", jar, "--format", "json", "--exit-zero-always", *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    messages = json.loads(checked.stderr)["messages"]
    errors = [
        (demo[int(m["url"][-7:-5])] if m["url"][-7:-5].isdigit() else m["url"], m["message"], m.get("extract"))
        for m in messages
        if m["type"] == "error"
    ]
    assert not errors
