"""How often pages are read: counted in memory beside the page cache, without cookies, and handed on every ten seconds."""

import logging
from collections import Counter
from multiprocessing import util
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from newsroom.agents import is_robot

log = logging.getLogger("newsroom.reads")

EVERY = 10.0  # seconds
MOST = 10_000  # paths that wait for a database that is away: they fill no memory


class Reads:
    def __init__(self):
        self.counts, self.lock = Counter(), Lock()
        self.ended = Event()

    def count(self, environ):
        """A person asked for a page and gets it; robots and what a browser fetches on a guess are left out."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_X_IN_PLACE" in environ:
            return
        purpose = environ.get("HTTP_SEC_PURPOSE") or environ.get("HTTP_PURPOSE") or environ.get("HTTP_X_MOZ")
        if purpose and "prefetch" in purpose:
            return
        if not is_robot(environ.get("HTTP_USER_AGENT", "")):
            with self.lock:
                self.counts[environ["PATH_INFO"]] += 1

    def hand_on(self):
        """Give what was read since the last time to READS, by path. What cannot be stored now is counted next time."""
        with self.lock:
            counts, self.counts = self.counts, Counter()
        if not counts:
            return
        try:
            for name in settings.READS:
                import_string(name)({decoded(path): count for path, count in counts.items()})
        except Exception as error:
            log.warning("Reads could not be stored and will be tried again: %s", error)
            with self.lock:
                self.counts.update(dict(counts.most_common(MOST)))

    def begin(self):
        """Hand on every ten seconds from now, and once more when this process ends."""
        Thread(target=self.forever, name="reads", daemon=True).start()
        util.Finalize(None, self.hand_on, exitpriority=1)

    def forever(self):
        while not self.ended.wait(EVERY):
            self.hand_on()
            connections.close_all()


def decoded(path: str) -> str:
    """A path as WSGI gives it, which is bytes read as Latin-1 (PEP 3333), as text."""
    return path.encode("latin-1", "replace").decode(errors="replace")
