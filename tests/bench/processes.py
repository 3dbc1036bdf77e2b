"""What the kernel says of a process and all below it: CPU time, memory, cores. Linux only."""

import os
from contextlib import contextmanager, suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


class Trouble(Exception):
    """Why something cannot be measured, as a sentence."""


def cores() -> tuple[int, int]:
    """The core that makes the load and the core that serves: the first and the last that this process may use."""
    allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    return allowed[0], allowed[-1]


def tree(pid: int) -> list[int]:
    """The process and all that it and its threads have started and not yet buried."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += tree(int(child))
    return found


def cpu_seconds(*roots: int) -> float:
    """User and system time of these processes and their children, those that have ended included."""
    for _try in range(20):
        try:
            family = [pid for root in roots for pid in tree(root)]
            ticks = sum(map(_ticks, family))
            if family == [pid for root in roots for pid in tree(root)]:
                return ticks / TICK
        except (FileNotFoundError, ProcessLookupError):
            continue  # one ended meanwhile: its time is its parent's now
    raise Trouble(f"of the processes {roots} and their children one after the other ends")


def _ticks(pid: int) -> int:
    """utime, stime, cutime and cstime of proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15])


def core_seconds(core: int) -> float:
    """What this core has done for anybody, and what the machine below took from it."""
    line = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith(f"cpu{core} "))
    user, nice, system, _idle, _wait, irq, softirq, steal = map(int, line.split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICK


def pss(*roots: int) -> int:
    """Bytes of memory, what is shared counted by its share."""
    found = 0
    for pid in (pid for root in roots for pid in tree(root)):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        found += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    return found


def pinned(core: int | None):
    """For Popen's preexec_fn: what is started runs on this core alone."""
    return None if core is None else lambda: os.sched_setaffinity(0, {core})


@contextmanager
def moved(roots, core: int):
    """Servers that somebody else started run on this core meanwhile, and then where they were."""
    before = {}
    for pid in (pid for root in roots for pid in tree(root)):
        try:
            before[pid] = os.sched_getaffinity(pid)
            os.sched_setaffinity(pid, {core})
        except ProcessLookupError:
            continue
        except PermissionError:
            raise Trouble("The database server belongs to somebody else: run this as its user or as root.") from None
    try:
        yield
    finally:
        family = [(server, pid) for server in roots for pid in tree(server)]
        for server, pid in family:
            with suppress(ProcessLookupError):
                os.sched_setaffinity(pid, before.get(pid, before[server]))
