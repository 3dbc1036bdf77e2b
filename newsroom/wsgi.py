"""The site for a web server. With WORKER=thread, background work runs beside it in the same process."""

import multiprocessing
import os
import signal
from threading import Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
if settings.POOL:
    # Here and not in the settings: a pool has threads, which no fork takes along, and commands end without one.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    settings.DATABASES["default"].setdefault("OPTIONS", {})["pool"] = settings.POOL
django = get_wsgi_application()

from newsroom.pagecache import Finished  # noqa: E402
from newsroom.reads import Reads  # noqa: E402

reads = Reads()
reads.begin()
application = Finished(django, waiters=max(1, settings.THREADS // 2), read=reads.count, keeps=settings.PAGE_CACHE)

if settings.WORKER == "thread":
    from newsroom.management.commands.worker import Work

    Thread(target=Work().forever, name="background work", daemon=True).start()


def end_with(parent):
    """A process whose parent was killed would hold the port for ever."""
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


if parent := multiprocessing.parent_process():
    Thread(target=end_with, args=[parent], name="watch over the parent", daemon=True).start()
