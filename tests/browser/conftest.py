"""A browser for the tests: Debian's Chromium, driven by playwright."""

import os
import shutil
import threading

import pytest

from comments.models import HouseRule
from tests.browser import ARGUMENTS


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("There is no chromium on this machine.")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed.")
    # Playwright keeps an event loop on this thread, where Django would refuse to touch the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    playwright.expect.set_options(timeout=10_000)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def live_server(live_server, transactional_db):
    """The site. What a page sends as it is left may still be at work when a test ends: the tables wait for it, or
    emptying them and that request would each wait for the other."""
    yield live_server
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(10)


@pytest.fixture
def unhurried(live_server):
    """Tests type faster than people do, which the house would hold."""
    HouseRule.objects.create(name="time_trap", is_on=False)


@pytest.fixture
def page(browser, live_server, unhurried):
    """A page of a fresh browser at the site; `page.complaints` collects what the console has against it."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def sign_in(page, client, live_server, settings):
    """Puts a person's session into the browser."""

    def sign_in(person):
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return person

    return sign_in
