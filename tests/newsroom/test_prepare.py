"""Preparing a site: the first time it is filled, an upgrade is backed up, and nothing is ever lost or done twice."""

import sqlite3
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from articles.models import Story
from newsroom import once
from newsroom.management.commands import prepare
from newsroom.models import User
from tests.factories import a_story, an_editor


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/a.css").write_text("a { color: red }")


def run():
    out = StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue()


def test_a_new_private_site_is_filled_and_its_editor_let_in_once():
    said = run()
    assert "Loading the demo" in said
    assert "Sign in once as the editor: http://127.0.0.1:8000/accounts/once/" in said
    editor = User.objects.get(is_superuser=True)
    assert (editor.email, editor.is_superuser, editor.has_usable_password()) == (once.FIRST_EDITOR, True, False)
    assert Story.objects.exists()


def test_the_second_time_nothing_is_loaded_again_even_where_all_was_deleted(monkeypatch):
    monkeypatch.setattr("articles.transfer.demo.make_pictures", lambda: 0)  # seconds, and no matter here
    run()
    Story.objects.all().delete()
    assert "Loading" not in run()
    assert not Story.objects.exists()
    assert User.objects.filter(is_superuser=True).count() == 1


def test_a_site_with_people_and_stories_gets_neither_demo_nor_account():
    an_editor()
    story = a_story()
    said = run()
    assert "Sign in once" not in said
    assert list(Story.objects.all()) == [story]


def test_a_public_site_gets_neither_and_is_told_how_to_make_an_account(settings):
    settings.PRIVATE = False
    said = run()
    assert "create_account" in said
    assert "once" not in said
    assert not User.objects.exists()
    assert not Story.objects.exists()


def test_before_an_upgrade_the_database_is_copied(monkeypatch, tmp_path, settings):
    if connection.vendor != "sqlite":
        pytest.skip("a server's database is backed up with its own tools")
    database = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(database)) as site:
        site.executescript("PRAGMA journal_mode=WAL; CREATE TABLE story (title); INSERT INTO story VALUES ('Eels');")
        monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
        done = []
        monkeypatch.setattr(prepare.MigrationExecutor, "migration_plan", lambda *_a: ["one"])
        monkeypatch.setattr(
            prepare, "call_command", lambda name, **_o: done.append((name, list(tmp_path.glob("backups/*"))))
        )
        said = StringIO()
        assert prepare.Command(stdout=said).migrate() is False
    (kept,) = tmp_path.glob("backups/*")
    assert done == [("migrate", [kept])]
    assert str(kept) in said.getvalue()
    assert kept.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT title FROM story").fetchall() == [("Eels",)]


@pytest.fixture
def not_filled(settings):
    """A public site: it gets no demo newsroom, which takes seconds to load."""
    settings.PRIVATE = False


@pytest.mark.usefixtures("not_filled")
def test_static_files_are_made_again_only_when_one_changed(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "newsroom.static.StaticStorage"}}
    assert "Preparing styles" in run()
    first = {path.name for path in (tmp_path / "static").iterdir()}
    assert "Preparing styles" not in run()
    (tmp_path / "sources/a.css").write_text("a { color: blue }")
    assert "Preparing styles" in run()
    # Pages in a cache still name the file of before.
    assert first < {path.name for path in (tmp_path / "static").iterdir()}


def test_a_style_sheet_that_names_a_missing_file_is_a_sentence(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "newsroom.static.StaticStorage"}}
    (tmp_path / "sources/a.css").write_text("a { background: url(gone.png) }")
    with pytest.raises(CommandError, match=r"names a file that is not there"):
        run()


@pytest.mark.usefixtures("not_filled")
def test_a_page_that_names_a_missing_file_still_comes(settings, tmp_path):
    from newsroom.static import StaticStorage

    run()
    assert StaticStorage(location=str(tmp_path / "static")).url("gone.css") == "/static/gone.css"


def test_a_database_that_does_not_answer_is_a_sentence(monkeypatch):
    def refuse(*_arguments):
        raise OperationalError("connection refused")

    monkeypatch.setattr(prepare, "MigrationExecutor", refuse)
    with pytest.raises(CommandError, match="The database cannot be used: connection refused"):
        run()
