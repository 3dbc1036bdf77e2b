"""Bars 7 and 8: what pages, posts and searches take on a site that has grown."""

from urllib.parse import quote_plus

from tests.bench.bars.cold import known, read_once
from tests.bench.bars.posting import posts
from tests.bench.load import Load
from tests.bench.report import Row
from tests.bench.servers import fetch, page, web

MOST = 1.3


def discussions(bench):
    """The same 40 comments shown, of 40 and of many more: in many threads, and in one."""
    places = bench.site.places
    stories = {name: [places[f"story_{name}"]] for name in ("40", "many_threads", "one_thread")}
    rows = []
    with web(bench.site, PAGE_CACHE="0") as server, posts(bench.site) as said:
        for kind, subjects in _kinds(bench, bench.site, server, said, stories).items():
            taken = bench.take(subjects)
            for name, where in (("many_threads", "in many threads"), ("one_thread", "all in one thread")):
                what = f"{kind}, many comments {where}, to 40"
                rows.append(Row(7, what, taken.ratio(name, "40", "p50"), ceiling=MOST, beside=taken.figures(name)))
    return rows


def sites(bench):
    """Stories with 40 comments on the smallest site and on the fullest."""
    if not bench.least:
        return []
    rows, full, least = [], bench.site, bench.least
    with (
        web(full, PAGE_CACHE="0") as at_full,
        web(least, PAGE_CACHE="0") as at_least,
        posts(full) as said,
        posts(least) as said_least,
    ):
        # As many different stories on both, so that as much of them is at hand.
        alike = min(len(site.places["story_plain"]) for site in (full, least))
        kinds = _kinds(bench, full, at_full, said, {"full": full.places["story_plain"][:alike]})
        others = _kinds(bench, least, at_least, said_least, {"least": least.places["story_plain"][:alike]})
        for kind, subjects in kinds.items():
            taken = bench.take(subjects | others[kind])
            ratio, beside = taken.ratio("full", "least", "p50"), taken.figures("full")
            what = f"{kind}, {full.places['stories']:,} to {least.places['stories']:,} stories"
            rows.append(Row(7, what, ratio, ceiling=MOST, beside=beside))
    return rows


def _kinds(bench, site, server, said, stories):
    """Bars 4 to 6 for each of the named lists of stories."""
    session = known(site.places["session"])
    for paths in stories.values():
        read_once(server, paths)
        read_once(server, paths, session)
        said.one(server, paths[0])
    loads = {
        "cold page": lambda paths: Load(server.port, paths),
        "signed-in page": lambda paths: Load(server.port, paths, session),
        "post": lambda paths: said.load(server, paths),
    }
    return {
        kind: {name: bench.subject(load(paths), server, site=site) for name, paths in stories.items()}
        for kind, load in loads.items()
    }


def search(bench):
    """Two rare words and two common ones; the bar is one of time, at a million stories."""
    ceiling = (100 if bench.site.is_embedded else 50) if bench.is_full else None
    rows = []
    with web(bench.site, PAGE_CACHE="0") as server:
        if fetch(server.port, "/search/?q=a").status == 404:
            return [Row(8, "search", why="the site has no search yet")]
        for kind in ("rare", "common"):
            path = f"/search/?q={quote_plus(bench.site.places[f'search_{kind}'])}"
            page(server.port, path)
            taken = bench.take({"search": bench.subject(Load(server.port, [path]), server)})
            p50 = taken.middle("search", "p50")
            rows.append(Row(8, f"search for two {kind} words, p50", p50, "ms", ceiling, beside=taken.figures("search")))
    return rows
