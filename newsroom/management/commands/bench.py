"""`manage.py bench`: CPU time and latency of the usual pages, as ratios to two yardsticks taken in the same run.

On data of its own, served as `make run` does. G is a WSGI function that answers a constant, D a Django view that does.
"""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

TICK = os.sysconf("SC_CLK_TCK")
# The clock of the kernel ticks in hundredths of a second: what is quick is asked more often.
TIMES = {"G": 25, "D": 5}
HEADING = f"{'page':42} {'CPU ms':>7} {'p50 ms':>7} {'p99 ms':>7} {'per CPU s':>9} {'of G':>6} {'× D':>6}"


class Command(BaseCommand):
    help = "Measure front page, a story, a list and a feed against two yardsticks, interleaved, medians of the rounds."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument("--requests", type=int, default=200, help="a round and page")

    def handle(self, *, rounds, requests, **options):
        if sys.platform != "linux":
            raise CommandError("This reads CPU times from /proc, so it needs Linux.")
        with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder, ExitStack() as stack:
            subjects = self._subjects(Path(folder), stack)
            taken = {name: [] for name in subjects}
            for _round in range(rounds):
                for name, (pid, port, path) in subjects.items():
                    taken[name].append(measure(pid, port, path, requests * TIMES.get(name, 1)))
        self._tell(taken)

    def _subjects(self, folder, stack):
        """Name of what is measured, with the process, port and path to measure it at."""
        site = {"DATA_DIR": f"{folder}/data", "STATIC_DIR": f"{folder}/static"}
        self.stdout.write("Making a site to measure …")
        manage = [sys.executable, "manage.py"]
        subprocess.run(
            [*manage, "prepare"], cwd=settings.BASE_DIR, env=_environment(site), check=True, stdout=subprocess.DEVNULL
        )
        pid, port = stack.enter_context(served([*manage, "serve"], site))
        body = folder / "page"
        body.write_bytes(fetch(port, "/"))
        story = next(
            part for part in fetch(port, "/").decode().split('"') if part.startswith("/stories/") and len(part) > 9
        )
        subjects = {f"site {path}": (pid, port, path) for path in ("/", story, "/stories/", "/feeds/stories.rss")}
        for name, target in (("G", "constant"), ("D", "django_constant")):
            command = [
                *(
                    sys.executable,
                    "-m",
                    "granian",
                    "--interface",
                    "wsgi",
                    "--http",
                    "1",
                    "--no-ws",
                    "--log-level",
                    "warning",
                ),
                *("--blocking-threads", "4", "--host", "127.0.0.1", *(["--factory"] if name == "D" else [])),
                f"newsroom.management.commands._yardsticks:{target}",
            ]
            subjects[name] = (*stack.enter_context(served(command, {"BENCH_BODY": str(body)})), "/")
        return subjects

    def _tell(self, taken):
        middle = {
            name: [statistics.median(figure) for figure in zip(*rounds, strict=True)] for name, rounds in taken.items()
        }
        self.stdout.write(HEADING)
        for name, (cpu, p50, p99) in middle.items():
            cpu = max(cpu, 0.001)
            of_g, times_d = middle["G"][0] / cpu, cpu / max(middle["D"][0], 0.001)
            self.stdout.write(
                f"{name[:42]:42} {cpu:7.2f} {p50:7.2f} {p99:7.2f} {1000 / cpu:9.0f} {of_g:6.2f} {times_d:6.1f}"
            )


def _environment(values):
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(settings.BASE_DIR)} | values


@contextmanager
def served(command, environment):
    """A server on a free port; gives its process id and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    values = _environment(environment) | {"PORT": str(port), "GRANIAN_PORT": str(port)}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=values, stdout=subprocess.DEVNULL)
    try:
        for _try in range(300):
            try:
                fetch(port, "/")
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def fetch(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def cpu_seconds(pid):
    """User and system time of a process and its children, still running or not."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in own[11:15]) / TICK + sum(cpu_seconds(child) for child in children)


def measure(pid, port, path, requests):
    """CPU ms a request, and the middle and 99th percentile of its latency in ms, on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    waits = []
    before = cpu_seconds(pid)
    for _request in range(requests):
        start = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        waits.append((time.perf_counter() - start) * 1000)
        if answer.status != 200:
            raise CommandError(f"{path} answered {answer.status}.")
    spent = cpu_seconds(pid) - before
    waits.sort()
    return spent * 1000 / requests, waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
