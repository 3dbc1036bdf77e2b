"""How often anyone may do a thing. Counted in the database, so that every process sees the same.

Each limit is a setting: LIMITS['comments'] = (30, 3600) are thirty tries in the hour that begins with the first.
"""

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from newsroom.http import client_address
from newsroom.models import Tries


def network(request) -> str:
    """A salted hash of the sender's network (IPv4 /24, IPv6 /48): addresses are never kept in full."""
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    whole = ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False)
    return hmac.new(settings.SECRET_KEY.encode(), f"network {whole}".encode(), hashlib.sha256).hexdigest()[:32]


def refuse_after(name: str, who: str, times: int = 1) -> int:
    """Count one try of `who`, who may `times` as much as the limit, at `name`; the seconds to wait if refused, else 0."""
    most, seconds = settings.LIMITS[name]
    most *= times
    key = hashlib.sha256(f"{name}\0{who}".encode(errors="replace")).hexdigest()
    now = int(timezone.now().timestamp())
    count, since = Tries.objects.standing(key)
    if count < most or since + seconds <= now:  # else refused without a write: a flood costs one look
        count, since = Tries.objects.count_one(key, now, seconds)
        if count <= most:
            return 0
    return since + seconds - now


def too_often(request, seconds: int, template: str = "429.html", context: dict | None = None):
    """The answer to one try too many: 429, when to come back (RFC 6585, 4), and the page that says so."""
    response = render(request, template, {"wait": seconds, **(context or {})}, status=429)
    response["Retry-After"] = str(seconds)
    return response
