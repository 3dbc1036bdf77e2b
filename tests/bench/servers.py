"""Starts what is measured: the site as in production, and nginx; each on a port of its own, pinned to one core."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processes import Trouble, cores, pinned

ROOT = Path(__file__).resolve().parent.parent.parent
MANAGE = [sys.executable, "manage.py"]
LOAD_CORE, SERVER_CORE = cores()
NO_NGINX = "nginx is missing (Debian, Ubuntu: apt install nginx-light)"
# What a browser says of itself: robots are not counted as readers, which is cheaper.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
}


@dataclass(frozen=True)
class Server:
    pid: int
    port: int


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, wanted: str) -> str:
        return next((value for name, value in self.headers if name.lower() == wanted.lower()), "")


def environment(values: dict) -> dict:
    """For a process of ours: nothing of the shell's settings but what is given."""
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)} | values


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(port: int, path: str, headers: dict = BROWSER, method: str = "GET", body: str | None = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def page(port: int, path: str, headers: dict = BROWSER, status: int = 200) -> Answer:
    """What stands there. Raises Trouble where it is not what shall be measured."""
    answer = fetch(port, path, headers)
    if answer.status != status:
        raise Trouble(f"{path} answered {answer.status}, not {status}")
    return answer


@contextmanager
def started(command: list[str], values: dict, *, core: int | None = SERVER_CORE, port: int = 0, ready: str = "/"):
    """A server that answers, ended afterwards with all that it started."""
    port = port or free_port()
    values = environment(values) | {"PORT": str(port), "GRANIAN_PORT": str(port)}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=values, stdout=said, stderr=said, preexec_fn=pinned(core), start_new_session=True
        )
        try:
            _wait(process, port, ready, said)
            yield Server(process.pid, port)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(process, port, ready, said, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            fetch(port, ready)
            return
        except OSError:
            time.sleep(0.005)
        if process.poll() is not None:
            break
    said.seek(0)
    raise Trouble(f"A server did not start: {' '.join(said.read()[-500:].split()) or 'it said nothing'}")


def web(site, *, command="serve", core=SERVER_CORE, **values):
    """The site as in production, one worker with the usual threads."""
    return started([*MANAGE, command], site.environment | values, core=core, ready="/healthz")


def has_nginx() -> str | None:
    return shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")


@contextmanager
def nginx(http: str, *, core: int | None = SERVER_CORE):
    """nginx with one worker; in the configuration PORT and FOLDER stand for what it is given."""
    if not (binary := has_nginx()):
        raise Trouble(NO_NGINX)
    with tempfile.TemporaryDirectory(prefix="newsroom-nginx-") as folder:
        port = free_port()
        user = "user root;" if os.geteuid() == 0 else ""
        kept = "".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        Path(folder, "nginx.conf").write_text(
            f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log stderr crit;\n"
            "events { worker_connections 1024; }\n"
            f"http {{ access_log off; sendfile on; etag off; keepalive_requests 100000000; {kept}\n"
            + http.replace("PORT", str(port)).replace("FOLDER", folder) + "\n}\n"
        )  # fmt: skip
        command = [binary, "-c", f"{folder}/nginx.conf", "-p", folder, "-e", "stderr"]
        with started(command, {}, core=core, port=port) as server:
            yield server
