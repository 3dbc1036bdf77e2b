"""How often anyone may do a thing, counted in the database for every process."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from newsroom import env, limits
from newsroom.models import Tries


@pytest.fixture(autouse=True)
def _three_a_minute(settings):
    settings.LIMITS = settings.LIMITS | {"likes": (3, 60), "reports": (1, 60)}


def test_the_fourth_try_waits_until_the_window_ends():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert [limits.refuse_after("likes", "rosa") for _ in range(5)] == [0, 0, 0, 60, 60]
        clock.shift(timedelta(seconds=59))
        assert limits.refuse_after("likes", "rosa") == 1
        clock.shift(timedelta(seconds=1))
        assert limits.refuse_after("likes", "rosa") == 0


def test_people_and_deeds_are_counted_apart():
    for _ in range(3):
        limits.refuse_after("likes", "rosa")
    assert limits.refuse_after("likes", "tom") == 0
    assert limits.refuse_after("reports", "rosa") == 0


def test_who_it_was_cannot_be_read_from_the_rows():
    limits.refuse_after("likes", "rosa@example.org")
    assert "rosa" not in Tries.objects.get().key


def test_a_network_is_kept_as_a_salted_hash(rf):
    def network(address):
        return limits.network(rf.get("/", REMOTE_ADDR=address))

    assert network("192.0.2.7") == network("192.0.2.200") == network("::ffff:192.0.2.9")
    assert network("192.0.2.7") != network("192.0.3.7")
    assert network("2001:db8:1::1") == network("2001:db8:1:ffff::1")
    assert network("2001:db8:1::1") != network("2001:db8:2::1")
    assert "192" not in network("192.0.2.7")


def test_old_windows_are_forgotten():
    limits.refuse_after("likes", "rosa")
    Tries.objects.forget(before=int(timezone.now().timestamp()) + 1)
    assert not Tries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_pass_no_more_than_the_limit():
    passed = []

    def once():
        try:
            passed.append(limits.refuse_after("likes", "rosa"))
        finally:
            connection.close()

    threads = [threading.Thread(target=once) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 24
    assert passed.count(0) == 3


@pytest.mark.parametrize(
    ("said", "read"), [("30/hour", (30, 3600)), ("5/10 minutes", (5, 600)), (" 1 / day ", (1, 86400))]
)
def test_a_limit_is_read_from_the_environment(monkeypatch, said, read):
    monkeypatch.setenv("LIMIT_LIKES", said)
    assert env.rate("LIMIT_LIKES", "1/second") == read


@pytest.mark.parametrize("said", ["30", "0/hour", "-1/hour", "many/hour", "3/fortnight", "3/0 hours"])
def test_a_wrong_limit_stops_the_start_with_a_sentence(monkeypatch, said):
    monkeypatch.setenv("LIMIT_LIKES", said)
    with pytest.raises(ImproperlyConfigured, match="as in 30/hour or 5/10 minutes"):
        env.rate("LIMIT_LIKES", "1/second")
