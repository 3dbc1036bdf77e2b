"""Forged requests. Whoever has signed in shows the token of the session; everybody else must come from this very site.

A page for strangers is the same for all of them and sets no cookie, so it cannot carry a token.
"""

from django.contrib.auth import SESSION_KEY
from django.middleware.csrf import CSRF_SECRET_LENGTH, CsrfViewMiddleware
from django.shortcuts import render
from django.urls import resolve

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class Csrf(CsrfViewMiddleware):
    def process_request(self, request):
        if SESSION_KEY in request.session:
            return super().process_request(request)
        # A form's token asks for a secret; without one here, looking at a page would begin a session.
        request.META["CSRF_COOKIE"] = "0" * CSRF_SECRET_LENGTH
        return None

    def _set_csrf_cookie(self, request, response):
        """Keep the secret, which with CSRF_USE_SESSIONS is part of a session: only where somebody has signed in."""
        if SESSION_KEY in request.session:
            super()._set_csrf_cookie(request, response)

    def process_view(self, request, callback, callback_args, callback_kwargs):
        if request.method in SAFE:
            return self._accept(request)
        # A session whose account was closed is a stranger's: its pages carry no token.
        if request.user.is_authenticated or getattr(request, "_dont_enforce_csrf_checks", False):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        if getattr(callback, "by_signed_link", False) or is_same_origin(request):
            return self._accept(request)
        return self._reject(request, "It came from another site.")

    def _origin_verified(self, request):
        """A page whose address is a secret (Referrer-Policy: no-referrer) names no origin; its browser says all the same
        whether it is one of ours. The token is asked for besides."""
        unnamed = request.headers.get("Origin") == "null" and request.headers.get("Sec-Fetch-Site") == "same-origin"
        return unnamed or super()._origin_verified(request)


def by_signed_link(view):
    """A view whose address is a secret that permits what it does: mail programs post there by themselves (RFC 8058)."""
    view.by_signed_link = True
    return view


def is_same_origin(request) -> bool:
    """By what a browser says and a page of another site cannot change (Fetch Metadata; RFC 6454, 7)."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin == f"{request.scheme}://{request.get_host()}"


def refused(request, reason=""):
    """Nothing was done; a text that was on its way stands on the page, to be sent again."""
    own = is_same_origin(request) and resolve(request.path).url_name in ("discussion", "comment_edit", "preview")
    kept = {name: request.POST.get(name, "") for name in ("body", "parent", "name", "email")} if own else {}
    return render(request, "403_csrf.html", {"kept": kept}, status=403)
