"""Bar 16: what a moderator waits for, with ten thousand comments held among all that there are."""

from tests.bench.bars.cold import known
from tests.bench.load import Load
from tests.bench.report import Row
from tests.bench.servers import page, web

DESK = "/admin/comments/comment/desk/"
PAGES = {
    "moderation desk, held": f"{DESK}?queue=held",
    "moderation desk, reported": f"{DESK}?queue=reported",
    "moderation desk, spam": f"{DESK}?queue=spam",
    "moderation desk, recent": f"{DESK}?queue=recent",
}
HELD = 10_000
LONGEST = 150  # ms
MOST_QUERIES = 12


def moderation(bench):
    session = bench.site.places["editor_session"]
    # A site that was filled by an older version may have fewer.
    held = bench.site.ask("hold", HELD if bench.is_full else bench.site.places["held"])
    yield Row(16, "comments held", held, "", HELD if bench.is_full else None, at_least=True)
    with web(bench.site) as server:
        for what, path in PAGES.items():
            page(server.port, path, known(session))
            # One moderator, who waits for one page.
            taken = bench.take({path: bench.subject(Load(server.port, [path], known(session), 1), server)})
            ceiling = LONGEST if bench.is_full else None
            yield Row(16, f"{what}, p50", taken.middle(path, "p50"), "ms", ceiling, beside=taken.figures(path))
            queries = bench.site.ask("queries", session, path, path)
            yield Row(16, f"queries of {what}", queries, "", MOST_QUERIES)
