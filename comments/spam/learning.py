"""Learns from this site's decisions, by itself when enough of them are new."""

import time
from datetime import timedelta

from django.utils import timezone

from comments.models.spam_filter import LEAST, SpamFilter
from comments.spam import decisions
from comments.spam.table import Table
from comments.spam.trial import trial

LOOK = 600  # seconds between two looks of a process
SELDOM = timedelta(hours=1)
TENTH = 10


def learn() -> SpamFilter:
    """From all decisions there are. Seconds of work for as many as are taken, so it is done outside the transaction."""
    began = timezone.now()
    samples = decisions.samples()
    table = Table.learn((sample.signs, sample.is_spam) for sample in samples)
    return SpamFilter.keep(table, trial(samples), began)


def sweep() -> int:
    """Learn where a tenth of the decisions is new, not oftener than hourly; how often it learned. (SWEEPS in settings.)"""
    if time.monotonic() < sweep.rests_until:
        return 0
    sweep.rests_until = time.monotonic() + LOOK
    row = SpamFilter.objects.defer("table").first() or SpamFilter()
    if row.learned_at and row.learned_at > timezone.now() - SELDOM:
        return 0
    if not _are_new(row.learned_at, max(LEAST - row.decisions, row.decisions // TENTH, 1)):
        return 0
    learn()
    return 1


sweep.rests_until = 0.0


def _are_new(since, number: int) -> bool:
    """Whether people decided so often since then."""
    new = decisions.by_people()
    if since:
        new = new.filter(at__gt=since)
    return new.order_by("-at").values("pk")[number - 1 : number].exists()
