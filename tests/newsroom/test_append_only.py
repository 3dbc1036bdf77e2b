"""The log of decisions can be added to, and that is all: the database refuses the rest, whoever asks."""

import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from comments.models import Decision
from newsroom import append_only
from newsroom.management.commands import prepare
from tests.factories import a_comment, a_person

TABLE = "comments_decision"
KEPT = f"{TABLE} is append-only: only `manage.py purge` takes anything out of it."
UNCHANGED = f"{TABLE} is append-only: what stands in it is never changed."
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")


@pytest.fixture
def entry():
    comment = a_comment()
    comment.remove(by=a_person("moderator"), reason="advert", note="Without the shoes.")
    return Decision.objects.get(comment_id=comment.pk)


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def lose(name):
    """What a tool that rebuilds the table does without a word."""
    of_table = f' ON "{TABLE}"' if connection.vendor == "postgresql" else ""
    sql(f'DROP TRIGGER "{TABLE}_{name}"{of_table}')


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (f"UPDATE {TABLE} SET reason = 'hate'", UNCHANGED),
        (f"UPDATE {TABLE} SET note = '' WHERE id = (SELECT max(id) FROM {TABLE})", UNCHANGED),
        (f"DELETE FROM {TABLE}", KEPT),
        (f"DELETE FROM {TABLE} WHERE reason = 'advert'", KEPT),
        pytest.param(f"TRUNCATE {TABLE}", KEPT, marks=on_postgresql),
        pytest.param(
            f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}",
            f"{TABLE} is append-only: what stands in it is never replaced.",
            marks=on_sqlite,
        ),
    ],
)
def test_the_database_refuses_to_change_the_log(entry, statement, sentence):
    with pytest.raises(IntegrityError, match="append-only") as refusal:
        sql(statement)
    assert sentence in str(refusal.value)
    entry.refresh_from_db()
    assert (entry.reason, entry.note) == ("advert", "Without the shoes.")


def test_so_it_does_where_the_code_asks(entry):
    entry.note = "Never said."
    for change in (
        entry.save,
        entry.delete,
        Decision.objects.all().delete,
        lambda: Decision.objects.update(by_name="Nobody"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    assert Decision.objects.get().note == "Without the shoes."


def test_retention_deletes_and_still_changes_nothing(entry):
    with pytest.raises(IntegrityError, match="never changed"), append_only.purging():
        Decision.objects.update(note="")
    with append_only.purging():
        with append_only.purging():
            pass
        assert Decision.objects.all().delete()[0] == 1
    entry.save(force_insert=True)
    with pytest.raises(IntegrityError, match="append-only: only"), transaction.atomic():
        Decision.objects.all().delete()


def test_what_fails_while_deleting_takes_all_back_and_shuts_the_door(entry):
    def delete_and_fail():
        with append_only.purging():
            Decision.objects.all().delete()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        delete_and_fail()
    assert Decision.objects.get() == entry
    with pytest.raises(IntegrityError, match="append-only: only"), transaction.atomic():
        Decision.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_while_one_deletes_nobody_else_can(entry):
    answers = []

    def somebody_else():
        try:
            with connection.cursor() as cursor:
                # Its own connection; without a transaction of its own, so that it does not wait for the other's.
                may = (
                    "newsroom_purging()"
                    if connection.vendor == "sqlite"
                    else "current_setting('newsroom.purging', true)"
                )
                cursor.execute(f"SELECT {may}")
                answers.append(cursor.fetchone()[0])
        finally:
            connection.close()

    with append_only.purging():
        other = Thread(target=somebody_else)
        other.start()
        other.join()
        Decision.objects.all().delete()
    assert answers in ([0], [""], [None])


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_no_other_tool_can_and_a_copy_is_guarded_alike(entry, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    site = Path(connection.settings_dict["NAME"])
    copies = [prepare.back_up(site), tmp_path / "vacuumed.sqlite3"]
    with closing(sqlite3.connect(site)) as tool:
        tool.execute("VACUUM INTO ?", [str(copies[1])])
    for database in (site, *copies):
        with closing(sqlite3.connect(database)) as tool:
            assert tool.execute(f"SELECT note FROM {TABLE}").fetchall() == [("Without the shoes.",)]
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                tool.execute(f"UPDATE {TABLE} SET note = ''")
            tool.rollback()
            with pytest.raises(sqlite3.OperationalError, match="newsroom_purging"):
                tool.execute(f"DELETE FROM {TABLE}")


def test_a_lost_trigger_is_found_and_a_migration_makes_it_again(entry):
    assert run_checks(tags=["database"], databases=["default"]) == []
    name = "no_update" if connection.vendor == "sqlite" else "append_only"
    lose(name)
    (found,) = run_checks(tags=["database"], databases=["default"])
    assert (found.id, found.hint) == ("newsroom.W001", "Run `manage.py migrate`, which makes it again.")
    assert found.msg == f"Rows of {TABLE} could be changed: the database lacks the trigger {name}."
    call_command("migrate", verbosity=0, skip_checks=False, stderr=StringIO())
    assert append_only.lacking() == []
    with pytest.raises(IntegrityError, match="append-only"):
        sql(f"UPDATE {TABLE} SET note = ''")


@on_postgresql
def test_a_trigger_that_sleeps_is_as_good_as_none():
    sql(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    assert len(append_only.lacking()) == 2
    append_only.make()
    assert append_only.lacking() == []


def test_the_start_of_the_site_mends_and_says_so():
    name = "no_delete" if connection.vendor == "sqlite" else "no_truncation"
    lose(name)
    said = StringIO()
    prepare.Command(stdout=said).migrate()
    assert said.getvalue() == f"The database lacked {name}, which keeps {TABLE} from being changed. It is back.\n"
    assert append_only.lacking() == []
    prepare.Command(stdout=said).migrate()
    assert said.getvalue().count("lacked") == 1


@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_table_is_guarded_again(entry):
    """As an upgrade does it; on SQLite the triggers go with the old table."""
    old, new = Decision._meta.get_field("by_name"), Decision._meta.get_field("by_name").clone()
    new.max_length = 130
    new.set_attributes_from_name("by_name")
    for before, after in ((old, new), (new, old)):
        with connection.schema_editor() as editor:
            editor.alter_field(Decision, before, after)
    if connection.vendor == "sqlite":
        assert len(append_only.lacking()) == 3
    call_command("migrate", verbosity=0)
    assert append_only.lacking() == []
    with pytest.raises(IntegrityError, match="append-only"):
        sql(f"DELETE FROM {TABLE}")
