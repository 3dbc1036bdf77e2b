"""Reads are counted beside the page cache: people's, not robots', and none is lost while the database is away."""

from collections import deque

import pytest

from newsroom.reads import Reads

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
AT = "/stories/the-bridge/"


def request(path=AT, method="GET", agent=FIREFOX, **headers):
    return {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_USER_AGENT": agent} | {
        f"HTTP_{name.upper()}": value for name, value in headers.items()
    }


@pytest.fixture
def handed_on(settings, monkeypatch):
    """What READS is given; an error in `trouble` is raised instead."""
    monkeypatch.setattr("newsroom.agents._looks", deque(maxlen=500))  # whatever other tests looked at
    told = []
    told_to = type("Told", (), {"trouble": None, "counts": told})

    def keep(counts):
        if told_to.trouble:
            raise told_to.trouble
        told.append(counts)

    monkeypatch.setattr("newsroom.reads.import_string", lambda name: keep)
    return told_to


def test_reads_are_handed_on_by_path_and_only_once(handed_on):
    reads = Reads()
    for path in (AT, AT, "/"):
        reads.count(request(path))
    reads.hand_on()
    reads.hand_on()
    assert handed_on.counts == [{AT: 2, "/": 1}]


def test_an_arabic_address_is_handed_on_as_text(handed_on):
    reads = Reads()
    reads.count(request("/stories/النخلة/".encode().decode("latin-1")))
    reads.hand_on()
    assert handed_on.counts == [{"/stories/النخلة/": 1}]


@pytest.mark.parametrize(
    "nobody",
    [
        {"agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
        {"agent": ""},
        {"method": "HEAD"},
        {"sec_purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x_moz": "prefetch"},
        {"x_in_place": "1"},
    ],
)
def test_robots_guesses_and_pieces_are_no_reads(handed_on, nobody):
    reads = Reads()
    reads.count(request(**nobody))
    reads.hand_on()
    assert handed_on.counts == []


def test_reads_wait_for_a_database_that_is_away(handed_on):
    reads = Reads()
    reads.count(request())
    handed_on.trouble = OSError("away")
    reads.hand_on()
    reads.count(request())
    handed_on.trouble = None
    reads.hand_on()
    assert handed_on.counts == [{AT: 2}]
