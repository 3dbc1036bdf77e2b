"""What strangers get from finished pages, and that nothing private or poisoned can come to stand there."""

import gzip
import io
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event

import brotli
import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client

from newsroom import moments
from newsroom.models import Site
from newsroom.pagecache import Finished, known_part
from tests.factories import a_comment, a_person, a_story, an_editor, the_site

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Server:
    """The site behind its page cache, asked as a web server asks."""

    def __init__(self, app=None, waiters=2):
        self.made = 0
        self.read = []
        self.app = app or WSGIHandler()
        self.finished = Finished(self.counting, waiters, read=lambda environ: self.read.append(environ["PATH_INFO"]))

    def counting(self, environ, start_response):
        self.made += 1
        return self.app(environ, start_response)

    def ask(self, path="/stories/the-bridge/", method="GET", host="localhost", **headers):
        path, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": host,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "192.0.2.1",
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        }  # fmt: skip
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        said = []
        answer = self.finished(environ, lambda status, headers, *error: said.append((status, headers)))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        response = HttpResponse(body, status=int(said[-1][0][:3]))
        for name, value in said[-1][1]:
            response[name] = value
        return response


@pytest.fixture(autouse=True)
def _one_connection():
    """The transaction of a test outlives its requests, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def story(noon):
    the_site(name="The Tide")
    return a_story(title="The bridge", at=NOON - timedelta(days=2))


# The same page, made once


def test_a_page_is_made_once_for_all_strangers_of_a_second(server, story):
    pages = [server.ask() for _stranger in range(5)]
    assert server.made == 1
    assert len({page.content for page in pages}) == 1
    assert pages[0].content == Client().get("/stories/the-bridge/").content


def test_the_next_second_has_a_page_of_its_own(server, story, noon):
    server.ask()
    story.write(title="The ferry")
    story.publish_changes()
    assert b"The ferry" not in server.ask().content
    noon.shift(1)
    assert b"The ferry" in server.ask().content
    assert server.made == 2


def test_a_clock_that_is_set_back_brings_no_old_page(server, story, noon):
    server.ask()
    story.write(title="The ferry")
    story.publish_changes()
    noon.shift(-1)
    assert b"The ferry" in server.ask().content


def test_a_planned_story_is_there_in_its_second_and_not_before(server, noon):
    a_story(title="Tomorrow", at=NOON + timedelta(seconds=2))
    assert server.ask("/stories/tomorrow/").status_code == 404
    noon.shift(1.999)
    assert server.ask("/stories/tomorrow/").status_code == 404
    noon.shift(0.001)
    assert server.ask("/stories/tomorrow/").status_code == 200
    assert b"Tomorrow" in server.ask("/").content


def test_a_withdrawn_story_is_gone_in_the_next_second(server, story, noon):
    server.ask()
    story.withdraw("It was not true.", by=an_editor())
    noon.shift(1)
    assert server.ask().status_code == 410


@pytest.mark.parametrize("path", ["/", "/stories/the-bridge/", "/feeds/stories.rss", "/sitemap.xml", "/nothing-here/"])
def test_pages_feeds_maps_and_what_is_missing_are_kept(server, story, path):
    first, second = server.ask(path), server.ask(path)
    assert server.made == 1
    assert first.content == second.content == Client().get(path).content


def test_each_coding_is_the_same_page(server, story):
    plain = server.ask()
    assert "Content-Encoding" not in plain
    assert brotli.decompress(server.ask(accept_encoding="gzip, br").content) == plain.content
    assert gzip.decompress(server.ask(accept_encoding="gzip").content) == plain.content
    assert server.ask(accept_encoding="br;q=0").content == plain.content
    assert server.made == 1


def test_a_page_that_stayed_the_same_is_not_compressed_again(server, story, noon, monkeypatch):
    from newsroom import compression

    server.ask(accept_encoding="br")
    noon.shift(1)
    monkeypatch.setattr(compression, "compress", lambda *_args: pytest.fail("compressed again"))
    assert server.ask(accept_encoding="br").status_code == 200
    assert server.made == 2


def test_what_caches_are_told_is_of_this_second_even_where_the_page_stayed_the_same(noon):
    lasting = iter("987")

    def app(_environ, start_response):
        told = [("Content-Type", "text/html"), ("Cache-Control", f"public, s-maxage={next(lasting)}"), ("ETag", '"x"')]
        start_response("200 OK", told)
        return [b"same" * 200]

    server = Server(app)
    for seconds in "987":
        assert server.ask(accept_encoding="br")["Cache-Control"] == f"public, s-maxage={seconds}"
        noon.shift(1)


def test_headers_are_those_that_the_site_gives(server, story):
    kept, direct = server.ask(accept_encoding="br"), Client().get("/stories/the-bridge/", HTTP_ACCEPT_ENCODING="br")
    server.ask(accept_encoding="br")
    assert server.made == 1
    assert {name: kept[name] for name in kept.headers} == {name: direct[name] for name in direct.headers}


def test_head_says_the_length_and_sends_nothing(server, story):
    page, head = server.ask(), server.ask(method="HEAD")
    assert head.content == b""
    assert head["Content-Length"] == page["Content-Length"] == str(len(page.content))


@pytest.mark.parametrize("coding", ["", "br", "gzip"])
def test_who_has_the_page_gets_no_second_copy(server, story, coding):
    page = server.ask(accept_encoding=coding)
    for known in (page["ETag"], page["ETag"].removeprefix("W/"), f'"other", {page["ETag"]}', "*"):
        again = server.ask(accept_encoding=coding, if_none_match=known)
        assert again.status_code == 304
        assert again.content == b""
        assert again["ETag"] == page["ETag"]
        assert again["Cache-Control"] == page["Cache-Control"]
    assert server.ask(accept_encoding=coding, if_none_match='"other"').status_code == 200


def test_a_feed_that_is_not_newer_is_not_sent_again(server, story):
    date = server.ask("/feeds/stories.rss")["Last-Modified"]
    assert server.ask("/feeds/stories.rss", if_modified_since=date).status_code == 304
    assert server.ask("/feeds/stories.rss", if_modified_since="Mon, 01 Jan 2001 00:00:00 GMT").status_code == 200
    assert server.ask("/feeds/stories.rss", if_modified_since=date, if_none_match='"x"').status_code == 200


def test_campaign_marks_change_no_page(server, story):
    pages = {server.ask(f"/stories/the-bridge/?utm_source={n}&fbclid={n}").content for n in range(5)}
    assert server.made == 1
    assert len(pages) == 1


def test_what_pages_ask_for_makes_a_page_of_its_own(server, story):
    for number in range(45):
        a_comment(story, body=f"A wave, number {number}.")
    at = "/stories/the-bridge/comments/"
    assert server.ask(at).content != server.ask(f"{at}?sort=oldest").content
    assert server.ask(f"{at}?x=1&sort=oldest").content == server.ask(f"{at}?sort=oldest&y=2").content
    assert server.made == 2


def test_an_old_address_leads_on_with_all_it_was_asked(server, story):
    story.slug = "the-old-bridge"
    story.save()
    moved = server.ask("/stories/the-bridge/?utm_source=letter")
    assert moved.status_code == 301
    assert moved["Location"] == "/stories/the-old-bridge/?utm_source=letter"
    assert server.ask("/stories/the-bridge/?utm_source=other")["Location"].endswith("?utm_source=other")


@pytest.mark.parametrize(
    ("query", "known"),
    [
        ("page=2&utm=1", "page=2"),
        ("sort=oldest&page=2", "page=2&sort=oldest"),
        ("page=2&page=3", "page=2&page=3"),
        ("q=a+b%20c", "q=a+b%20c"),
        ("&&=1&x", ""),
        ("p%61ge=2", None),
        ("page;sort=1", None),
        ("x=" + "a" * 2000, None),
    ],
)
def test_of_a_query_only_the_known_part_is_kept_and_what_is_odd_is_left_to_the_site(query, known):
    assert known_part(query) == known


# Nothing private, nothing poisoned


def test_a_known_person_gets_a_page_of_their_own_and_leaves_none_behind(server, story):
    client = Client()
    client.force_login(a_person(name="Rosa"))
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    mine = server.ask(cookie=cookie)
    assert b"Sign out" in mine.content
    assert mine["Cache-Control"] == "private, no-store"
    assert b"Sign out" not in server.ask().content
    server.ask()
    assert b"Sign out" in server.ask(cookie=cookie).content
    assert server.made == 3


def test_other_cookies_neither_reach_the_page_nor_part_it(server, story):
    seen = []

    def looking(environ, start_response):
        seen.append(environ.get("HTTP_COOKIE"))
        return WSGIHandler()(environ, start_response)

    server.app = looking
    pages = {server.ask(cookie=f"_ga={n}; theme=dark; csrftoken=x; messages=y").content for n in range(3)}
    assert len(pages) == 1
    assert seen == [None]


POISONS = {
    "x_forwarded_host": "evil.example", "x_forwarded_proto": "https", "x_forwarded_for": "203.0.113.9",
    "forwarded": "host=evil.example", "x_original_url": "/admin/", "x_rewrite_url": "/admin/", "x_host": "evil.example",
    "accept_language": "ar", "user_agent": "<script>", "referer": "https://evil.example/", "accept": "application/json",
    "origin": "https://evil.example", "x_http_method_override": "POST", "range": "bytes=0-1", "x_requested_with": "x",
    "sec_fetch_site": "cross-site", "te": "trailers", "x_real_ip": "203.0.113.9", "content_type": "text/html",
}  # fmt: skip


@pytest.mark.parametrize("name", POISONS)
def test_no_header_of_one_stranger_changes_what_the_next_one_gets(server, story, name):
    """Asked first by the poisoner, then by everybody; and a page made without poison is not parted by it either."""
    poisoned = server.ask(**{name: POISONS[name]})
    clean = Server().ask()
    assert server.ask().content == clean.content == poisoned.content
    assert "evil" not in str(poisoned.headers) + poisoned.content.decode()


def test_no_unknown_host_is_answered_or_kept(server, story):
    assert server.ask(host="evil.example").status_code == 400
    assert server.ask(host="localhost").status_code == 200
    assert server.ask(host="evil.example").status_code == 400
    assert all(host == "localhost" for host, *_rest in server.finished.second.pages if host != "evil.example")
    assert not any(page for (host, *_rest), page in server.finished.second.pages.items() if host == "evil.example")


def test_each_host_has_pages_of_its_own(server, story, settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    server.ask(host="localhost")
    server.ask(host="127.0.0.1")
    assert server.made == 2


def test_behind_a_proxy_the_plain_address_never_answers_with_the_safe_ones_page(server, story, settings):
    settings.BEHIND_TLS_PROXY = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    server.app = WSGIHandler()
    assert server.ask(x_forwarded_proto="https").status_code == 200
    assert server.ask(x_forwarded_proto="http").status_code == 301
    assert server.ask().status_code == 301
    assert server.ask(x_forwarded_proto="https").status_code == 200


@pytest.mark.parametrize(
    "own", [{"authorization": "Basic eDp5"}, {"x_in_place": "1"}, {"if_match": '"x"'}, {"transfer_encoding": "chunked"}]
)
def test_who_asks_for_something_of_their_own_is_answered_by_the_site(server, story, own):
    server.ask()
    server.ask(**own)
    assert server.made == 2


@pytest.mark.parametrize("path", ["/admin/login/", "/accounts/login/", "/me/", "/healthz", "/readyz"])
def test_doors_and_rooms_are_never_kept(server, story, path):
    server.ask(path)
    server.ask(path)
    assert server.made == 2
    assert not server.finished.second.pages


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_looking_is_answered_from_here(server, story, method):
    server.ask()
    server.ask(method=method)
    assert server.made == 2


def answering(status="200 OK", **headers):
    """A site that gives this answer to everything."""
    told = {"Content-Type": "text/html", "Cache-Control": "public, s-maxage=1", "Vary": "Cookie"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}

    def app(_environ, start_response):
        start_response(status, [*told.items()])
        return [b"secret"]

    return Server(app)


@pytest.mark.parametrize(
    "headers",
    [
        {"Set_Cookie": "a=b"},
        {"Cache_Control": "private, no-store"},
        {"Cache_Control": "public, no-store, s-maxage=1"},
        {"Cache_Control": "public, max-age=60"},
        {"Cache_Control": ""},
        {"Vary": "Cookie, User-Agent"},
        {"Vary": "*"},
        {"Content_Encoding": "zstd"},
        {"status": "302 Found"},
        {"status": "500 Internal Server Error"},
        {"status": "206 Partial Content"},
    ],
)
def test_what_is_not_for_everybody_is_not_kept(noon, headers):
    server = answering(**headers)
    server.ask()
    server.ask()
    assert not any(server.finished.second.pages.values())
    assert server.made == 3  # looked at once as a stranger's page, then answered to each by itself


def test_what_is_for_everybody_is_kept(noon):
    server = answering()
    server.ask()
    server.ask()
    assert server.made == 1


# Many at once


def test_of_many_who_ask_at_once_one_makes_the_page_and_half_of_the_threads_wait(noon):
    begun, go_on = Event(), Event()

    def slow(environ, start_response):
        if environ["PATH_INFO"] == "/slow/":
            begun.set()
            go_on.wait(10)
        start_response("200 OK", [("Cache-Control", "public, s-maxage=1")])
        return [b"made"]

    server = Server(slow, waiters=2)
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(server.ask, "/slow/")
        assert begun.wait(10)
        others = [threads.submit(server.ask, "/slow/") for _other in range(2)]
        while server.finished.waiting < 2:
            pass
        more = threads.submit(server.ask, "/slow/")  # more than may wait: it makes its own
        while server.made < 2:
            pass
        assert threads.submit(server.ask, "/quick/").result(5).content == b"made"
        go_on.set()
        assert {asked.result(10).content for asked in (first, *others, more)} == {b"made"}
    assert server.made == 3
    assert server.finished.waiting == 0


def test_a_page_that_cannot_be_made_keeps_nobody_waiting(noon):
    def broken(environ, start_response):
        raise RuntimeError("broken")

    server = Server(broken)
    for _try in range(2):
        with pytest.raises(RuntimeError):
            server.ask()
    server.app = answering().app
    assert server.ask().status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_crowd_gets_one_page(story):
    server = Server(waiters=8)
    together = Barrier(8)

    def ask(_number):
        together.wait()
        return server.ask().content

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask, range(8)))) == 1
    assert server.made == 1


def test_a_second_holds_so_many_bytes_and_no_more(noon, monkeypatch):
    monkeypatch.setattr("newsroom.pagecache.ROOM", 10_000)
    server = answering()
    server.app = lambda environ, start: (start("200 OK", [("Cache-Control", "public, s-maxage=1")]), [b"x" * 1000])[1]
    for number in range(50):
        assert server.ask(f"/{number}/").content == b"x" * 1000
    assert server.finished.second.size <= 10_000
    assert server.finished.second.pages["localhost", "http", "/0/", ""]


def test_addresses_fill_no_memory_either(noon, monkeypatch):
    monkeypatch.setattr("newsroom.pagecache.ROOM", 10_000)
    server = answering()
    for number in range(100):
        server.ask(f"/{number}{'z' * 900}/")
    assert len(server.finished.second.pages) < 12
    assert not server.finished.second.flights
    server.ask(f"/{'z' * 2000}/")
    assert not any(len(path) > 1000 for _host, _scheme, path, _query in server.finished.second.pages)


# Reads


def test_reads_of_strangers_and_of_known_people_are_counted(server, story):
    client = Client()
    client.force_login(a_person(name="Rosa"))
    page = server.ask()
    server.ask()
    server.ask(cookie=f"sessionid={client.cookies['sessionid'].value}")
    server.ask(if_none_match=page["ETag"])
    server.ask("/nothing-here/")
    assert server.read == ["/stories/the-bridge/"] * 4


def test_the_languages_of_the_site_are_pages_of_their_seconds(server, story, noon):
    assert b'lang="en"' in server.ask().content
    site = Site.objects.get()
    site.language = "ar"
    site.save()
    noon.shift(1)
    page = server.ask(accept_language="en")
    assert b'lang="ar"' in page.content
    assert page["Content-Language"] == "ar"
    assert moments.now() == NOON + timedelta(seconds=1)
