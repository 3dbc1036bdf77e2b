"""Background work: `manage.py worker`, or with WORKER=thread a thread of the web process (newsroom/wsgi.py)."""

import logging
import signal
import time
from datetime import timedelta
from threading import Event, Thread

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import import_string

log = logging.getLogger("newsroom.worker")


class Sweeps:
    """Looks every few seconds at rows that wait (SWEEPS), whether or not a task asked for it."""

    every = 15.0

    def __init__(self):
        self.ended = Event()
        self.next_at = 0.0
        self.failing = set()

    def once(self):
        if time.monotonic() < self.next_at:
            return
        self.next_at = time.monotonic() + self.every
        for name in settings.SWEEPS:
            self.run(name)

    def run(self, name: str):
        """What fails is told once, and tried again at the next turn."""
        try:
            import_string(name)()
            self.failing.discard(name)
        except Exception as error:
            if name not in self.failing:
                log.warning("%s failed and will be tried again: %s", name, error, exc_info=not _is_outage(error))
            self.failing.add(name)
            connections.close_all()

    def forever(self):
        """Beside a worker that only waits for tasks. Connections are not kept: that worker forks."""
        while not self.ended.is_set():
            self.once()
            connections.close_all()
            self.ended.wait(max(0.0, self.next_at - time.monotonic()))


class Work:
    """Runs waiting tasks, and the sweeps, until told to stop. Survives a locked database and a lost connection."""

    pause = 1.0
    pause_after_trouble = 5.0
    a_day = 24 * 60 * 60

    def __init__(self):
        self.ended = Event()
        self.runner = None
        self.sweeps = Sweeps()
        self.tidied_at = None
        self.troubled = False

    def forever(self):
        while not self.ended.is_set():
            self.ended.wait(self.pause if self.once() else self.pause_after_trouble)
        connections.close_all()

    def stop(self, *_signal):
        """After the task in hand; what waits is found again at the next start."""
        self.ended.set()
        if self.runner:
            self.runner.running = False

    def once(self) -> bool:
        """One look at the rows; False where that did not work. An outage is logged once, not at every try."""
        try:
            close_old_connections()
            self.tidy()
            self.run_waiting()
            self.sweeps.once()
        except Exception as error:  # nobody else would start this again
            if not self.troubled:
                log.warning("Background work has to wait: %s", error, exc_info=not _is_outage(error))
            self.troubled = True
            connections.close_all()
            return False
        if self.troubled:
            log.warning("Background work goes on.")
            self.troubled = False
        return True

    def run_waiting(self):
        from django_tasks_db.management.commands.db_worker import Worker
        from django_tasks_db.models import DBTaskResult

        # The runner takes the write lock even to find nothing, so it is asked only when there is something.
        if self.ended.is_set() or not DBTaskResult.objects.ready().exists():
            return
        self.runner = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"newsroom-{id(self)}",
        )
        self.runner.run()

    def tidy(self):
        """At the start and daily: look for work that a dead process left, and forget tasks long finished."""
        if self.tidied_at is not None and time.monotonic() - self.tidied_at < self.a_day:
            return
        from django_tasks_db.models import DBTaskResult

        nudge()
        call_command("prune_db_task_results", queue_name="*", verbosity=0)
        DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - timedelta(days=1)).delete()
        self.tidied_at = time.monotonic()


def _is_outage(error) -> bool:
    from django.db import DatabaseError

    return isinstance(error, DatabaseError)


def nudge():
    """Ask for the sizes of pictures whose task was lost: tasks are only nudges, the rows say what is to do."""
    from newsroom.models import Image
    from newsroom.tasks import make_renditions

    if Image.objects.awaiting_renditions().exists():
        make_renditions.enqueue()


class Command(BaseCommand):
    help = "Do the background work (pictures' sizes, letters) in this process, for WORKER=process or redis."
    requires_system_checks = []

    def handle(self, **options):
        if settings.WORKER == "redis":
            return self.handle_redis()
        work = Work()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, work.stop)
        self.stdout.write("Background work: waiting for tasks.")
        work.forever()

    def handle_redis(self):
        nudge()
        sweeps = Sweeps()
        Thread(target=sweeps.forever, name="sweeps", daemon=True).start()
        try:
            call_command("rqworker", "default", job_class="django_tasks_rq.Job", with_scheduler=True)
        finally:
            sweeps.ended.set()
