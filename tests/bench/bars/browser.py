"""Bars 12 and 13: what a browser loads, and what Lighthouse says of it. Needs Chromium, and playwright or npm."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.processes import Trouble
from tests.bench.report import Row
from tests.bench.servers import environment, web

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
KB = 1000
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise Trouble("chromium is missing (Debian, Ubuntu: apt install chromium)")
    return found


def weight(bench):
    """Photographs are what stands in the media folder."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Trouble("playwright is missing: `make test` installs it") from None
    with web(bench.site) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        loaded = _loaded(browser.new_page(), f"http://127.0.0.1:{site.port}{bench.site.places['story_40']}")
        browser.close()
    rest = [part for part in loaded if not part["url"].partition("://")[2].partition("/")[2].startswith("media/")]
    scripts = sum(part["bytes"] for part in rest if part["kind"] == "Script")
    return [
        Row(12, "a story page without photographs", sum(part["bytes"] for part in rest) / KB, "KB", 60),
        Row(12, f"requests for it ({len(loaded)} with photographs)", len(rest), "", 8),
        Row(12, "scripts of it", scripts / KB, "KB", 5),
    ]


def _loaded(page, url) -> list[dict]:
    """What came over the wire, headers included, down to the end of the page."""
    parts = {}
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")

    def begin(seen):
        parts[seen["requestId"]] = {"url": seen["response"]["url"], "kind": seen["type"], "bytes": 0}

    network.on("Network.responseReceived", begin)
    network.on("Network.loadingFinished", lambda seen: parts[seen["requestId"]].update(bytes=seen["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    return [part for part in parts.values() if not part["url"].startswith("data:")]


def lighthouse(bench):
    if not shutil.which("npm"):
        raise Trouble("npm is missing, which installs Lighthouse")
    names = {"front": "front", "story": "story_40", "creator": "creator"}
    chrome = chromium()
    with tempfile.TemporaryDirectory(prefix="newsroom-lighthouse-") as folder, web(bench.site) as site:
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "lighthouse"]
        if subprocess.run(command, capture_output=True).returncode:
            raise Trouble("npm could not install Lighthouse")
        for name, place in names.items():
            url = f"http://127.0.0.1:{site.port}{bench.site.places[place]}"
            said = [_ask(Path(folder), url, chrome) for _round in range(max(5, bench.rounds))]
            yield from _judged(name, said)


def _ask(folder, url, chrome) -> dict:
    """Mobile and simulated throttling are what Lighthouse does when told nothing."""
    command = [folder / "node_modules/.bin/lighthouse", url, "--quiet", "--output=json"]
    command += [f"--output-path={folder}/said.json", f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}"]
    own = environment({"CHROME_PATH": chrome, "HOME": os.environ.get("HOME", str(folder))})
    for _try in range(3):  # on a busy machine it sometimes misses the beginning of the page
        done = subprocess.run(command, env=own, capture_output=True, text=True)
        if not done.returncode:
            break
    else:
        raise Trouble(f"Lighthouse failed: {done.stderr.strip()[-200:]}")
    said = json.loads((folder / "said.json").read_text())
    found = {name: (said["categories"][name]["score"] or 0) * 100 for name in CATEGORIES}
    audits = {"LCP": "largest-contentful-paint", "CLS": "cumulative-layout-shift", "TBT": "total-blocking-time"}
    return found | {name: said["audits"][audit]["numericValue"] for name, audit in audits.items()}


def _judged(name, said):
    middle = {figure: median(run[figure] for run in said) for figure in said[0]}
    scores = [Row(13, f"Lighthouse {kind}, {name}", middle[kind], "", 100, at_least=True) for kind in CATEGORIES]
    return [
        *scores,
        Row(13, f"LCP, {name}", middle["LCP"] / 1000, "s", 1.5),
        Row(13, f"CLS, {name}", middle["CLS"], "", 0),
        Row(13, f"TBT, {name}", middle["TBT"], "ms", 0),
    ]
