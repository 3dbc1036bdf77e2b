"""Tables whose rows nobody changes, whatever tool or mistake asks for it: the database itself refuses.

A model says `append_only = True`. UPDATE always fails; DELETE fails outside `purging()`. The triggers that refuse are made
after every migration, as SQLite loses them when Django rebuilds a table, and a system check looks for them. (A migration
that has to fill a column of such a table drops its triggers first.)
"""

from contextlib import contextmanager

from django.apps import apps
from django.core.checks import Warning
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from newsroom.append_only import postgresql, sqlite

ENGINES = {"postgresql": postgresql, "sqlite": sqlite}


@contextmanager
def purging(using: str = DEFAULT_DB_ALIAS):
    """A transaction in which rows may be deleted, by this connection alone. Nobody but retention has a use for it."""
    connection = connections[using]
    with transaction.atomic(using), ENGINES[connection.vendor].opened(connection):
        yield


def lacking(using: str = DEFAULT_DB_ALIAS) -> list[tuple[str, str]]:
    """Table and name of every trigger that does not stand, or not as it should. A table not made yet lacks none."""
    connection = connections[using]
    engine = ENGINES[connection.vendor]
    with connection.cursor() as cursor:
        made = set(connection.introspection.table_names(cursor))
        tables = [model._meta.db_table for model in models() if model._meta.db_table in made]
        return [(table, name) for table in tables for name in engine.lacking(cursor, table)]


def make(using: str = DEFAULT_DB_ALIAS) -> list[tuple[str, str]]:
    """Make every trigger that lacks; answers which."""
    connection = connections[using]
    missing = lacking(using)
    with transaction.atomic(using), connection.cursor() as cursor:
        for table, name in missing:
            ENGINES[connection.vendor].make(cursor, table, name)
    return missing


def models() -> list:
    return [model for model in apps.get_models() if getattr(model, "append_only", False) and not model._meta.proxy]


# What Django calls: see newsroom.apps


def after_migration(using, **_signal):
    make(using)


def on_connection(connection, **_signal):
    if connection.vendor == "sqlite":
        sqlite.teach(connection)


def check(databases=None, **_options) -> list[Warning]:
    """No error: it would keep `migrate` from mending."""
    return [
        Warning(
            f"Rows of {table} could be changed: the database lacks the trigger {name}.",
            hint="Run `manage.py migrate`, which makes it again.",
            id="newsroom.W001",
        )
        for using in databases or ()
        for table, name in lacking(using)
    ]
