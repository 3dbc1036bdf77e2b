"""Asks a CDN (CDN_URL) to forget pages that have changed. Rows say which, so that a killed process loses none."""

import json
import logging
import time
from datetime import timedelta
from http.client import HTTPException
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from newsroom.models import Stale

log = logging.getLogger("newsroom.purge")

SITE = "site"  # the key of every page
AT_A_TIME = 1000  # rows
MOST_KEYS = 30  # in one request; what Cloudflare takes
TIMEOUT = 5  # seconds
REST = 10  # seconds without a further try when the CDN did not answer: other work waits behind it
# A page that was under way while something changed may reach the CDN after the request to forget it: it is asked twice.
UNDER_WAY = timedelta(seconds=5)


def soon(*keys: str) -> None:
    """Pages with one of these keys change with this transaction."""
    if settings.CDN:
        rows = Stale.objects.bulk_create([Stale(key=key) for key in keys])
        transaction.on_commit(lambda: _nudge(rows[0]), robust=True)


def _nudge(row):
    """Where rows wait already, whoever takes those takes this one too, or looks again."""
    if not Stale.objects.filter(pk__lt=row.pk).exists():
        look.enqueue()


@task()
def look() -> int:
    """Before the sweep that comes anyway."""
    return sweep()


@task()
def again(keys: list[str]) -> bool:
    return bool(settings.CDN) and _told(keys)


def sweep() -> int:
    """Ask for all that waits; what failed waits for the next sweep. Answers how many keys were asked for."""
    if not settings.CDN or time.monotonic() < sweep.rests_until:
        return 0
    rows = dict(Stale.objects.order_by("pk").values_list("pk", "key")[:AT_A_TIME])
    keys = [SITE] if SITE in rows.values() else sorted(set(rows.values()))
    if not keys:
        return 0
    _let_this_second_pass()
    if not _told(keys):
        # By itself the CDN keeps no page longer than this.
        Stale.objects.filter(since__lt=timezone.now() - timedelta(seconds=settings.CDN_SECONDS) - UNDER_WAY).delete()
        return 0
    Stale.objects.filter(pk__in=rows).delete()
    if again.get_backend().supports_defer:
        again.using(run_after=timezone.now() + UNDER_WAY).enqueue(keys)
    if Stale.objects.exists():  # since the look, or beyond AT_A_TIME; other tasks have their turn first
        look.enqueue()
    return len(keys)


def _told(keys) -> bool:
    """Whether the CDN heard it; if not, it is left alone for a while."""
    try:
        for start in range(0, len(keys), MOST_KEYS):
            ask(keys[start : start + MOST_KEYS])
    except (OSError, HTTPException) as error:
        # Its class and status alone: what it says may hold the token.
        cause = error.reason if isinstance(getattr(error, "reason", ""), Exception) else error
        said = f"{type(cause).__name__} {getattr(cause, 'code', '')}".strip()
        log.warning("The CDN could not be asked to forget %s: %s", " ".join(keys), said)
        sweep.rests_until = time.monotonic() + REST
        return False
    return True


sweep.rests_until = 0.0


def _let_this_second_pass():
    """Finished pages are used for one clock second (newsroom/pagecache.py): the CDN would get the old one again."""
    time.sleep(1.1 - time.time() % 1)


class NoDetours(HTTPRedirectHandler):
    """The token goes nowhere else."""

    def redirect_request(self, *args):
        return None


def ask(keys: list[str]) -> None:
    """One request to the CDN. Raises OSError or HTTPException where it was not heard."""
    cdn, body = settings.CDN, b""
    headers = {"Surrogate-Key": " ".join(keys), "Authorization": f"Bearer {cdn['token']}"}
    if cdn["kind"] == "fastly":
        headers = {"Surrogate-Key": " ".join(keys), "Fastly-Key": cdn["token"]}
    if cdn["kind"] == "cloudflare":
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {cdn['token']}"}
        body = json.dumps({"tags": keys}).encode()
    method = "PURGE" if cdn["kind"] == "own" else "POST"
    request = Request(cdn["url"], data=body, headers=headers | {"User-Agent": "newsroom"}, method=method)
    with build_opener(NoDetours).open(request, timeout=TIMEOUT):
        pass


def label(response, keys) -> None:
    """Write on an answer the keys by which the CDN can be asked to forget it."""
    if settings.CDN and settings.CDN["kind"] == "cloudflare":
        response["Cache-Tag"] = ",".join([SITE, *keys])
    elif settings.CDN:
        response["Surrogate-Key"] = " ".join([SITE, *keys])
