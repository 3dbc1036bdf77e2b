"""Takes the README's pictures: `python -m tests.browser.pictures docs` starts a demo newsroom of its own and looks at it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import ARGUMENTS

READERS = {
    "front": "/",
    "story": "/stories/the-bridge-that-hums-at-low-tide/",
    "creator": "/creators/ines-varga/",
}
DESK = {"desk": "/admin/", "front-desk": "/admin/articles/feature/"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder: str, port: int) -> tuple[subprocess.Popen, str]:
    """The server process and the address that signs an editor in, once it answers."""
    said = Path(folder, "said")
    with said.open("w") as out:
        environment = os.environ | {"DATA_DIR": folder, "PORT": str(port)}
        server = subprocess.Popen([sys.executable, "manage.py", "start"], env=environment, stdout=out, stderr=out)
    for _second in range(120):
        time.sleep(1)
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz")
            return server, re.search(r"http://\S+/accounts/once/\S+", said.read_text())[0]
        except OSError:
            continue
    raise SystemExit(f"The server did not start:\n{said.read_text()}")


def take(page: Page, out: Path, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=out / f"{name}.png")


def main(out: Path) -> None:
    out.mkdir(exist_ok=True)
    folder, port = tempfile.mkdtemp(), free_port()
    server, link = start(folder, port)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1280, "height": 860}, base_url=f"http://127.0.0.1:{port}")
            for name, path in READERS.items():
                page.goto(path)
                take(page, out, name)
            page.goto(READERS["story"] + "comments/")
            page.locator("#compose").evaluate("form => form.remove()")  # the discussion itself, in one picture
            take(page, out, "discussion")
            page.emulate_media(color_scheme="dark")
            page.set_viewport_size({"width": 390, "height": 860})
            page.goto(READERS["story"])
            take(page, out, "story-phone-dark")
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": 1280, "height": 860})
            page.goto(link)
            page.click("main button[type=submit]")
            for name, path in DESK.items():
                page.goto(path)
                take(page, out, name)
            page.goto("/admin/articles/story/?q=bridge+that+hums")
            page.click("#result_list th a")
            take(page, out, "editor")
            page.goto("/admin/comments/comment/desk/?queue=reported")
            page.locator(".card details.why summary").first.click()
            take(page, out, "moderation")
            browser.close()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
