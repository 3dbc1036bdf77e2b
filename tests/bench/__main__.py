"""`make bench`: measures the site against the bars of SPEED.md, in one run, on data of its own.

SIZE=small (minutes) or full (a million stories) · ROUNDS=5 · DATA=folder to fill once and use again · ONLY=1,4 some bars ·
KEEP=1 writes the result to bench/history/ · DATABASE_URL, CACHE_URL measure on PostgreSQL and Redis.
"""

import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench import plot, report
from tests.bench.bars import Bench, browser, change, cold, desk, growth, hot, moderation, posting, process, scaleout
from tests.bench.load import Taken, check_wrk
from tests.bench.processes import Trouble
from tests.bench.servers import ROOT
from tests.bench.sites import site

BARS = [
    (1, hot.story), (2, hot.lists), (3, hot.unchanged), (4, cold.story), (5, cold.signed_in), (6, posting.comments),
    (7, growth.discussions), (7, growth.sites), (8, growth.search), (9, process.memory), (10, process.start),
    (11, change.change), (12, browser.weight), (13, browser.lighthouse), (14, scaleout.scaleout), (15, desk.desk),
    (16, moderation.moderation),
]  # fmt: skip
SECONDS = {"small": 1, "full": 3}
SLOW = {13}  # downloads what it needs: in a full run, or when asked for


def settings() -> tuple[str, int, set[int]]:
    """SIZE, ROUNDS and the bars of ONLY."""
    size, rounds, only = (os.environ.get(name, "") for name in ("SIZE", "ROUNDS", "ONLY"))
    size = size or "small"
    if size not in SECONDS or (rounds and not rounds.isdigit()) or not set(only) <= set("0123456789,"):
        raise SystemExit(__doc__)
    numbers = {int(number) for number in only.split(",") if number}
    every = {number for number, _bar in BARS}
    return size, int(rounds or 5), numbers or (every if size == "full" else every - SLOW)


def measure(bench: Bench, wanted: set[int]) -> list[report.Row]:
    rows = []
    for number, bar in BARS:
        if number not in wanted:
            continue
        print(f"Bar {number} …", file=sys.stderr)
        try:
            for row in bar(bench):  # what was measured before a trouble stays
                rows.append(row)
        except Trouble as trouble:
            rows.append(report.Row(number, bar.__name__.replace("_", " "), why=str(trouble)))
        except KeyboardInterrupt:
            rows.append(report.Row(number, bar.__name__.replace("_", " "), why="stopped by hand"))
            break
    return rows


def keep(around: dict, rows: list[report.Row]):
    """The last run beside the history, which has one result a day, engine and size."""
    names = [ROOT / "bench/latest"]
    if os.environ.get("KEEP", "") not in ("", "0"):
        names.append(ROOT / f"bench/history/{around['date'][:10]}-{around['versions']['engine']}-{around['size']}")
    for name in names:
        name.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(report.record(around, rows), indent=1, ensure_ascii=False)
        Path(f"{name}.json").write_text(text + "\n")
        Path(f"{name}.svg").write_text(plot.svg(around, rows))
    print(f"\n{', '.join(f'{name.relative_to(ROOT)}.json and .svg' for name in names)}")


def main():
    if sys.platform != "linux":
        raise SystemExit("This reads CPU times from /proc, so it needs Linux.")
    check_wrk()
    size, rounds, wanted = settings()
    kept = os.environ.get("DATA", "")
    with ExitStack() as stack:
        measured = stack.enter_context(site(size, kept))
        least = stack.enter_context(site("least", kept)) if size == "full" and 7 in wanted else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-bench-")))
        bench = Bench(measured, least, rounds, SECONDS[size], folder)
        rows = measure(bench, wanted)
        around = report.circumstances(bench, median(Taken.others or [0]))
    print(report.table(around, rows))
    keep(around, rows)


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        raise SystemExit(f"Nothing can be measured: {trouble}") from None
