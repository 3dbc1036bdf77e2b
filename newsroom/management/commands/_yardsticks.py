"""What `manage.py bench` measures against: the same bytes from a bare WSGI function and from a bare Django view."""

import os
from pathlib import Path

BODY = Path(os.environ.get("BENCH_BODY", os.devnull)).read_bytes()
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))]


def constant(_environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]


def django_constant():
    """Django with its default middleware and one view that answers a constant."""
    import django
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse
    from django.urls import re_path

    settings.configure(
        SECRET_KEY="only-for-this-measurement",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=(re_path("", lambda request: HttpResponse(BODY)),),
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
