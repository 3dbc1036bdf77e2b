"""A real Chromium. Where there is none the tests say so and are skipped, but never where NEWSROOM_REQUIRE_BROWSER is set."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

# Playwright runs an event loop in the test's thread; the ORM is used there all the same, and only by the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path and os.environ.get("NEWSROOM_REQUIRE_BROWSER"):
        pytest.fail("There is no Chromium, and NEWSROOM_REQUIRE_BROWSER is set.")
    if not path:
        pytest.skip("There is no Chromium on this machine: install the package chromium to run browser tests.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, live_server):
    """A page of a new stranger at the live server. Console errors fail the test, CSP violations among them."""
    context = browser.new_context(base_url=live_server.url)
    page, errors = context.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors
