"""`manage.py prepare`: bring database and static files up to date, and fill a site that is new and private."""

import hashlib
import inspect
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from newsroom import append_only, mailbox, once
from newsroom.management.commands.create_account import create_confirmed
from newsroom.models import User


class Command(BaseCommand):
    help = "Back up and migrate the database, collect static files, load the demo the first time. Loses nothing."
    requires_system_checks = []

    def handle(self, **options):
        try:
            fresh = self.migrate()
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {str(error).strip()}") from None
        if not settings.DEBUG:
            self.collect_static()
        if settings.PRIVATE and (fresh or not User.objects.exists()):
            self.fill()
        self.stdout.write(f"\n  {settings.SITE_URL}/")
        if link := once.sign_in_link():
            self.stdout.write(f"  Sign in once as the editor: {link}")
        if mails := mailbox.address():
            self.stdout.write(f"  Mails of this site: {mails}")
        if not settings.PRIVATE and not User.objects.filter(is_superuser=True).exists():
            self.stdout.write("  Nobody can sign in yet: manage.py create_account EMAIL --name NAME --role admin")
        self.stdout.write("")
        self.stdout.flush()

    def migrate(self) -> bool:
        """Whether the database was empty until now."""
        executor = MigrationExecutor(connection)
        fresh = not executor.loader.applied_migrations
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            self.guard()
            return fresh
        if not fresh:
            self.back_up()
        self.stdout.write("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        return fresh

    def guard(self):
        """Else made by a migration; a tool that rebuilt a table may have lost them since."""
        for table, name in append_only.make():
            self.stdout.write(f"The database lacked {name}, which keeps {table} from being changed. It is back.")

    def back_up(self):
        if connection.vendor != "sqlite":
            self.stdout.write("The database is on a server: this upgrade does not back it up, pg_dump does.")
            return
        kept = back_up(Path(connection.settings_dict["NAME"]))
        self.stdout.write(f"Before upgrading, the database was copied to {kept}")

    def collect_static(self):
        root = Path(settings.STATIC_ROOT)
        if (root / "staticfiles.json").exists() and not os.access(root, os.W_OK):
            return  # made with a container image, and part of it
        stamp = root / ".stamp"
        mark = static_mark()
        if stamp.exists() and stamp.read_text() == mark:
            return
        self.stdout.write("Preparing styles and scripts …")
        try:
            call_command("collectstatic", interactive=False, verbosity=0, stdout=self.stdout)
            stamp.write_text(mark)
        except OSError as error:
            raise CommandError(f"STATIC_DIR {settings.STATIC_ROOT} cannot be written: {error.strerror}.") from None
        except ValueError as error:
            raise CommandError(f"A style sheet names a file that is not there. {error}") from None

    def fill(self):
        """The demo newsroom and the first account, once: afterwards there is a person, so never again."""
        if "load_demo" in get_commands():
            self.stdout.write("Loading the demo newsroom …")
            call_command("load_demo", stdout=self.stdout)
        if "load_demo_comments" in get_commands():
            call_command("load_demo_comments", stdout=self.stdout)
        if not User.objects.filter(email=once.FIRST_EDITOR).exists():
            create_confirmed(once.FIRST_EDITOR, name="Editor", role="admin")


def back_up(database: Path) -> Path:
    """A copy of a SQLite database in use, taken page by page as of one moment."""
    folder = settings.DATA_DIR / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"{database.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite3"
    draft = kept.with_suffix(".part")
    draft.touch(0o600)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(draft)) as target:
        source.backup(target)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    return draft.rename(kept)


def static_mark() -> str:
    """Changes when any static file does (names, sizes and times of all of them), or the way they are made."""
    storage = import_string(settings.STORAGES["staticfiles"]["BACKEND"])
    mark = hashlib.sha256(Path(inspect.getfile(storage)).read_bytes())
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=None):
            state = os.stat(storage.path(path))
            mark.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return mark.hexdigest()
