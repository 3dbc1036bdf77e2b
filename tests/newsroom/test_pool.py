"""Pooled connections of the web server on PostgreSQL: shared by its threads, whole again after the database went away."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.skipif(settings.EMBEDDED, reason="SQLite has no connections to pool")

# Run by a Python of its own, as granian does: importing the application makes the pool.
BORROWING = """
from concurrent.futures import ThreadPoolExecutor
from newsroom.wsgi import application
from django.conf import settings
from django.db import close_old_connections, connection

def ask(_number):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02), pg_backend_pid()")
            return cursor.fetchone()[1]
    finally:
        close_old_connections()

with ThreadPoolExecutor(32) as threads:
    used = set(threads.map(ask, range(64)))
    assert 1 < len(used) <= settings.POOL["max_size"], used
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        gone = used - set(cursor.fetchone())
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ANY(%s)", [list(gone)])
    close_old_connections()
    assert gone.isdisjoint(threads.map(ask, range(64)))
print("whole again")
"""


def test_threads_share_a_pool_that_mends_itself(tmp_path):
    host, name = (connection.settings_dict[part] for part in ("HOST", "NAME"))
    environment = {
        "PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnop",
        "DATABASE_URL": f"postgres://{connection.settings_dict['USER']}@{host}:{connection.settings_dict['PORT']}/{name}",
        "PGPASSWORD": connection.settings_dict["PASSWORD"], "WORKER": "process", "STATIC_DIR": str(tmp_path),
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", BORROWING],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert run.stdout == "whole again\n", run.stderr
    assert not run.stderr


def test_commands_and_forks_have_no_pool():
    assert "pool" not in connection.settings_dict["OPTIONS"]
