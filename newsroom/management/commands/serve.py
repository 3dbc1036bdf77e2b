"""`manage.py serve`: the web server, and nothing else. `start` prepares the site first."""

import ctypes
import errno
import gc
import logging
import multiprocessing
import socket
import sys
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections


def address() -> str:
    """The address to listen on, once it is known to be free. The server itself would share a taken one silently."""
    host, port = settings.HOST, settings.PORT
    try:
        family, kind, protocol, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            probe.listen(1)
    except socket.gaierror:
        raise CommandError(
            f"HOST is {host!r}, which is no address of this machine. Use 127.0.0.1 or 0.0.0.0."
        ) from None
    except OSError as error:
        raise CommandError(_why(error, host, port)) from None
    return place[0]


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken: something answers there already. Choose another: make run PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"PORT is {port}, which this user may not use. Choose one above 1023."
    return f"Nothing can listen on HOST {host}, PORT {port}: {error.strerror}."


def preload() -> None:
    """Import what a worker needs before it is forked off, so that it starts at once and shares the memory."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.urls import get_resolver

    WSGIHandler()
    get_resolver().url_patterns  # noqa: B018
    if settings.WORKER == "thread":
        import django_tasks_db.management.commands.db_worker  # noqa: F401

        import newsroom.tasks  # noqa: F401
    connections.close_all()
    gc.collect()
    gc.freeze()


def share_the_heap() -> None:
    """glibc gives every thread a heap of its own, which Python's lock makes useless: 15 MiB for four threads."""
    with suppress(AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


M_ARENA_MAX = -8  # mallopt(3)


class Command(BaseCommand):
    help = "Serve the site with the production server. It neither migrates nor loads anything: see start."
    requires_system_checks = []

    def handle(self, **options):
        from granian import Granian
        from granian.constants import HTTPModes, Interfaces

        place = address()
        if sys.platform == "linux":
            share_the_heap()
            multiprocessing.set_start_method("fork", force=True)
            preload()
        # Worker processes run alone: a server of theirs that dies is started again, and says so.
        server = Granian(
            "newsroom.wsgi:application",
            address=place,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=settings.WORKERS,
            blocking_threads=settings.THREADS,
            log_level="warning",
            log_access=settings.ACCESS_LOG,
            respawn_failed_workers=True,
            workers_kill_timeout=20,
        )
        try:
            server.serve()
        except SystemExit:
            # Ctrl-C reaches the workers too; that they end then is no failure.
            if not server.interrupt_signal:
                raise
        finally:
            logging.shutdown()
