import os
import tempfile

# Set before Django reads its settings: tests never touch the data of a real site.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="newsroom-tests-")
for name in (
    "SITE_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "MEDIA_STORE_URL",
    "DEBUG",
    "HOST",
    "PORT",
    "LANGUAGE_CODE",
    "TIME_ZONE",
):
    os.environ.pop(name, None)

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _a_clean_house(settings, tmp_path):
    """Each test has its own media folder, an empty cache, and static files by their plain names."""
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


@pytest.fixture(autouse=True)
def _database(db):
    """Nearly every test tells of stored stories."""
