"""Bar 15: what an editor waits for at the desk. Its ceilings are of a site with a million stories."""

from tests.bench.bars.cold import known
from tests.bench.load import Load
from tests.bench.report import Row
from tests.bench.servers import page, web

PAGES = {
    "the desk": "/admin/",
    "list of stories": "/admin/articles/story/",
    "list of stories in review": "/admin/articles/story/?state=in_review",
    "calendar": "/admin/articles/story/calendar/",
}
LONGEST = 200  # ms
MOST_QUERIES = 15


def desk(bench):
    session = bench.site.places["editor_session"]
    with web(bench.site) as server:
        for what, path in PAGES.items():
            page(server.port, path, known(session))
            # One editor, who waits for one page.
            taken = bench.take({path: bench.subject(Load(server.port, [path], known(session), 1), server)})
            p50 = taken.middle(path, "p50")
            ceiling = LONGEST if bench.is_full else None
            yield Row(15, f"{what}, p50", p50, "ms", ceiling, beside=taken.figures(path))
            queries = bench.site.ask("queries", session, path, path)
            yield Row(15, f"queries of {what}", queries, "", MOST_QUERIES)
