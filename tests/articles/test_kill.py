"""A server killed during a save: the old or the new version is there, never half of one, and what was typed is kept."""

import os
import random
import signal
import sqlite3
import threading
import time
import urllib.parse
import urllib.request
from contextlib import closing
from types import SimpleNamespace

import pytest

from articles.models import StoryVersion
from articles.models.version import TEXT
from tests.forms import filled
from tests.newsroom.test_serving import Site

pytestmark = pytest.mark.slow
ROUNDS = 6
ADD = "/admin/articles/story/add/"
# An editor who has signed in, and no demo newsroom, which takes its time.
READY = """
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
from newsroom.models import User
client = Client()
client.force_login(User.objects.create_with_role("lene@example.org", name="Lene Moss", role="editor"))
print(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
COLUMNS = [field.column for field in StoryVersion._meta.concrete_fields]


@pytest.fixture
def _database():
    """The site has a database of its own."""


def text(number):
    paragraphs = "".join(f"<p>Round {number}, paragraph {at}: the bridge hums.</p>" for at in range(300))
    return {"title": f"Round {number}", "subtitle": f"Of round {number}", "body": paragraphs}


def made_ready(folder):
    site = Site(folder)
    done = site.run("shell", "-v", "0", "-c", READY)
    assert done.returncode == 0, done.stderr
    site.opener.addheaders = [("Cookie", "=".join(done.stdout.split()[-2:]))]
    return site


def post(site, path, data):
    """The address that the answer came from, and what it says."""
    sent = urllib.parse.urlencode(data, doseq=True).encode()
    request = urllib.request.Request(site.origin + path, sent, {"Sec-Fetch-Site": "same-origin", "Origin": site.origin})
    with site.opener.open(request, timeout=10) as answer:
        return urllib.parse.urlsplit(answer.url).path, answer.read().decode()


def form_at(site, path):
    status, page = site.get(path)
    assert status == 200
    return filled(SimpleNamespace(content=page.encode()), "story_form")


def stored(folder):
    """Versions oldest first, the text of the story's own columns, and what waits unsaved."""
    names = ", ".join(TEXT)
    with closing(sqlite3.connect(folder / "data" / "newsroom.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (pk,) = database.execute("SELECT max(id) FROM articles_story").fetchone()
        of_story = f"FROM articles_storyversion WHERE story_id = {pk} ORDER BY number"
        rows = database.execute(f"SELECT {', '.join(COLUMNS)} {of_story}").fetchall()
        own = database.execute(f"SELECT {names} FROM articles_story WHERE id = {pk}").fetchone()
        waits = f"FROM articles_sitting WHERE story_id = {pk} AND typed_at IS NOT NULL ORDER BY id DESC"
        waiting = database.execute(f"SELECT {names} {waits}").fetchone()
    versions = [
        StoryVersion.from_db("default", [f.attname for f in StoryVersion._meta.concrete_fields], row) for row in rows
    ]
    return versions, own, waiting


def save(site, address, form):
    try:
        post(site, address, form | {"_continue": "1"})
    except OSError:
        return


def test_a_save_that_is_killed_leaves_the_old_or_the_new_version_and_the_text_is_kept(tmp_path, request):
    site, chance = made_ready(tmp_path), random.Random(5)
    request.addfinalizer(lambda: os.killpg(site.process.pid, signal.SIGKILL) if site.process.poll() is None else None)
    for number in range(ROUNDS):
        site.__enter__()
        if number == 0:
            began = time.monotonic()
            address, _page = post(site, ADD, form_at(site, ADD) | text("first") | {"_continue": "1"})
            lasts = time.monotonic() - began
            assert address.endswith("/change/")
        form = form_at(site, address) | text(number)
        kept = {name: form[name] for name in ("csrfmiddlewaretoken", "tab", "opened", *TEXT)} | {"turn": "1"}
        assert "Kept at" in post(site, address.replace("/change/", "/sitting/"), kept)[1]
        before = len(stored(tmp_path)[0])

        saving = threading.Thread(target=save, args=[site, address, form])
        saving.start()
        time.sleep(lasts * chance.uniform(0.1, 0.9))
        os.killpg(site.process.pid, signal.SIGKILL)
        saving.join()
        site.process.wait()

        versions, own, waiting = stored(tmp_path)
        chained = zip(versions, ["", *(version.hash for version in versions)], strict=False)
        assert all(version.previous_hash == last for version, last in chained)
        assert all((one.content_hash, one.hash) == (one.content_digest(), one.digest()) for one in versions)
        assert own == tuple(versions[-1].text.values())
        is_new = versions[-1].title == f"Round {number}"
        assert len(versions) == before + is_new
        assert tuple(text(number).values()) == (own if is_new else waiting)
