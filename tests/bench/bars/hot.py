"""Bars 1 to 3: finished pages for strangers, against constants of the same bytes."""

from contextlib import ExitStack

from tests.bench import yardsticks
from tests.bench.load import Load, Subject
from tests.bench.processes import Trouble
from tests.bench.report import Row
from tests.bench.servers import BROWSER, NO_NGINX, has_nginx, page, web

CONNECTIONS = 16
OF_G, OF_N = 0.75, 0.35


def story(bench):
    with web(bench.site) as site:
        taken = against_constants(bench, site, bench.site.places["story_40"])
    told = [
        Row(1, f"{name}, requests a CPU second", 1000 / taken.middle(name, "cpu_ms"), "", beside=taken.figures(name))
        for name in ("N", "G") if name in taken.readings
    ]  # fmt: skip
    return told + _rows(taken, 1, "hot story page")


def lists(bench):
    rows = []
    with web(bench.site) as site:
        for name in ("front", "feed", "sitemap", "topic"):
            try:
                rows += _rows(against_constants(bench, site, bench.site.places[name]), 2, f"hot {name}")
            except Trouble as trouble:
                rows.append(Row(2, f"hot {name}", why=str(trouble)))
    return rows


def unchanged(bench):
    """With the tag that the browser has, beside the page itself."""
    path = bench.site.places["story_40"]
    with web(bench.site) as site:
        known = BROWSER | {"If-None-Match": page(site.port, path).header("ETag")}
        page(site.port, path, known, status=304)
        taken = bench.take({
            "304": bench.subject(hot(site, path, known), site),
            "200": bench.subject(hot(site, path), site),
        })  # fmt: skip
    what = "hot story page unchanged (304), of bar 1"
    return [Row(3, what, taken.ratio("200", "304"), "", 1, at_least=True, beside=taken.figures("304"))]


def hot(server, path, headers=BROWSER):
    return Load(server.port, [path], headers, CONNECTIONS)


def against_constants(bench, site, path):
    """The page, G, and N where there is nginx."""
    found = page(site.port, path)
    constants = {"G": (yardsticks.granian(found, bench.folder, "G"), "/")}
    if has_nginx():
        constants["N"] = (yardsticks.static_file(found, bench.folder), yardsticks.STATIC)
    subjects = {"site": bench.subject(hot(site, path), site)}
    with ExitStack() as stack:
        for name, (server, address) in constants.items():
            running = stack.enter_context(server)
            constant = page(running.port, address)
            if (constant.body, constant.header("Content-Encoding")) != (found.body, found.header("Content-Encoding")):
                raise Trouble(f"{path} is not what {name} answers")
            subjects[name] = Subject(hot(running, address), (running.pid,))
        return bench.take(subjects)


def _rows(taken, bar, name):
    """Requests for a second of CPU time are as many times fewer as the CPU time of one is more."""
    rows = [
        Row(bar, f"{name}, of {other}", taken.ratio(other, "site"), "", floor, True, taken.figures("site"))
        for other, floor in (("G", OF_G), ("N", OF_N)) if other in taken.readings
    ]  # fmt: skip
    return rows if len(rows) == 2 else [*rows, Row(bar, f"{name}, of N", why=NO_NGINX)]
