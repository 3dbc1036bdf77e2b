"""Rows into tables as fast as the engine takes them: no ORM, no journal, indexes made when all is in."""

import sys
import time
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import NOT_PROVIDED

BATCH = 5000


class Table:
    """The rows of one model. What `names` leave out has the model's default."""

    def __init__(self, model, *names):
        fields = [
            field for field in model._meta.concrete_fields if field.attname not in names and not field.primary_key
        ]
        self.name, self.rows, self.count = model._meta.db_table, [], 0
        self.columns = [model._meta.get_field(name).column for name in names] + [field.column for field in fields]
        self.constants = tuple(_default(field) for field in fields)

    def add(self, *values):
        self.rows.append(values + self.constants)
        if len(self.rows) >= BATCH:
            self.flush()

    def flush(self):
        columns = ", ".join(f'"{column}"' for column in self.columns)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor, cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy:
                for row in self.rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(self.columns))
            connection.connection.executemany(f'INSERT INTO "{self.name}" ({columns}) VALUES ({marks})', self.rows)
        self.count += len(self.rows)
        self.rows = []


def _default(field):
    if field.default is NOT_PROVIDED and field.null:
        return None
    return field.get_db_prep_save(field.get_default(), connection)


@contextmanager
def loading(*models):
    """While the big tables of these models are filled: no indexes on them, nothing durable; afterwards all as it was.

    An environment in which this failed half way is to be thrown away.
    """
    tables = [model._meta.db_table for model in models]
    connection.ensure_connection()
    ask = _ask if connection.vendor == "postgresql" else _tell
    with connection.cursor() as cursor:
        for statement in BEFORE[connection.vendor]:
            ask(cursor, statement)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INDEXES[connection.vendor].format(", ".join(f"'{table}'" for table in tables)))
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        say("filled, making indexes")
        for _name, definition in indexes:
            ask(cursor, definition)
        for statement in connection.ops.sequence_reset_sql(_no_style(), models):
            ask(cursor, statement)
    with connection.cursor() as cursor:
        for statement in AFTER[connection.vendor]:
            ask(cursor, statement)


def _ask(cursor, statement):
    cursor.execute(statement)


def _tell(cursor, statement):
    cursor.execute(statement).fetchall()  # a PRAGMA that is not read to its end holds a lock


def _no_style():
    from django.core.management.color import no_style

    return no_style()


# As the database itself defines them: so that none is forgotten that a migration wrote by hand.
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({})",
    "postgresql": "SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
    " JOIN pg_class t ON t.oid = x.indrelid WHERE t.relname IN ({})"
    " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.oid)",
}
BEFORE = {
    "sqlite": ["PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF", "PRAGMA cache_size=-500000"],
    # Keys are not followed row by row: whoever fills knows what is there.
    "postgresql": [
        "SET synchronous_commit = off",
        "SET maintenance_work_mem = '512MB'",
        "SET session_replication_role = replica",
    ],
}  # fmt: skip
AFTER = {
    "sqlite": ["PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "ANALYZE"],
    "postgresql": ["RESET ALL", "SET TIME ZONE 'UTC'", "VACUUM ANALYZE"],
}
BEGUN = time.monotonic()


def say(what: str):
    print(f"{time.monotonic() - BEGUN:7.1f} s  {what}", file=sys.stderr, flush=True)
