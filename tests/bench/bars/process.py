"""Bars 9 and 10: memory and start of what `make run` starts."""

import time
from statistics import median

from tests.bench.bars.cold import known
from tests.bench.bars.hot import hot
from tests.bench.load import Load
from tests.bench.processes import pss
from tests.bench.report import Row
from tests.bench.servers import BROWSER, page, web

MOST = 150  # MiB
HOT, COLD = 100_000, 4_000
LONGEST = {"full": 300, "small": 10, "least": 10}  # seconds for each


def memory(bench):
    path, paths = bench.site.places["story_40"], bench.site.places["story_plain"]
    with web(bench.site, command="start") as site:
        page(site.port, "/")
        time.sleep(5)
        idle = pss(site.pid)
        loads = [hot(site, path), Load(site.port, paths, known(bench.site.places["session"]), 4)]
        _until(loads, [1000, 1000], 5)
        time.sleep(2)
        used = pss(site.pid)
        asked = _until(loads, [HOT, COLD], LONGEST[bench.site.size])
        time.sleep(2)
        after = pss(site.pid)
    which = f"after {asked[0]:,} hot and {asked[1]:,} signed-in requests"
    return [
        Row(9, "memory of all processes, idle", idle / 2**20, "MiB", MOST),
        Row(9, "the same after the first 2,000 requests", used / 2**20, "MiB", MOST),
        Row(9, f"the same {which}", after / 2**20, "MiB", MOST),
        Row(9, "growth since the first 2,000 requests", after / used, ceiling=1.05),
    ]


def _until(loads, wanted, longest):
    """Ask until there are so many answers of each, or the time is over; how many there were."""
    found = []
    for load, number in zip(loads, wanted, strict=True):
        answers, deadline = 0, time.monotonic() + longest
        while answers < number and time.monotonic() < deadline:
            answers += load.run(3).requests
        found.append(answers)
    return found


def start(bench):
    """From the command on a site that exists to its front page, on all cores."""
    taken = []
    for _round in range(max(5, bench.rounds)):
        begun = time.perf_counter()
        with web(bench.site, command="start", core=None) as site:
            page(site.port, "/", BROWSER)
            taken.append(time.perf_counter() - begun)
    return [Row(10, "start to the first page", median(taken), "s", 2)]
