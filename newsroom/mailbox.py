"""The mails of a private site, as a page: without a mail server, this is where a newcomer finds the code to confirm.

It exists only where nobody but this machine can come: a loopback SITE_URL, mails kept as files, and no proxy before.
Its address has a part that only the terminal of the start tells.
"""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

MOST = 30
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")
BETWEEN = b"\n" + b"-" * 79 + b"\n"  # as Django's file backend ends each message


def address() -> str:
    """Where the mails are read; empty where there is no such page."""
    return f"{settings.SITE_URL}{reverse('mailbox', args=[_key()])}" if _exists() else ""


def _exists() -> bool:
    return settings.PRIVATE and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")


def _key() -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"newsroom.mailbox", hashlib.sha256).hexdigest()[:24]


@never_cache
@require_safe
def mailbox(request, key):
    """The newest mails. 404 for whoever does not know the key, and for whatever a proxy passes on."""
    forwarded = any(name in request.headers for name in FORWARDED)
    if not _exists() or forwarded or not constant_time_compare(key, _key()):
        raise Http404
    return render(request, "newsroom/mailbox.html", {"mails": list(islice(_mails(), MOST)), "most": MOST})


def _mails() -> Iterator[dict]:
    """Newest first, read as far as they are asked for."""
    files = Path(settings.EMAIL_FILE_PATH).glob("*.log")
    for file in sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True):
        for mail in reversed(file.read_bytes().split(BETWEEN)):
            if mail.strip():
                yield _told(message_from_bytes(mail.lstrip(), policy=policy.default))


def _told(mail) -> dict:
    text = mail.get_body(preferencelist=("plain",))
    at = parsedate_to_datetime(mail["Date"]) if mail["Date"] else None
    return {
        "to": mail["To"] or "",
        "subject": mail["Subject"] or "",
        "at": at.replace(tzinfo=at.tzinfo or UTC) if at else None,  # '-0000' is UTC by a machine that tells no zone
        "text": text.get_content() if text else "",
    }
