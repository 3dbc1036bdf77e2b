"""Triggers of SQLite. They ask a function that only connections of this site have, so any other tool fails to delete."""

from contextlib import contextmanager
from threading import get_ident

FUNCTION = "newsroom_purging"
REFUSALS = {
    "no_update": ("UPDATE", "", "what stands in it is never changed."),
    # INSERT OR REPLACE would delete a row without a word to the other triggers.
    "no_replacement": (
        "INSERT",
        'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE rowid = NEW.rowid) ',
        "what stands in it is never replaced.",
    ),
    "no_delete": ("DELETE", f"WHEN NOT {FUNCTION}() ", "only `manage.py purge` takes anything out of it."),
}


def lacking(cursor, table: str) -> list[str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
    standing = dict(cursor.fetchall())
    return [name for name in REFUSALS if standing.get(f"{table}_{name}") != _trigger(table, name)]


def make(cursor, table: str, name: str) -> None:
    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{name}"')
    cursor.execute(_trigger(table, name))


def _trigger(table, name) -> str:
    event, when, sentence = REFUSALS[name]
    return (
        f'CREATE TRIGGER "{table}_{name}" BEFORE {event} ON "{table}" {when.format(table=table)}'
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {sentence}'); END"
    )


def teach(connection) -> None:
    """Give a new connection the function. It answers for the thread that purges, should several share a connection."""
    asked = lambda: getattr(connection, "purged_by", None) == get_ident()  # noqa: E731
    connection.connection.create_function(FUNCTION, 0, asked)


@contextmanager
def opened(connection):
    before = getattr(connection, "purged_by", None)
    connection.purged_by = get_ident()
    try:
        yield
    finally:
        connection.purged_by = before
