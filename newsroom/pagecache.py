"""Finished pages for strangers, held in each process and answered before Django is entered.

A page made in one clock second is never used in another: nothing is invalidated, and schedules are exact to the second.
A page is made from its key and from nothing else: no other header, cookie or address of a request reaches Django on this
way, so no stranger can change what the next one gets.
"""

import time
from io import BytesIO
from operator import itemgetter
from threading import Event, Lock

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import parse_etags, parse_http_date_safe

from newsroom import compression

ROOM = 32_000_000  # bytes of pages a second and process; what comes beyond is made but not kept
# What pages ask for in their addresses. Anything else (campaign marks, junk) changes no page and is left out of the key.
PARAMETERS = {
    "after",
    "before",
    "creator",
    "month",
    "only",
    "p",
    "page",
    "q",
    "quote",
    "reply",
    "sort",
    "thread",
    "topic",
}
LONGEST_PATH = LONGEST_QUERY = 1000
# Never the same for all strangers, or stored better elsewhere.
PASSED_ON = (
    "/accounts/",
    "/admin/",
    "/comments/",
    "/me/",
    "/moderation/decide/",
    "/preview/",
    "/receipts/",
    "/unsubscribe/",
    "/healthz",
    "/readyz",
)
PASSED_ON += (settings.STATIC_URL, settings.MEDIA_URL)
SESSION = f"{settings.SESSION_COOKIE_NAME}="
# A request with one of these asks for something of its own.
OWN = ("HTTP_AUTHORIZATION", "HTTP_X_IN_PLACE", "HTTP_TRANSFER_ENCODING", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# All that is copied from the request on whose behalf a page is made: facts of the server, not of the asker.
OF_THE_SERVER = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SCRIPT_NAME")
OF_THE_SERVER += ("wsgi.version", "wsgi.errors", "wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once")
KEPT_STATUS = ("200", "301", "404", "410")
NOT_MODIFIED = ("cache-control", "etag", "last-modified", "vary")  # RFC 9110, 15.4.5


class Finished:
    """A WSGI application around another. `waiters`: how many threads may wait for pages that others are making."""

    def __init__(self, app, waiters: int, read=None, keeps: bool = True):
        self.app, self.waiters, self.keeps = app, waiters, keeps
        self.read = read or (lambda environ: None)
        self.waiting = 0
        self.lock = Lock()
        self.second = Second(0)

    def __call__(self, environ, start_response):
        page = self.page_for(environ) if self.keeps else None
        if page is None:
            return self.app(environ, self._telling(environ, start_response))
        if page.status[:3] == "200":
            self.read(environ)
        return page.answer(environ, start_response)

    def _telling(self, environ, start_response):
        """What Django answers itself is read too."""

        def answered(status, headers, *error):
            if status[:3] in ("200", "304"):
                self.read(environ)
            return start_response(status, headers, *error)

        return answered

    def page_for(self, environ) -> "Page | None":
        """The page of this second; None where Django has to answer this request itself."""
        key = key_of(environ)
        if key is None:
            return None
        second = self.second
        if second.moment != int(time.time()):  # not '<': a clock may be set back
            second = self._turn()
        page = second.pages.get(key)
        if page is None:
            page = self._make_or_wait(second, key, environ)
        return page or None

    def _turn(self) -> "Second":
        with self.lock:
            if self.second.moment != (now := int(time.time())):
                self.second = Second(now, before=self.second)
            return self.second

    def _make_or_wait(self, second, key, environ):
        with self.lock:
            if (page := second.pages.get(key)) is not None:
                return page
            flight = second.flights.get(key)
            first = flight is None
            if first:
                flight = second.flights[key] = Flight()
            waits = not first and self.waiting < self.waiters
            self.waiting += waits
        if first:
            try:
                flight.page = self._make(second, key, environ)
            finally:
                flight.landed.set()
                del second.flights[key]
            return flight.page
        if not waits:  # half of the threads wait already: the others stay free for other pages
            return self._make(second, key, environ)
        flight.landed.wait()
        with self.lock:
            self.waiting -= 1
        return flight.page

    def _make(self, second, key, environ):
        """The page, kept for the rest of the second; False where the answer is not the same for all strangers."""
        page = make(self.app, key, environ)
        if page and (last := second.last.get(key)) and last.body == page.body:
            page.packed.update(last.packed)
        with self.lock:
            second.keep(key, page)
        return page


class Second:
    """What was made in one clock second."""

    def __init__(self, moment: int, before: "Second | None" = None):
        self.moment = moment
        self.pages, self.flights, self.size = {}, {}, 0
        # Pages of the second before are not served, but what is still the same need not be compressed again.
        self.last = before.pages if before and before.moment == moment - 1 else {}

    def keep(self, key, page):
        size = sum(map(len, key)) + (len(page.body) * 2 if page else 200)
        if self.size + size <= ROOM and key not in self.pages:
            self.pages[key] = page
            self.size += size


class Flight:
    """A page that is being made, for those who wait for it."""

    def __init__(self):
        self.landed, self.page = Event(), False


class Page:
    """One finished answer, and its compressed forms, each made once. `packed`: the bytes alone, by coding."""

    __slots__ = ("body", "coded", "headers", "is_text", "lock", "modified", "packed", "status", "tag")

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes):
        self.status, self.body = status, body
        self.headers = [(name, value) for name, value in headers if name.lower() not in ("content-length", "etag")]
        named = {name.lower(): value for name, value in headers}
        self.tag = named.get("etag", "").removeprefix("W/")
        self.modified = parse_http_date_safe(named.get("last-modified", ""))
        self.is_text = compression.is_text(named.get("content-type", ""))
        self.coded, self.packed, self.lock = {}, {}, Lock()

    def answer(self, environ, start_response):
        tag, headers, body = self._coded(compression.coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if self.tag and self._is_known(environ, tag):
            kept = [(name, value) for name, value in headers if name.lower() in NOT_MODIFIED]
            start_response("304 Not Modified", kept)
            return []
        start_response(self.status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _coded(self, coding: str):
        """Tag, headers and bytes in that coding."""
        if (form := self.coded.get(coding)) is None:
            with self.lock:
                form = self.coded[coding] = self.coded.get(coding) or self._code(coding)
        return form

    def _code(self, coding):
        headers, tag, body = list(self.headers), self.tag, self.body
        if coding and self.is_text and len(body) >= compression.SHORT:
            body = self.packed.get(coding) or compression.compress(body, coding)
            self.packed[coding] = body
            headers.append(("Content-Encoding", coding))
            tag = tag and f"W/{tag}"  # other bytes by coding: a weak one (RFC 9110, 8.8.1)
        if tag:
            headers.append(("ETag", tag))
        headers.append(("Content-Length", str(len(body))))
        return tag, headers, body

    def _is_known(self, environ, tag) -> bool:
        """Whether the asker has this page already (RFC 9110, 13.2.2: tags go before dates)."""
        if known := environ.get("HTTP_IF_NONE_MATCH"):
            return known == tag or any(
                one in ("*", self.tag) for one in (etag.removeprefix("W/") for etag in parse_etags(known))
            )
        asked = environ.get("HTTP_IF_MODIFIED_SINCE")
        if not asked or not self.modified or self.status[:3] != "200":
            return False
        since = parse_http_date_safe(asked)
        return since is not None and self.modified <= since


def key_of(environ) -> tuple[str, str, str, str] | None:
    """Host, scheme, path and query of a stranger's page; None for anything that is not simply that."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("CONTENT_LENGTH", "0") not in ("", "0"):
        return None
    path = environ["PATH_INFO"]
    if len(path) > LONGEST_PATH:
        return None
    if path.startswith(PASSED_ON) or ((cookie := environ.get("HTTP_COOKIE")) and SESSION in cookie):
        return None
    if not environ.keys().isdisjoint(OWN):
        return None
    host, query = environ.get("HTTP_HOST"), environ.get("QUERY_STRING")
    if not host or (query and (query := known_part(query)) is None):
        return None
    return host, scheme_of(environ), path, query or ""


def known_part(query: str) -> str | None:
    """The part of a query string that pages ask for, in one order; None if it has to be read with more care."""
    if len(query) > LONGEST_QUERY or ";" in query:
        return None
    parts = [(part.partition("=")[0], part) for part in query.split("&")]
    if any("%" in name or "+" in name for name, _part in parts):
        return None
    return "&".join(part for name, part in sorted(parts, key=itemgetter(0)) if name in PARAMETERS)


def scheme_of(environ) -> str:
    if settings.BEHIND_TLS_PROXY:
        first = environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0]  # as Django reads it
        return "https" if first.strip() == "https" else "http"
    return environ["wsgi.url_scheme"]


def make(app, key, environ):
    """Ask Django for the page of a key as a stranger with nothing but that key; False if its answer is not for all."""
    host, scheme, path, query = key
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    clean = {name: environ[name] for name in OF_THE_SERVER if name in environ}
    clean |= {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": host, "REMOTE_ADDR": ""}
    clean |= {"wsgi.url_scheme": scheme, "wsgi.input": BytesIO(), "HTTP_X_FORWARDED_PROTO": scheme}
    said = []
    answer = app(clean, lambda status, headers, *error: said.append((status, headers)))
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    status, headers = said[-1]
    if not is_for_all(status, headers) or (status[:3] == "301" and query != environ.get("QUERY_STRING", "")):
        return False
    return Page(status, headers, body)


def is_for_all(status: str, headers) -> bool:
    """Whether shared caches were told that they may keep this answer, and it varies by nothing that a key lacks."""
    if status[:3] not in KEPT_STATUS:
        return False
    named = {name.lower(): value for name, value in headers}
    told = named.get("cache-control", "")
    varies = {name.strip().lower() for name in named.get("vary", "").split(",")} - {""}
    if "public" not in told or "s-maxage" not in told or "private" in told or "no-store" in told:
        return False
    return varies <= {"cookie", "accept-encoding"} and not {"set-cookie", "content-encoding"} & named.keys()
