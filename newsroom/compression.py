"""Text goes over the wire compressed, and to two strangers as the same bytes."""

import gzip
import re

import brotli
from django.utils.cache import patch_vary_headers

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
