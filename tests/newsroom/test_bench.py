"""What `make bench` says can be believed: its arithmetic, its reading of CPU time, its verdicts."""

import json
import os
import shutil
import subprocess
import sys
import time
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from tests.bench import plot, report, yardsticks
from tests.bench.__main__ import BARS, measure, settings
from tests.bench.bars.change import _late
from tests.bench.load import Load, Reading, Subject, Taken, Told
from tests.bench.processes import Trouble, cpu_seconds, pss, tree
from tests.bench.report import Row
from tests.bench.servers import Answer

if sys.platform != "linux":
    pytest.skip("It reads /proc.", allow_module_level=True)

AROUND = {
    "date": "2026-11-24T20:00:00+00:00", "commit": "abc1234", "size": "small", "stories": 2000, "comments": 20_000,
    "cpu": "A processor", "cores": 2, "load_core": 0, "server_core": 1, "rounds": 5, "seconds": 1,
    "others": 0.07,
    "versions": {"engine": "sqlite", "django": "5.2"},
}  # fmt: skip
MISSED = Row(1, "hot story page, of G", 0.68, "", 0.75, at_least=True)
HELD = Row(9, "memory of all processes, idle", 119.6, "MiB", 150)
UNMEASURED = Row(14, "scaleout", why="it needs PostgreSQL and Redis")


@pytest.fixture
def _database():
    """Nothing is stored here."""


class Scripted:
    """A subject whose rounds were written down before."""

    def __init__(self, *cpu_ms):
        self.rounds = iter(cpu_ms)

    def read(self, seconds):
        return Reading(requests=1000, cpu=next(self.rounds), p50=1.0, p99=2.0)


def test_figures_are_medians_and_ratios_are_taken_round_by_round():
    taken = Taken({"site": Scripted(4, 60, 5), "D": Scripted(1, 20, 2)}, rounds=3, seconds=1)
    assert taken.middle("site", "cpu_ms") == 5
    # 4, 3 and 2.5 times: the neighbour that made the second round ten times as dear was there for both.
    assert taken.ratio("site", "D") == 3
    assert taken.ratio("D", "site") == pytest.approx(1 / 3)


def test_subjects_are_read_in_turn():
    order = []

    def reading(name):
        return lambda _seconds: order.append(name) or Reading(1, 1, 1, 1)

    subjects = {name: SimpleNamespace(read=reading(name)) for name in "ABC"}
    Taken(subjects, rounds=2, seconds=1)
    assert "".join(order) == "ABCABC"


BURN = "import time\nwhile time.process_time() < {}: pass\n"
# A child that ends, one that stays, and one begun by a thread.
FAMILY = f"""
import subprocess, sys, threading, time
subprocess.run([sys.executable, "-c", {BURN.format(0.2)!r}])
stays = {BURN.format(0.2) + "time.sleep(60)"!r}
subprocess.Popen([sys.executable, "-c", stays])
threading.Thread(target=lambda: (subprocess.Popen([sys.executable, "-c", stays]), time.sleep(60)), daemon=True).start()
time.sleep(60)
"""


def test_cpu_time_counts_all_that_a_process_has_started():
    parent = subprocess.Popen([sys.executable, "-c", FAMILY], start_new_session=True)
    try:
        deadline = time.monotonic() + 20
        while cpu_seconds(parent.pid) < 0.55 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert 0.55 <= cpu_seconds(parent.pid) < 1.5
        assert len(tree(parent.pid)) == 3
        assert pss(parent.pid) > pss(tree(parent.pid)[1]) > 1_000_000
    finally:
        os.killpg(parent.pid, 9)
        parent.wait()


def test_a_missed_bar_is_marked_and_one_not_measured_says_why():
    said = report.table(AROUND, [MISSED, HELD, UNMEASURED])
    assert "SIZE=small: 2,000 stories, 20,000 comments" in said.splitlines()[0]
    assert "MISSED" in next(line for line in said.splitlines() if "of G" in line)
    assert "held" in next(line for line in said.splitlines() if "idle" in line)
    assert "not measured: it needs PostgreSQL and Redis" in said
    assert said.endswith("missed: 1")


