"""The sites that are measured: filled in a fresh folder, on PostgreSQL in a database of their own, or used again."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.bench.processes import Trouble, moved
from tests.bench.servers import MANAGE, ROOT, SERVER_CORE, environment

SIZES = {  # stories and comments
    "least": (100, 1_000),
    "small": (2_000, 20_000),
    "full": (1_000_000, 10_000_000),
}
KEY = "only-for-this-measurement-0123456789-abcdefghij"


@dataclass(frozen=True)
class Site:
    """`places` is what tests.bench.data tells of it; `beside` are the servers it needs, by process."""

    size: str
    environment: dict
    places: dict
    beside: tuple[int, ...]
    versions: dict

    @property
    def engine(self) -> str:
        return self.versions["engine"]

    @property
    def is_embedded(self) -> bool:
        return self.engine == "sqlite"

    def ask(self, *arguments):
        """What tests.bench.inside answers in the site's environment."""
        return inside(self.environment, *arguments)


def inside(values: dict, *arguments):
    command = [sys.executable, "-m", "tests.bench.inside", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment(values), capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"{arguments[0]}: {(done.stderr.strip().splitlines() or ['it failed'])[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def engine() -> str:
    return "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"


def engines() -> dict:
    """Of the shell's environment, what names the engines to measure on. SQLite has a file in the folder of the site."""
    names = ("DATABASE_URL", "CACHE_URL") if engine() == "postgresql" else ()
    named = {name: os.environ[name] for name in names if os.environ.get(name)}
    return named | {"SECRET_KEY": KEY, "LIMIT_COMMENTS": "1000000/hour"}


@contextmanager
def site(size: str, kept: str):
    """A filled site. It stays in the folder `kept` and is used again from there; without one it is thrown away."""
    with _folder(kept) as root:
        folder = root / f"{engine()}-{size}"
        record = folder / "bench.json"
        if not record.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            fill(size, folder)
        known = json.loads(record.read_text())
        values = _environment(folder, known["database"])
        _run([*MANAGE, "migrate", "--verbosity", "0"], values)  # before `prepare`, which would copy the database first
        _run([*MANAGE, "prepare"], values)
        try:
            servers = inside(values, "servers")
            with moved(servers["pids"], SERVER_CORE):
                yield Site(size, values, known["places"], tuple(servers["pids"]), servers["versions"])
        finally:
            if known["database"] and not kept:
                inside(engines() | {"DATA_DIR": str(folder)}, "drop_database", known["database"])


@contextmanager
def _folder(kept):
    if kept:
        yield Path(kept).expanduser().resolve()
        return
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        yield Path(folder)


def fill(size: str, folder: Path):
    stories, comments = SIZES[size]
    print(f"Filling a site of {stories:,} stories and {comments:,} comments …", file=sys.stderr)
    database = ""
    if engine() == "postgresql":
        database = f"newsroom_bench_{size}_{secrets.token_hex(3)}"
        inside(engines() | {"DATA_DIR": str(folder)}, "create_database", database)
    values = _environment(folder, database)
    _run([*MANAGE, "migrate", "--verbosity", "0"], values)
    data = [sys.executable, "-m", "tests.bench.data", "--stories", str(stories), "--comments", str(comments)]
    places = json.loads(_run(data, values).splitlines()[-1])
    (folder / "bench.json").write_text(json.dumps({"database": database, "places": places}))


def _environment(folder: Path, database: str) -> dict:
    values = engines() | {"DATA_DIR": str(folder / "data"), "STATIC_DIR": str(folder / "static")}
    if database:
        values["DATABASE_URL"] = urlunsplit(urlsplit(values["DATABASE_URL"])._replace(path=f"/{database}"))
    return values


def _run(command, values) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment(values), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed: see above.")
    return done.stdout
