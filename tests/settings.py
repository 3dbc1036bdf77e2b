"""The site's settings with an environment of their own: tests never touch the data of a real site.

Only DATABASE_URL and CACHE_URL are taken from outside, so that the same suite runs on PostgreSQL and Redis.
(pytest-django reads settings before conftest.py, so that is no place for this.)
"""

import os
import tempfile
from pathlib import Path

for name in (
    "ACCESS_LOG",
    "BEHIND_TLS_PROXY",
    "CDN_SECONDS",
    "CDN_URL",
    "DEBUG",
    "EMAIL_FROM",
    "EMAIL_URL",
    "HOST",
    "IMAGE_MAX_MEGABYTES",
    "IMAGE_MAX_MEGAPIXELS",
    "LANGUAGE_CODE",
    "LIMIT_COMMENTS",
    "LIMIT_EXPORTS",
    "LIMIT_LIKES",
    "LIMIT_MAILS",
    "LIMIT_NOTES",
    "LIMIT_PICTURES",
    "LIMIT_REPORTS",
    "LIMIT_SIGN_INS",
    "LIMIT_SIGN_UPS",
    "MEDIA_STORE_URL",
    "PORT",
    "REQUEST_MAX_MEGABYTES",
    "SITE_URL",
    "THREADS",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
    "WORKER",
    "WORKERS",
):
    os.environ.pop(name, None)
_folder = tempfile.TemporaryDirectory(prefix="newsroom-tests-")
os.environ["DATA_DIR"] = _folder.name
os.environ["STATIC_DIR"] = f"{_folder.name}/static"
os.environ["SECRET_KEY"] = "only-for-tests-0123456789-abcdefghijklmnop"
Path(os.environ["STATIC_DIR"]).mkdir()

from newsroom.settings import *  # noqa: E402, F403

if EMBEDDED:  # noqa: F405
    # A file, as on a real site: in memory, threads would share one connection. What it holds need not survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder.name}/tests.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # noqa: F405
