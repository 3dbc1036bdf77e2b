"""Triggers of PostgreSQL. They ask a setting that ends with the transaction in which it was made."""

from contextlib import contextmanager

SETTING = "newsroom.purging"
FUNCTION = "newsroom_append_only"
# An empty table may be truncated: nothing is lost, and no row would have asked. 23001 becomes Django's IntegrityError.
BODY = f"""
DECLARE
    empty boolean := false;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT NOT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO empty;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION '% is append-only: what stands in it is never changed.', TG_TABLE_NAME USING ERRCODE = '23001';
    END IF;
    IF empty OR current_setting('{SETTING}', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only: only `manage.py purge` takes anything out of it.', TG_TABLE_NAME
        USING ERRCODE = '23001';
END
"""
# With pg_trigger.tgtype: 1 each row, 2 before, 8 delete, 16 update, 32 truncate.
TRIGGERS = {
    "append_only": ("UPDATE OR DELETE", "ROW", 1 + 2 + 8 + 16),
    "no_truncation": ("TRUNCATE", "STATEMENT", 2 + 32),
}
STANDING = """
    SELECT tgname, tgtype FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgrelid = to_regclass(quote_ident(%s)) AND tgenabled IN ('O', 'A') AND proname = %s AND prosrc = %s
"""


def lacking(cursor, table: str) -> list[str]:
    cursor.execute(STANDING, [table, FUNCTION, BODY])
    standing = dict(cursor.fetchall())
    return [name for name, (*_words, kind) in TRIGGERS.items() if standing.get(f"{table}_{name}") != kind]


def make(cursor, table: str, name: str) -> None:
    event, each, _kind = TRIGGERS[name]
    cursor.execute(f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $body${BODY}$body$")
    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{name}" ON "{table}"')
    cursor.execute(
        f'CREATE TRIGGER "{table}_{name}" BEFORE {event} ON "{table}" FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()'
    )


@contextmanager
def opened(connection):
    """What raises takes the setting back with the transaction."""
    before = _set(connection, "on")
    yield
    _set(connection, before)


def _set(connection, value: str) -> str:
    """Set it for this transaction; answers how it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [SETTING])
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
    return before
