import gc
import os
from functools import lru_cache

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import timezone, translation

from newsroom import append_only, images
from tests.factories import what_migrations_make

gc.set_threshold(100_000, 50, 100)  # what one test makes is small; looking for garbage took a tenth of the time


@pytest.fixture(autouse=True)
def _a_clean_house(settings, tmp_path):
    """Each test has its own media folder, an empty cache, static files by their plain names, and speaks the site's
    language, whichever the last request was answered in."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media"), "base_url": "/media/"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    cache.clear()
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True, scope="session")
def _sizes_once():
    """The sizes of one picture are made once a run: many tests look at the demo newsroom, whose pictures take seconds.
    What comes of a picture depends on its bytes alone."""
    made = lru_cache(maxsize=64)(lambda make, master: tuple(make(master)))
    make = images.renditions
    images.renditions = lambda master: iter(made(make, master))
    yield
    images.renditions = make


@pytest.fixture(autouse=True, scope="session")
def _emptied_after_tests():
    """The flush at the end of a test that commits empties append-only tables too, which the database refuses else."""
    flush = TransactionTestCase._fixture_teardown

    def emptied(case):
        with append_only.purging():
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield


@pytest.fixture
def _what_stands(django_db_setup, django_db_blocker):
    """Workers take tests from each other: one that needs roles may come after one whose end flushed them."""
    with django_db_blocker.unblock():
        what_migrations_make()


@pytest.fixture(autouse=True)
def _database(_what_stands, db):
    """Nearly every test tells of stored stories."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With NEWSROOM_REQUIRE_BROWSER=1, as .ci/run sets it, a browser test that would be skipped fails."""
    report = yield
    if report.skipped and os.environ.get("NEWSROOM_REQUIRE_BROWSER") and "tests/browser/" in item.nodeid:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "VNU_JAR" not in reason:  # the HTML checker comes from npm, which is nobody's duty to have
            report.outcome, report.longrepr = "failed", f"It may not be skipped here. {reason}"
    return report
