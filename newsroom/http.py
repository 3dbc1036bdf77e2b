"""What every answer carries: headers, tags, what shared caches are told, the site's language and time."""

import ipaddress
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.functional import SimpleLazyObject
from django.utils.http import parse_http_date_safe
from django.utils.module_loading import import_string

from newsroom import mailbox, moments, purge
from newsroom.models import Site


def armour(get_response):
    """What no answer lacks, however early it is made: a refused host, a redirect, a static file."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.REQUEST_MAX_BYTES:
            response = HttpResponse(
                "This is more than the site accepts at once.\n", status=413, content_type="text/plain"
            )
        elif request.content_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            response = HttpResponse("Send text as UTF-8.\n", status=400, content_type="text/plain")
        else:
            response = get_response(request)
        if response.status_code == 304:
            return response  # its headers would replace those of the page that the browser has
        part = response.get("Content-Type", "").startswith(PARTS)
        for name, value in ARMOUR.items():
            if not (part and name in FOR_DOCUMENTS):
                response.headers.setdefault(name, value)
        if response.status_code >= 300:
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
    """What may be stored: a stranger's page by everyone, a known person's by nobody. Where staff change something at
    the desk, the CDN forgets all pages."""

    def middleware(request):
        began = moments.now()
        response = get_response(request)
        at_the_desk = request.path.startswith("/admin/")
        user = getattr(request, "user", None)
        if at_the_desk and request.method == "POST" and response.status_code < 400 and user and user.is_staff:
            purge.soon(purge.SITE)
        if response.has_header("Cache-Control"):
            return response
        private = (
            at_the_desk
            or request.path.startswith("/accounts/")
            or response.cookies
            or settings.SESSION_COOKIE_NAME in request.COOKIES
            or (user and user.is_authenticated)
            or "X-In-Place" in request.headers  # a piece of a page
        )
        if private or request.method not in ("GET", "HEAD") or response.status_code not in (200, 301, 304, 404, 410):
            response["Cache-Control"] = "private, no-store"
            return response
        response["Cache-Control"] = f"public, max-age=0, must-revalidate, s-maxage={_seconds(request, began)}"
        patch_vary_headers(response, ["Cookie"])
        purge.label(response, getattr(request, "cache_keys", ()))
        return response

    return middleware


def keyed(request, *keys: str) -> None:
    """This page shows what a CDN is asked to forget by these keys (newsroom/purge.py)."""
    request.cache_keys = (*getattr(request, "cache_keys", ()), *keys)


def holds_until(request, moment) -> None:
    """This page changes by itself at that moment; None: never."""
    request.changes_at = (*getattr(request, "changes_at", ()), moment)


def _seconds(request, began) -> int:
    """How long shared caches may keep a page begun at that second. A longer time than one ends before any change."""
    if not settings.CDN:
        return 1
    ahead = [*getattr(request, "changes_at", ()), *(import_string(name)(began) for name in settings.CHANGES)]
    # The page is handed out for the rest of this second, so that one second less is left.
    left = [int((moment - began).total_seconds()) - 1 for moment in ahead if moment and moment > began]
    return max(1, min([settings.CDN_SECONDS, *left]))


class Locale:
    """The interface speaks the site's language, or the one that a known person chose, and tells the site's time."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.site = Site.current()
        language = (request.user.is_authenticated and request.user.language) or request.site.language
        translation.activate(language)
        timezone.activate(ZoneInfo(request.site.time_zone))
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def process_template_response(self, request, response):
        """allauth hands its templates a 'site' of its own, which knows neither name nor menu."""
        if "site" in (response.context_data or {}):
            response.context_data["site"] = request.site
        return response


def site(request):
    """For templates: the site, its origin and its pages, and whether its mails are read on a page of its own."""
    return {
        "site": getattr(request, "site", None) or SimpleLazyObject(Site.current),
        "origin": settings.SITE_URL,
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "private_mail": lambda: bool(mailbox.address()),
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
