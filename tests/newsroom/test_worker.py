"""Background work: done once, found again after a crash, patient with a database that does not answer."""

import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings as SETTINGS
from django.db import OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from newsroom.management.commands.worker import Command, Sweeps, Work
from newsroom.models import Image
from newsroom.tasks import make_renditions
from tests.factories import an_image


@pytest.fixture
def queued(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.fixture
def work(queued, monkeypatch):
    """Work in this thread, so on the connection of the test, which it must not close."""
    monkeypatch.setattr("newsroom.management.commands.worker.close_old_connections", lambda: None)
    monkeypatch.setattr("newsroom.management.commands.worker.connections.close_all", lambda: None)
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    return Work()


def test_a_picture_gets_its_sizes(work, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        image = an_image()
    assert not image.renditions
    assert work.once()
    image.refresh_from_db()
    assert image.renditions
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_a_picture_whose_task_was_lost_is_found_at_the_next_start(work):
    an_image()
    assert not DBTaskResult.objects.exists()
    work.once()
    assert not Image.objects.awaiting_renditions().exists()


def test_a_task_that_fails_is_kept_and_the_next_one_runs(work, monkeypatch):
    broken = make_renditions.enqueue()
    monkeypatch.setattr(Image, "objects", None)
    work.run_waiting()
    monkeypatch.undo()
    assert DBTaskResult.objects.get(id=broken.id).status == "FAILED"


def test_finished_tasks_are_forgotten_after_two_weeks(work):
    make_renditions.enqueue()
    work.once()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=15))
    make_renditions.enqueue()
    work.once()
    assert DBTaskResult.objects.count() == 2
    work.tidied_at = None
    work.once()
    assert DBTaskResult.objects.count() == 1


def test_a_task_killed_in_the_middle_does_not_stay_for_ever(work):
    make_renditions.enqueue()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(days=2))
    work.once()
    assert not DBTaskResult.objects.exists()


def test_looking_costs_one_query(work, django_assert_num_queries):
    work.once()
    with django_assert_num_queries(1):
        work.once()


def test_an_outage_is_survived_and_told_once(work, monkeypatch):
    told = []
    monkeypatch.setattr("newsroom.management.commands.worker.log.warning", lambda text, *_a, **_k: told.append(text))

    def gone():
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as outage:
        outage.setattr(work, "run_waiting", gone)
        assert not work.once()
        assert not work.once()
    assert work.once()
    assert told == ["Background work has to wait: %s", "Background work goes on."]


def test_told_to_stop_it_ends_after_the_task_in_hand(work):
    make_renditions.enqueue()
    work.stop()
    work.forever()
    assert DBTaskResult.objects.get().status == "READY"


SWEPT = []


def a_sweep():
    SWEPT.append(time.monotonic())


def a_broken_sweep():
    raise ValueError("what nobody thought of")


@pytest.fixture
def swept(settings):
    SWEPT.clear()
    settings.SWEEPS = [f"{__name__}.a_broken_sweep", f"{__name__}.a_sweep"]
    return SWEPT


@pytest.fixture
def told(monkeypatch):
    told = []
    monkeypatch.setattr("newsroom.management.commands.worker.log.warning", lambda text, *_a, **_k: told.append(text))
    return told


def test_sweeps_run_soon_after_the_start_and_then_every_fifteen_seconds(work, swept, monkeypatch):
    now = 1000.0
    monkeypatch.setattr("newsroom.management.commands.worker.time.monotonic", lambda: now)
    for _second in range(40):
        assert work.once()
        now += 1
    assert swept == [1000, 1015, 1030]


def test_a_sweep_that_fails_is_told_once_and_keeps_nothing_else_waiting(work, swept, told):
    for _turn in range(3):
        work.sweeps.next_at = 0
        assert work.once()
    assert len(swept) == 3
    assert told == ["%s failed and will be tried again: %s"]


def test_letters_are_among_the_sweeps():
    assert "comments.letters.sweep" in SETTINGS.SWEEPS
    for name in SETTINGS.SWEEPS:
        assert callable(import_string(name))


def test_with_redis_the_same_sweeps_run_beside_the_worker(swept, told, monkeypatch, settings):
    settings.WORKER = "redis"
    monkeypatch.setattr("newsroom.management.commands.worker.connections.close_all", lambda: None)
    monkeypatch.setattr(Sweeps, "every", 0.02)

    def rqworker(*_arguments, **_named):
        until = time.monotonic() + 10
        while len(swept) < 3 and time.monotonic() < until:
            time.sleep(0.01)

    monkeypatch.setattr("newsroom.management.commands.worker.call_command", rqworker)
    Command().handle()
    assert len(swept) >= 3
    for thread in threading.enumerate():
        if thread.name == "sweeps":
            thread.join(10)
    ran = len(swept)
    time.sleep(0.1)
    assert len(swept) == ran
