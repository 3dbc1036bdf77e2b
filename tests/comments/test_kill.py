"""A server killed without warning: what a reader was thanked for is there when it is up again, with its letter."""

import os
import signal
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing

import pytest

from tests.newsroom.test_serving import Site

pytestmark = pytest.mark.slow
ROUNDS = 10
STORY = "/stories/the-bridge-that-hums-at-low-tide/comments/"


@pytest.fixture
def _database():
    """The site has a database of its own."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


def post(site, number):
    """Whether the redirect was sent that acknowledges the comment."""
    said = {"body": f"Comment {number}", "name": "Rosa Lind", "email": f"rosa{number}@example.org"}
    request = urllib.request.Request(
        site.origin + STORY, urllib.parse.urlencode(said).encode(), {"Sec-Fetch-Site": "same-origin"}
    )
    try:
        urllib.request.build_opener(NoRedirect).open(request, timeout=10)
    except urllib.error.HTTPError as answer:
        return answer.code == 302
    except OSError:
        return False
    return False


def test_every_acknowledged_comment_survives_a_kill(tmp_path):
    acknowledged, numbers = set(), iter(range(1_000_000))

    def write(site, over):
        while not over.is_set():
            number = next(numbers)
            if post(site, number):
                acknowledged.add(f"Comment {number}")

    for round_number in range(ROUNDS):
        before = len(acknowledged)
        site = Site(tmp_path, LIMIT_COMMENTS="1000000/day", LIMIT_MAILS="1000000/day").__enter__()
        over = threading.Event()
        writers = [threading.Thread(target=write, args=[site, over]) for _ in range(8)]
        for writer in writers:
            writer.start()
        time.sleep(0.5 + round_number / 10)
        os.killpg(site.process.pid, signal.SIGKILL)
        over.set()
        for writer in writers:
            writer.join()
        site.process.wait()
        assert len(acknowledged) > before, site.said
        with closing(sqlite3.connect(tmp_path / "data" / "newsroom.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            stored = [
                row[0] for row in database.execute("SELECT body FROM comments_comment WHERE state = 'unconfirmed'")
            ]
            assert acknowledged <= set(stored)
            assert len(stored) == len(set(stored))
            alone = "SELECT count(*) FROM comments_comment c WHERE state = 'unconfirmed' AND NOT EXISTS"
            alone += " (SELECT 1 FROM comments_letter l WHERE l.comment_id = c.id)"
            assert database.execute(alone).fetchone() == (0,)
