"""Uploads, for sites without a proxy that serves them or an object store. Nobody has to be known for a picture."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import DisallowedHost, SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

KEPT = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def media(get_response):
    """Answers before anybody asks who it is, and without the database."""

    def middleware(request):
        here = "base_url" in settings.STORAGES["default"]["OPTIONS"]  # not an object store
        if not (here and request.path_info.startswith(settings.MEDIA_URL)):
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            request.get_host()
            path = Path(default_storage.path(request.path_info.removeprefix(settings.MEDIA_URL)))
            return _answer(request, path) if path.is_file() else _plain("There is no such file.", 404)
        except (DisallowedHost, SuspiciousFileOperation, ValueError, OSError):
            return _plain("This cannot be asked for.", 400)

    return middleware


def _plain(text: str, status: int):
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


def _answer(request, path: Path):
    """Named by its content, an upload never changes, so that its name is its tag."""
    tag, modified = f'"{path.stem}"', int(path.stat().st_mtime)
    kept = KEPT | {"ETag": tag, "Last-Modified": http_date(modified)}
    if known := get_conditional_response(request, etag=tag, last_modified=modified):
        for name in ("Cache-Control", "ETag", "Last-Modified"):
            known[name] = kept[name]
        return known
    response = FileResponse(path.open("rb"), headers=kept)
    response.block_size = 65536
    return response
