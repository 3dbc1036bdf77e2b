"""The real thing: `manage.py start` on an empty folder and a free port, as `make run` does it."""

import http.cookiejar
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow


@pytest.fixture
def _database():
    """These sites have databases of their own."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    def __init__(self, folder: Path, **environment):
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder / "data"),
            "STATIC_DIR": str(folder / "static"),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        } | environment
        self.log = folder / "log"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def run(self, *arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "start"],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.said
            try:
                assert self.get("/healthz") == (200, "ok\n")
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.said)

    def __exit__(self, *_error):
        if self.process.poll() is None:
            self.stop()

    def stop(self, by=signal.SIGTERM):
        self.process.send_signal(by)
        code = self.process.wait(timeout=30)
        assert not self.processes(), "a process was left behind"
        return code

    @property
    def said(self):
        return self.log.read_text()

    def processes(self):
        """All processes of the session that this site was started in."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, state, _parent, _group, session = re.match(
                    r"(\d+) \(.*\) (\S) (\d+) (\d+) (\d+)", stat.read_text()
                ).groups()
            except (OSError, AttributeError):
                continue
            if int(session) == self.process.pid and state != "Z":
                found.append(int(pid))
        return found

    def get(self, path, data=None):
        url = path if path.startswith("http") else self.origin + path
        body = urllib.parse.urlencode(data).encode() if data else None
        try:
            request = urllib.request.Request(url, data=body, headers={"Sec-Fetch-Site": "same-origin"})
            answer = self.opener.open(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, answer.read().decode()


def token(page):
    return {"csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]}


def until(happened, seconds=20):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_from_an_empty_folder_to_a_site_that_keeps_what_it_is_told(tmp_path):
    site = Site(tmp_path)
    with site:
        status, front = site.get("/")
        assert status == 200
        assert "/stories/" in front
        assert site.get("/readyz") == (200, "ready\n")
        style = re.search(r'href="(/static/css/site\.[0-9a-f]{12}\.css)"', front)[1]
        assert site.get(style)[0] == 200
        link = re.search(r"editor: (\S+)", site.said)[1]
        assert site.get("/admin/")[1].count("<h1") == 1
        _status, page = site.get(link)
        status, desk = site.get(link, token(page))
        assert status == 200
        assert "logout" in desk
        assert site.get(link)[0] == 410
        # Work is done by a thread of the web process.
        site.run("shell", "-c", ENQUEUE)
        until(lambda: set(states(tmp_path)) == {"SUCCESSFUL"})
        assert list((tmp_path / "data/media").rglob("*.avif"))
        assert len(site.processes()) == 2
        made = site.run("create_account", "rosa@example.org", "--name", "Rosa", "--role", "editor")
        assert made.returncode == 0, made.stderr
        assert site.stop() == 0
    with site:
        assert site.get("/")[0] == 200
        assert "demo" not in site.said
        assert re.search(r"editor: (\S+)", site.said)[1] != link
        assert "already" in site.run("create_account", "ROSA@example.org", "--name", "R", "--role", "admin").stdout
        assert not (tmp_path / "data/backups").exists()
        assert site.stop(signal.SIGINT) == 0


def test_a_taken_port_is_a_sentence(tmp_path):
    site = Site(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        done = site.run("start")
    assert done.returncode == 1
    assert done.stderr.startswith(f"CommandError: Port {site.port} is taken")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data/newsroom.sqlite3").exists()


def test_a_worker_that_dies_is_replaced_and_a_stranger_notices_little(tmp_path):
    with Site(tmp_path) as site:
        time.sleep(6)  # a worker that dies at once, twice, is taken for broken
        (worker,) = [pid for pid in site.processes() if pid != site.process.pid]
        os.kill(worker, signal.SIGKILL)

        def answers():
            try:
                return site.get("/readyz")[0] == 200
            except OSError:
                return False

        until(answers)
        assert worker not in site.processes()
        assert site.stop() == 0


def test_workers_end_with_a_server_that_was_killed(tmp_path):
    with Site(tmp_path) as site:
        (worker,) = [pid for pid in site.processes() if pid != site.process.pid]
        site.process.kill()
        site.process.wait()
        until(lambda: not Path(f"/proc/{worker}").exists())


def states(folder):
    with closing(sqlite3.connect(folder / "data/newsroom.sqlite3")) as database:
        return [state for (state,) in database.execute("SELECT status FROM django_tasks_database_dbtaskresult")]


ENQUEUE = "from newsroom.tasks import make_renditions; make_renditions.enqueue()"


def test_work_in_a_process_of_its_own_ends_when_told(tmp_path):
    site = Site(tmp_path, WORKER="process")
    with site:
        site.run("shell", "-c", ENQUEUE)
        time.sleep(2)
        assert "READY" in states(tmp_path)
        worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=settings.BASE_DIR, env=site.environment)
        try:
            until(lambda: set(states(tmp_path)) == {"SUCCESSFUL"})
            worker.terminate()
            assert worker.wait(timeout=20) == 0
        finally:
            worker.kill()


def test_an_upgrade_is_backed_up_and_keeps_everything(tmp_path):
    site = Site(tmp_path)
    with site:
        site.run("create_account", "rosa@example.org", "--name", "Rosa", "--role", "editor")
    # As it was before the last migration of an app that others do not depend on.
    assert site.run("migrate", "sessions", "zero").returncode == 0
    with site:
        assert "was copied to" in site.said
        assert len(list((tmp_path / "data/backups").glob("newsroom-*.sqlite3"))) == 1
        assert "already" in site.run("create_account", "rosa@example.org", "--name", "R", "--role", "admin").stdout