@pytest.mark.parametrize(
    ("figure", "ceiling", "at_least", "verdict"),
    [
        (13.9, 14, False, "held"), (14, 14, False, "held"), (14.2, 14, False, "MISSED"),
        (0.75, 0.75, True, "held"), (0.74, 0.75, True, "MISSED"), (0, 0.75, True, "MISSED"),
        (0, 0, False, "held"), (1, 0, False, "MISSED"), (5.0, None, False, ""), (None, 14, False, "not measured"),
    ],
)  # fmt: skip
def test_a_bar_holds_up_to_what_it_allows(figure, ceiling, at_least, verdict):
    assert Row(1, "a figure", figure, "", ceiling, at_least).verdict == verdict


def test_the_record_and_the_drawing_hold_what_the_table_says():
    rows = [MISSED, HELD, UNMEASURED]
    kept = json.loads(json.dumps(report.record(AROUND, rows)))
    assert [row["verdict"] for row in kept["rows"]] == ["MISSED", "held", "not measured"]
    drawn = ElementTree.fromstring(plot.svg(AROUND, rows))
    missed, held = drawn.iter("{http://www.w3.org/2000/svg}rect")
    end = {bar.get("class"): float(bar.get("x")) + float(bar.get("width")) for bar in (missed, held)}
    assert end["held"] < plot.place(1) < end["MISSED"]


def test_a_bar_that_cannot_be_measured_does_not_end_the_run(monkeypatch):
    def lighthouse(_bench):
        raise Trouble("npm is missing")

    monkeypatch.setattr("tests.bench.__main__.BARS", [(13, lighthouse), (9, lambda _bench: [HELD])])
    assert measure(None, {9, 13}) == [Row(13, "lighthouse", why="npm is missing"), HELD]


def test_without_a_word_all_bars_but_the_slow_ones_are_measured(monkeypatch):
    for name in ("SIZE", "ROUNDS", "ONLY"):
        monkeypatch.delenv(name, raising=False)
    assert settings() == ("small", 5, {number for number, _bar in BARS} - {13})
    monkeypatch.setenv("ONLY", "1,13")
    assert settings()[2] == {1, 13}
    monkeypatch.setenv("SIZE", "huge")
    with pytest.raises(SystemExit):
        settings()


def test_the_old_page_counts_for_as_long_as_it_is_asked_for_and_answered():
    changes = [("one", 10.0), ("two", 11.0)]
    seen = [("before", 10.4), ("one", 11.7), ("two", 13.0), ("before", 9.9), ("one", 11.2), ("two", 13.0)]
    assert _late(changes, seen) == pytest.approx(0.7)
    assert _late(changes, [*seen, ("before", 11.5)]) == pytest.approx(1.5)
    with pytest.raises(Trouble, match="never shown: two"):
        _late(changes, [("before", 10.4), ("one", 11.7)])


def test_errors_are_no_answers(monkeypatch):
    told = Told(requests=100, seconds=1, p50=1, p99=2, refused=1, broken=0)
    line = json.dumps(told.__dict__)
    done = SimpleNamespace(stdout=f"\nTOLD {line}\n", stderr="")
    monkeypatch.setattr("tests.bench.load.subprocess.run", lambda *_a, **_o: done)
    assert Load(1, ["/"]).run(1, clean=False) == told
    with pytest.raises(Trouble, match="of 100 answers 1 were errors"):
        Load(1, ["/"]).run(1)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("wrk"), reason="There is no wrk on this machine.")
def test_a_yardstick_answers_the_bytes_it_was_given_and_costs_cpu_time(tmp_path):
    found = Answer(200, [("Content-Type", "text/html"), ("Content-Encoding", "br"), ("date", "then")], b"\x0b\x02\x80.")
    with yardsticks.granian(found, tmp_path, "D") as d, yardsticks.granian(found, tmp_path, "G") as g:
        from tests.bench.servers import page

        for server in (d, g):
            assert page(server.port, "/any/").body == found.body
            assert page(server.port, "/any/").header("Content-Encoding") == "br"
        subjects = {name: Subject(Load(s.port, ["/", "/b/"]), (s.pid,)) for name, s in (("D", d), ("G", g))}
        taken = Taken(subjects, rounds=1, seconds=1)
    assert taken.ratio("D", "G") > 2
    assert taken.middle("G", "p50") > 0
