"""Bar 14: two web process groups behind nginx, on PostgreSQL and Redis. The yardsticks stand behind the same nginx."""

import os
from contextlib import contextmanager

from tests.bench import yardsticks
from tests.bench.bars.change import watched
from tests.bench.bars.cold import AT_HAND, read_once
from tests.bench.bars.hot import OF_G, OF_N, hot
from tests.bench.load import Load, Subject
from tests.bench.processes import Trouble, cores
from tests.bench.report import Row
from tests.bench.servers import nginx, page, web

PROXY = """upstream site { SERVERS keepalive 64; }
server { listen 127.0.0.1:PORT; location / { proxy_pass http://site; proxy_http_version 1.1;
  proxy_set_header Connection ""; proxy_set_header Host $http_host; } }"""


@contextmanager
def behind_nginx(*servers):
    ports = " ".join(f"server 127.0.0.1:{server.port};" for server in servers)
    with nginx(PROXY.replace("SERVERS", ports)) as proxy:
        yield proxy


def scaleout(bench):
    if bench.site.is_embedded or "CACHE_URL" not in os.environ:
        raise Trouble("it needs PostgreSQL and Redis: set DATABASE_URL and CACHE_URL")
    return _hot(bench) + _cold(bench) + _throughput(bench)


def _hot(bench):
    """Bars 1 and 11."""
    path = bench.site.places["story_40"]
    with web(bench.site) as one, web(bench.site) as two, behind_nginx(one, two) as proxy:
        found = page(proxy.port, path)
        with (
            yardsticks.granian(found, bench.folder, "G") as g,
            yardsticks.static_file(found, bench.folder) as n,
            behind_nginx(g) as before_g,
            behind_nginx(n) as before_n,
        ):
            taken = bench.take({
                "two": bench.subject(hot(proxy, path), one, two, proxy),
                "G": Subject(hot(before_g, "/"), (g.pid, before_g.pid)),
                "N": Subject(hot(before_n, yardsticks.STATIC), (n.pid, before_n.pid)),
            })  # fmt: skip
        late, groups = watched(bench.site, [one, two], proxy.port)
    beside = taken.figures("two")
    return [
        Row(14, "hot story page of two groups, of G", taken.ratio("G", "two"), "", OF_G, True, beside),
        Row(14, "hot story page of two groups, of N", taken.ratio("N", "two"), "", OF_N, True, beside),
        Row(14, f"old page after the commit, longest, {groups} groups", late, "s", 1),
    ]


def _cold(bench):
    """Bar 4."""
    paths = bench.site.places["story_plain"][:AT_HAND]
    own = {"PAGE_CACHE": "0"}
    with web(bench.site, **own) as one, web(bench.site, **own) as two, behind_nginx(one, two) as proxy:
        read_once(one, paths)
        found = read_once(two, paths)
        with yardsticks.granian(found, bench.folder, "D") as d, behind_nginx(d) as before_d:
            taken = bench.take({
                "two": bench.subject(Load(proxy.port, paths), one, two, proxy),
                "D": Subject(Load(before_d.port, ["/"]), (d.pid, before_d.pid)),
            })  # fmt: skip
    what = "cold story page of two groups, fragments at hand, to D"
    return [Row(14, what, taken.ratio("two", "D"), ceiling=14, beside=taken.figures("two"))]


def _throughput(bench):
    """Cold pages, one group and two, each on a core of its own. Load, nginx and PostgreSQL have the same cores, so the
    clock cannot show all of it; what a second of CPU time yields can.
    """
    paths, (first, last) = bench.site.places["story_plain"][:AT_HAND], cores()
    own = {"PAGE_CACHE": "0"}
    with web(bench.site, core=last, **own) as one, web(bench.site, core=first, **own) as two:
        read_once(one, paths)
        read_once(two, paths)
        with behind_nginx(one) as alone, behind_nginx(one, two) as both:
            taken = bench.take({
                "one": bench.subject(Load(alone.port, paths, connections=8), one, alone),
                "two": bench.subject(Load(both.port, paths, connections=8), one, two, both),
            })  # fmt: skip
    beside = taken.figures("two")
    return [
        Row(14, "throughput of two groups by CPU time, to one", 2 * taken.ratio("one", "two"), ceiling=1.8, at_least=True,
            beside=beside),
        Row(14, "the same by the clock, on these cores", taken.ratio("two", "one", "requests"), beside=beside),
    ]  # fmt: skip
