"""What was measured: rows with their ceilings, as a table and as JSON."""

import os
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from tests.bench.servers import LOAD_CORE, ROOT, SERVER_CORE

BESIDE = ("cpu_ms", "p50", "p99")
HEADING = f"{'bar':>3}  {'what':58} {'figure':>10} {'bar':>12} {'':6} {'CPU ms':>8} {'p50 ms':>8} {'p99 ms':>8}"


@dataclass(frozen=True)
class Row:
    """One figure. `bar` is the number of its paragraph in SPEED.md, `ceiling` what it may be (a floor if `at_least`).

    Without a ceiling it is told for comparison; without a figure `why` says what was missing.
    """

    bar: int
    what: str
    figure: float | None = None
    unit: str = "×"
    ceiling: float | None = None
    at_least: bool = False
    beside: dict = field(default_factory=dict)  # cpu_ms, p50, p99
    why: str = ""

    @property
    def verdict(self) -> str:
        if self.figure is None:
            return "not measured"
        if self.ceiling is None:
            return ""
        return "held" if self.times_allowed <= 1 else "MISSED"

    @property
    def times_allowed(self) -> float:
        """How much of what is allowed is used; above 1 the bar is missed. By the figure as the table shows it."""
        figure, ceiling = float(shown(self.figure)), float(self.ceiling)
        if self.at_least:
            return ceiling / figure if figure else float("inf")
        return figure / ceiling if ceiling else (0.0 if not figure else float("inf"))


def shown(figure: float) -> str:
    """Three digits that count; whole numbers as they are."""
    if figure == int(figure) or figure >= 1000:
        return f"{figure:.0f}"
    return f"{figure:.2f}" if figure < 10 else f"{figure:.1f}"


def line(row: Row) -> str:
    if row.figure is None:
        return f"{row.bar:3}  {row.what:58} not measured: {row.why}"
    ceiling = "" if row.ceiling is None else f"{'≥' if row.at_least else '≤'} {shown(row.ceiling)}"
    beside = " ".join(f"{row.beside[name]:8.2f}" if name in row.beside else " " * 8 for name in BESIDE)
    why = f"  {row.why}" if row.why else ""
    figure = f"{shown(row.figure)} {row.unit}"
    return f"{row.bar:3}  {row.what:58} {figure:>10} {ceiling:>12} {row.verdict:6} {beside}{why}".rstrip()


def circumstances(bench, others: float) -> dict:
    """What it was measured on and with; `others` is the share of the servers' core that somebody else had."""
    site = bench.site
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "size": site.size,
        "stories": site.places["stories"],
        "comments": site.places["comments"],
        "cpu": processor(),
        "cores": os.cpu_count(),
        "load_core": LOAD_CORE,
        "server_core": SERVER_CORE,
        "rounds": bench.rounds,
        "seconds": bench.seconds,
        "others": round(others, 2),
        "versions": site.versions,
    }


def commit() -> str:
    """The commit that is measured, with '-dirty' where files differ from it; empty where there is no git."""
    ask = ["git", "--no-optional-locks", "describe", "--always", "--dirty", "--exclude=*"]
    try:
        return subprocess.run(ask, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def processor() -> str:
    with open("/proc/cpuinfo") as file:
        return next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), "unknown")


def table(around: dict, rows: list[Row]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in around["versions"].items() if name != "engine")
    missed = sorted({row.bar for row in rows if row.verdict == "MISSED"})
    busy = f"; others had {around['others']:.0%} of the servers' core meanwhile" if around["others"] else ""
    said = [
        f"{around['date']}, commit {around['commit'] or 'unknown'}: {around['versions']['engine']}, SIZE={around['size']}: "
        f"{around['stories']:,} stories, {around['comments']:,} comments",
        f"{around['cpu']}, {around['cores']} cores: servers on core {around['server_core']}, load on core "
        f"{around['load_core']}; {versions}",
        f"medians of {around['rounds']} rounds of {around['seconds']} s, in turn with the yardsticks: N nginx's static file, "
        "G granian's constant, D Django's constant" + busy,
        "",
        HEADING,
        *(line(row) for row in rows),
        "",
        f"missed: {', '.join(map(str, missed))}" if missed else "Every bar that was measured holds.",
    ]
    return "\n".join(said)


def record(around: dict, rows: list[Row]) -> dict:
    return around | {"rows": [asdict(row) | {"verdict": row.verdict} for row in rows]}
