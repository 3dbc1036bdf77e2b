"""Bars 4 and 5: pages that Django makes, for strangers with nothing in front, and for signed-in readers."""

from tests.bench import yardsticks
from tests.bench.load import Load, Subject
from tests.bench.processes import Trouble
from tests.bench.report import Row
from tests.bench.servers import BROWSER, page, web

AT_HAND = 50  # different stories, whose comments a process keeps finished (newsroom/fragments.py)
PLAIN = {name: value for name, value in BROWSER.items() if name != "Accept-Encoding"}


def story(bench):
    """Different stories in turn, so that no two requests ask for the same."""
    paths = bench.site.places["story_plain"][:AT_HAND]
    cold = {"PAGE_CACHE": "0"}
    with web(bench.site, **cold) as warm, web(bench.site, **cold, FRAGMENTS="0") as empty:
        found = read_once(warm, paths)
        with yardsticks.granian(found, bench.folder, "D") as d:
            taken = bench.take({
                "warm": bench.subject(Load(warm.port, paths), warm),
                "D": Subject(Load(d.port, ["/"]), (d.pid,)),
                "empty": bench.subject(Load(empty.port, paths), empty),
                "plain": bench.subject(Load(warm.port, paths, PLAIN), warm),
            })  # fmt: skip
    beside = taken.figures
    return [
        Row(4, "D, requests a CPU second", 1000 / taken.middle("D", "cpu_ms"), "", beside=beside("D")),
        Row(4, "cold story page, fragments at hand, to D", taken.ratio("warm", "D"), ceiling=14, beside=beside("warm")),
        Row(4, "cold story page, no fragments, to D", taken.ratio("empty", "D"), ceiling=60, beside=beside("empty")),
        Row(4, "cold story page, not compressed, to D", taken.ratio("plain", "D"), beside=beside("plain")),
        Row(4, "queries of a cold story page", bench.site.ask("queries", "", *paths[:4]), "", 8),
    ]


def signed_in(bench):
    """The server as in production: it sees the session and asks Django."""
    paths, session = bench.site.places["story_plain"][:AT_HAND], bench.site.places["session"]
    with web(bench.site) as site:
        found = read_once(site, paths, known(session))
        with yardsticks.granian(found, bench.folder, "D") as d:
            taken = bench.take({
                "page": bench.subject(Load(site.port, paths, known(session)), site),
                "D": Subject(Load(d.port, ["/"], known(session)), (d.pid,)),
            })  # fmt: skip
    queries = bench.site.ask("queries", session, *paths[:4])
    return [
        Row(5, "signed-in story page, to D", taken.ratio("page", "D"), ceiling=18, beside=taken.figures("page")),
        Row(5, "queries of a signed-in story page", queries, "", 12),
    ]


def known(session):
    return BROWSER | {"Cookie": f"sessionid={session}"}


def read_once(server, paths, headers=BROWSER):
    """Every page once, so that what can be at hand is; answers the last."""
    last = [page(server.port, path, headers) for path in paths][-1]
    if "Cookie" in headers and "private" not in last.header("Cache-Control"):
        raise Trouble("the site does not know the reader's session")
    return last
