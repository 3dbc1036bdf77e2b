"""Bar 11: when a change that was committed stands on strangers' pages, whatever process answers."""

import http.client
import json
import subprocess
import sys
import time
from threading import Event, Thread

from tests.bench.processes import Trouble, cpu_seconds, tree
from tests.bench.report import Row
from tests.bench.servers import BROWSER, ROOT, environment, web

PLAIN = BROWSER | {"Accept-Encoding": "identity"}
CHANGES = 10
WATCHERS = 8


class Watcher(Thread):
    """Asks for the page all the time on one connection; keeps what it said, and when that was asked for the last time."""

    def __init__(self, port, path):
        super().__init__(daemon=True)
        self.port, self.path, self.ended, self.seen = port, path, Event(), {}
        self.wrong = ""

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.ended.is_set():
            asked = time.time()
            connection.request("GET", self.path, headers=PLAIN)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status != 200:
                self.wrong = f"{self.path} answered {answer.status}"
            title = text.partition("<h1")[2].partition(">")[2].partition("</h1>")[0].strip()
            self.seen[title] = asked
            time.sleep(0.002)


def change(bench):
    with web(bench.site, WORKERS="2") as site:
        late, workers = watched(bench.site, [site], site.port)
    return [Row(11, f"old page after the commit, longest of {CHANGES}, {workers} processes", late, "s", 1)]


def watched(site, servers, port):
    """The longest time from a commit to the last request answered with what was before; how many processes answered."""
    path = site.places["story_40"]
    watchers = [Watcher(port, path) for _watcher in range(WATCHERS)]
    before = _spent(servers)
    for watcher in watchers:
        watcher.start()
    try:
        *changes, before_all = _changes(site, path)
    finally:
        for watcher in watchers:
            watcher.ended.set()
            watcher.join()
    site.ask("change_back", path, before_all)
    if wrong := next((watcher.wrong for watcher in watchers if watcher.wrong), ""):
        raise Trouble(wrong)
    answered = sum(spent - before.get(pid, 0) > 0.05 for pid, spent in _spent(servers).items())
    if answered < 2:
        raise Trouble("only one of the processes answered")
    seen = [shown for watcher in watchers for shown in watcher.seen.items()]
    return _late(changes, seen), answered


def _spent(servers):
    """CPU time of each process that serves."""
    return {pid: cpu_seconds(pid) for server in servers for pid in tree(server.pid) if pid != server.pid}


def _changes(site, path):
    command = [sys.executable, "-m", "tests.bench.inside", "change", path, str(CHANGES)]
    done = subprocess.run(command, cwd=ROOT, env=environment(site.environment), capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"the title could not be changed: {done.stderr.strip().splitlines()[-1]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def _late(changes, seen):
    """How long after each commit something older was still answered; the moments are those of asking."""
    order = {title: number for number, (title, _committed) in enumerate(changes)}
    if never := order.keys() - {title for title, _asked in seen}:
        raise Trouble(f"never shown: {', '.join(sorted(never))}")
    late = 0.0
    for number, (_title, committed) in enumerate(changes):
        older = [asked for title, asked in seen if order.get(title, -1) < number]
        late = max(late, max(older) - committed)
    return late
