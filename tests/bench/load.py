"""Load by wrk, on a core of its own, and what it costs the servers: rounds in turn, medians, ratios."""

import json
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.processes import Trouble, core_seconds, cpu_seconds, pinned
from tests.bench.servers import BROWSER, LOAD_CORE, SERVER_CORE

TELL = """
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('\\nTOLD {"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"refused":%d,"broken":%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
"""
IN_TURN = """
local requests, at = {}, 0
function init(args)
  for _, path in ipairs(PATHS) do requests[#requests + 1] = wrk.format("GET", path) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
"""


def lua(values: list[str]) -> str:
    """A table of plain strings: addresses, keys, tokens."""
    return "{" + ", ".join(json.dumps(value) for value in values) + "}"


def check_wrk():
    if not shutil.which("wrk"):
        raise SystemExit("This needs wrk, which makes the load (Debian, Ubuntu: apt install wrk).")


@dataclass(frozen=True)
class Told:
    """What wrk says of one run. Latencies in ms; `refused` are answers above 399, `broken` connections that failed."""

    requests: int
    seconds: float
    p50: float
    p99: float
    refused: int
    broken: int


@dataclass(frozen=True)
class Load:
    """Requests one after another on each of so many connections, for the paths in turn. `script`: other requests."""

    port: int
    paths: list[str]
    headers: dict = field(default_factory=lambda: BROWSER)
    connections: int = 1
    script: str = ""

    def run(self, seconds: int, clean: bool = True) -> Told:
        """Raises Trouble where an answer was an error, unless asked not to."""
        script = self.script or (IN_TURN.replace("PATHS", lua(self.paths)) if len(self.paths) > 1 else "")
        with tempfile.TemporaryDirectory(prefix="newsroom-wrk-") as folder:
            file = Path(folder, "load.lua")
            file.write_text(script + TELL)
            command = ["wrk", "-t1", f"-c{self.connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(file)]
            command += [part for name, value in self.headers.items() for part in ("-H", f"{name}: {value}")]
            command.append(f"http://127.0.0.1:{self.port}{self.paths[0]}")
            done = subprocess.run(command, capture_output=True, text=True, preexec_fn=pinned(LOAD_CORE))
        if not (found := re.search(r"^TOLD (.*)$", done.stdout, re.M)):
            raise Trouble(f"wrk said: {(done.stderr or done.stdout).strip()[-300:]}")
        told = Told(**json.loads(found[1]))
        if clean and (told.refused or told.broken or not told.requests):
            raise Trouble(f"of {told.requests} answers {told.refused} were errors, {told.broken} connections failed")
        return told


@dataclass(frozen=True)
class Reading:
    """`others`: the share of the servers' core that somebody else had meanwhile."""

    requests: int
    cpu: float
    p50: float
    p99: float
    others: float = 0

    @property
    def cpu_ms(self) -> float:
        return self.cpu * 1000 / self.requests


@dataclass(frozen=True)
class Subject:
    """A load and the processes that bear it."""

    load: Load
    pids: tuple[int, ...]

    def read(self, seconds: int) -> Reading:
        clock, core, before = time.monotonic(), core_seconds(SERVER_CORE), cpu_seconds(*self.pids)
        told = self.load.run(seconds)
        cpu, all_cpu = cpu_seconds(*self.pids) - before, core_seconds(SERVER_CORE) - core
        others = max(0, all_cpu - cpu) / (time.monotonic() - clock)
        return Reading(told.requests, cpu, told.p50, told.p99, others)


class Taken:
    """The readings of some subjects in turn (A B A B): what they have in common, such as a busy neighbour, cancels."""

    others = []  # of all readings of this run

    def __init__(self, subjects: dict[str, Subject], rounds: int, seconds: int):
        self.readings = {name: [] for name in subjects}
        for _round in range(rounds):
            for name, subject in subjects.items():
                self.readings[name].append(subject.read(seconds))
        self.others += [reading.others for readings in self.readings.values() for reading in readings]

    def middle(self, name: str, figure: str) -> float:
        return median(getattr(reading, figure) for reading in self.readings[name])

    def ratio(self, name: str, other: str, figure: str = "cpu_ms") -> float:
        """How many times the other's figure: the median of the ratios of each round."""
        pairs = zip(self.readings[name], self.readings[other], strict=True)
        return median(getattr(one, figure) / max(getattr(two, figure), 1e-9) for one, two in pairs)

    def figures(self, name: str) -> dict:
        """What stands beside a ratio in the table."""
        return {figure: self.middle(name, figure) for figure in ("cpu_ms", "p50", "p99")}
