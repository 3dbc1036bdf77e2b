"""What every answer carries: health before anything else, headers, compression, what shared caches are told."""

import gzip
import ipaddress
import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import brotli
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.functional import SimpleLazyObject
from django.utils.http import parse_http_date_safe

from newsroom.models import Page, Site


def health(get_response):
    """/healthz: the process answers. /readyz: it can serve. Both before the host check, for probes by address."""

    def middleware(request):
        if request.path == "/healthz":
            return _plain("ok\n", 200)
        if request.path == "/readyz":
            trouble = _trouble()
            return _plain(trouble or "ready\n", 503 if trouble else 200)
        return get_response(request)

    return middleware


def _plain(text, status):
    return HttpResponse(text, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})


def _trouble() -> str:
    """Why this process cannot serve, or nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated():
            return "The database waits for migrations: run manage.py migrate.\n"
    except (DatabaseError, ImproperlyConfigured):
        connection.close()
        return "The database does not answer.\n"
    return ""


def _migrated() -> bool:
    """Whether the tables are as this code expects. Once they are, they are not looked at again: probes are frequent."""
    if not _migrated.once:
        executor = MigrationExecutor(connection)
        _migrated.once = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated.once


_migrated.once = False


def armour(get_response):
    """What no answer lacks, however early it is made: a refused host, a redirect, a static file."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.REQUEST_MAX_BYTES:
            response = _plain("This is more than the site accepts at once.\n", 413)
        else:
            response = get_response(request)
        if response.status_code == 304:
            return response  # its headers would replace those of the page that the browser has
        part = response.get("Content-Type", "").startswith(PARTS)
        for name, value in ARMOUR.items():
            if not (part and name in FOR_DOCUMENTS):
                response.headers.setdefault(name, value)
        if response.status_code >= 400:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


# What a browser never opens as a page of its own runs nothing: a font need not carry 300 bytes that forbid it to.
PARTS = ("font/", "text/css", "text/javascript", "image/avif", "image/jpeg", "image/png")
FOR_DOCUMENTS = {"Content-Security-Policy", "Permissions-Policy", "X-Frame-Options"}
ARMOUR = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), browsing-topics=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


COMPRESSED = (
    "text/",
    "application/json",
    "application/rss+xml",
    "application/atom+xml",
    "application/xml",
    "application/feed+json",
    "image/svg+xml",
)


def compression(get_response):
    """Brotli or gzip for text. Django's own adds random bytes, so that two strangers would get different answers."""

    def middleware(request):
        response = get_response(request)
        kind = response.get("Content-Type", "")
        unchanged = response.status_code == 304
        if (
            response.streaming
            or response.has_header("Content-Encoding")
            or not (unchanged or kind.startswith(COMPRESSED))
        ):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        coding = _coding(request.headers.get("Accept-Encoding", ""))
        if not coding or (len(response.content) < 500 and not unchanged):
            return response
        # The tag belongs to the text, whose bytes now differ by coding: it becomes a weak one (RFC 9110, 8.8.1).
        if (etag := response.get("ETag", "")) and not etag.startswith("W/"):
            response["ETag"] = f"W/{etag}"
        if not unchanged:
            response.content = CODERS[coding](response.content)
            response["Content-Encoding"] = coding
            response["Content-Length"] = str(len(response.content))
        return response

    return middleware


CODERS = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, 6, mtime=0),
}


def _coding(accepted: str) -> str:
    """The coding to use, or nothing: 'gzip, br;q=0' wants gzip."""
    refused = re.compile(r"q=0(\.0*)?$")
    parts = [part.replace(" ", "").partition(";") for part in accepted.split(",")]
    wanted = {name for name, _semicolon, weight in parts if not refused.match(weight)}
    return next((coding for coding in CODERS if coding in wanted), "")


def conditional(get_response):
    """ETag for what may be stored, and 304 for whoever has it already."""

    def middleware(request):
        response = get_response(request)
        if (
            request.method not in ("GET", "HEAD")
            or response.streaming
            or "no-store" in response.get("Cache-Control", "")
        ):
            return response
        if response.status_code != 200:
            return response
        if not response.has_header("ETag"):
            set_response_etag(response)
        modified = parse_http_date_safe(response.get("Last-Modified", ""))
        return get_conditional_response(request, etag=response["ETag"], last_modified=modified, response=response)

    return middleware


def headers(get_response):
    """What may be stored: a stranger's page by everyone for a second, a known person's by nobody."""

    def middleware(request):
        response = get_response(request)
        if response.has_header("Cache-Control"):
            return response
        user = getattr(request, "user", None)
        private = (
            request.path.startswith(("/accounts/", "/admin/")) or response.cookies or (user and user.is_authenticated)
        )
        if private or request.method not in ("GET", "HEAD"):
            response["Cache-Control"] = "private, no-store"
        elif response.status_code in (200, 301, 304, 404, 410):
            response["Cache-Control"] = "public, max-age=0, must-revalidate, s-maxage=1"
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


class Locale:
    """The interface speaks the site's language and tells its time."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.site = Site.current()
        translation.activate(request.site.language)
        timezone.activate(ZoneInfo(request.site.time_zone))
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.site.language)
        return response

    def process_template_response(self, request, response):
        """allauth hands its templates a 'site' of its own, which knows neither name nor menu."""
        if "site" in (response.context_data or {}):
            response.context_data["site"] = request.site
        return response


def site(request):
    """For templates: the site, its origin and its pages."""
    return {
        "site": getattr(request, "site", None) or SimpleLazyObject(Site.current),
        "origin": settings.SITE_URL,
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "footer_pages": SimpleLazyObject(lambda: list(Page.objects.filter(in_footer=True).defer("body"))),
    }


def absolute(path: str) -> str:
    """A path with the site's origin before it; what has an origin already stays as it is."""
    return path if urlsplit(path).scheme else f"{settings.SITE_URL}{path}"


def client_address(request) -> str:
    """Where a request came from: the nearest hop that is not one of TRUSTED_PROXIES."""
    hops = [*request.headers.get("X-Forwarded-For", "").split(","), request.META.get("REMOTE_ADDR", "")]
    address = ""
    for hop in reversed([hop.strip() for hop in hops]):
        try:
            ip = ipaddress.ip_address(hop)
        except ValueError:
            break
        address = hop
        if not any(ip in network for network in settings.TRUSTED_PROXIES):
            break
    return address
