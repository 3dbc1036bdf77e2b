"""What probes ask: does the process answer, and can it serve."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse


def health(get_response):
    """/healthz: the process answers. /readyz: it can serve. Both before the host check, for probes by address."""

    def middleware(request):
        if request.path == "/healthz":
            return _plain("ok\n", 200)
        if request.path == "/readyz":
            trouble = _trouble()
            return _plain(trouble or "ready\n", 503 if trouble else 200)
        return get_response(request)

    return middleware


def _plain(text, status):
    return HttpResponse(text, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})


def _trouble() -> str:
    """Why this process cannot serve, or nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated():
            return "The database waits for migrations: run manage.py migrate.\n"
    except (DatabaseError, ImproperlyConfigured):
        connection.close()
        return "The database does not answer.\n"
    return ""


def _migrated() -> bool:
    """Whether the tables are as this code expects. Once they are, they are not looked at again: probes are frequent."""
    if not _migrated.once:
        executor = MigrationExecutor(connection)
        _migrated.once = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated.once


_migrated.once = False
