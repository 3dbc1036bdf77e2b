"""What pages are measured against: the very same answer as a file of nginx (N), from a bare WSGI function (G) and from a
bare Django view with the default middleware (D). Run by granian, this module is G and D.
"""

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path

from tests.bench.servers import Answer, nginx, started

OF_THE_SERVER = ("connection", "content-length", "date", "keep-alive", "server", "transfer-encoding")
STATIC = "/answer"
THREADS = "--blocking-threads 4"  # as many as the site has


def headers_of(answer: Answer) -> list[tuple[str, str]]:
    return [(name, value) for name, value in answer.headers if name.lower() not in OF_THE_SERVER]


@contextmanager
def granian(answer: Answer, folder: Path, name: str, **options):
    """G or D, answering this to whatever it is asked."""
    kept = folder / f"{name}.json"
    kept.write_text(json.dumps([answer.status, headers_of(answer), answer.body.hex()]))
    command = [sys.executable, *f"-m granian --interface wsgi --http 1 --no-ws --log-level warning {THREADS}".split()]
    command += ["--host", "127.0.0.1", "--factory", f"{__name__}:{name}"]
    with started(command, {"BENCH_ANSWER": str(kept)}, **options) as server:
        yield server


@contextmanager
def static_file(answer: Answer, folder: Path):
    """N, which has it at STATIC."""
    file = folder / "N"
    file.mkdir(exist_ok=True)
    (file / STATIC[1:]).write_bytes(answer.body)
    kind = next(value for name, value in headers_of(answer) if name.lower() == "content-type")
    others = [(name, value) for name, value in headers_of(answer) if name.lower() != "content-type"]
    added = "\n".join(f"add_header {name} {json.dumps(value)};" for name, value in others)
    site = f"listen 127.0.0.1:PORT; root {file}; types {{}} default_type {json.dumps(kind)};\n{added}"
    with nginx(f"server {{ {site} }}") as server:
        yield server


def _answer():
    status, headers, body = json.loads(Path(os.environ["BENCH_ANSWER"]).read_text())
    return status, [tuple(header) for header in headers], bytes.fromhex(body)


def G():
    number, given, body = _answer()
    status, headers = f"{number} Constant", [*given, ("Content-Length", str(len(body)))]

    def constant(_environ, start_response):
        start_response(status, headers)
        return [body]

    return constant


def D():
    """Django as `startproject` sets it up, without a database."""
    import django
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse
    from django.urls import re_path

    status, given, body = _answer()
    headers = dict(given)
    settings.configure(
        SECRET_KEY="only-for-this-measurement",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=(re_path("", lambda request: HttpResponse(body, status=status, headers=headers)),),
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
    )
    django.setup()
    return WSGIHandler()
