"""What every answer carries, and what is answered before anything else."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError

from tests.factories import a_story, an_editor

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def a_file():
    default_storage.save("images/ab/drawing.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))


@pytest.mark.parametrize(
    "path",
    ["/", "/stories/", "/nothing/", "/accounts/login/", "/admin/login/", "/media/images/ab/drawing.svg", "/media/no"],
)
@pytest.mark.parametrize("host", ["localhost", "evil.example.com"])
def test_no_answer_lacks_its_armour(client, a_file, path, host):
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 400 if host != "localhost" else answer.status_code in (200, 302, 404)
    for name, value in ALWAYS.items():
        assert answer[name] == value, name
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "camera=()" in answer["Permissions-Policy"]
    if not path.startswith("/admin/"):
        assert "unsafe" not in policy


def test_public_pages_may_load_scripts_and_styles_of_the_site_only(client):
    policy = dict(part.strip().partition(" ")[::2] for part in client.get("/")["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["object-src"] == policy["frame-ancestors"] == "'none'"


def test_uploads_cannot_act(client, a_file):
    answer = client.get("/media/images/ab/drawing.svg")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["/media/../settings.py", "/media/%2e%2e/manage.py", "/media//etc/passwd", "/media/images/", "/media/%00"]
)
def test_uploads_lead_nowhere_else(client, a_file, path):
    assert client.get(path).status_code in (400, 404)


def test_a_host_that_is_not_the_sites_is_refused_without_repeating_it(client):
    answer = client.get("/", headers={"host": "evil.example.com"})
    assert answer.status_code == 400
    assert b"evil" not in answer.content
    assert "no-store" in answer["Cache-Control"]


def test_a_forged_forwarded_host_changes_nothing(client):
    client.get("/")
    answer = client.get("/", headers={"x-forwarded-host": "evil.example.com", "x-forwarded-proto": "https"})
    assert b"evil" not in answer.content
    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["get", "head"])
def test_health_is_answered_to_probes_by_any_address(client, settings, method):
    settings.SECURE_SSL_REDIRECT = True
    for path, text in (("/healthz", b"ok\n"), ("/readyz", b"ready\n")):
        answer = getattr(client, method)(path, headers={"host": "10.1.2.3:8000"})
        assert answer.status_code == 200
        assert answer.content == (text if method == "get" else b"")
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies


def test_ready_means_a_database_that_answers(client, monkeypatch):
    class Gone:
        def cursor(self):
            raise OperationalError("gone")

        def close(self):
            pass

    monkeypatch.setattr("newsroom.health.connection", Gone())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")
    assert client.get("/healthz").status_code == 200


def test_ready_means_migrated_and_is_then_cheap(client, monkeypatch, django_assert_num_queries):
    from newsroom import health

    monkeypatch.setattr(health._migrated, "once", False)
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_a: ["one to do"])
    assert b"migrate" in client.get("/readyz").content
    monkeypatch.undo()
    assert client.get("/readyz").status_code == 200
    with django_assert_num_queries(1):
        client.get("/readyz")


def test_a_strangers_page_asks_for_no_cookie_and_may_be_shared_for_a_second(client):
    answer = client.get("/")
    assert "s-maxage=1" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_known_persons_page_is_nobody_elses(client):
    client.force_login(an_editor())
    assert client.get("/")["Cache-Control"] == "private, no-store"


def test_what_was_seen_before_is_answered_with_304(client):
    story = a_story()
    tag = client.get(story.get_absolute_url())["ETag"]
    answer = client.get(story.get_absolute_url(), headers={"if-none-match": tag})
    assert answer.status_code == 304
    assert "Content-Security-Policy" not in answer, "it would replace the policy of the page that the browser keeps"


@pytest.mark.parametrize(("accept", "encoding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None), ("gzip;q=0", None)])
def test_pages_are_compressed_as_asked_and_the_same_each_time(client, accept, encoding):
    first, second = (client.get("/", headers={"accept-encoding": accept}) for _time in range(2))
    assert first.get("Content-Encoding") == encoding
    assert first.content == second.content
    assert "Accept-Encoding" in first["Vary"]


def test_a_body_too_large_is_refused_before_it_is_read(client, settings):
    settings.REQUEST_MAX_BYTES = 1000
    answer = client.post("/accounts/login/", {"login": "x" * 2000})
    assert answer.status_code == 413
    assert client.generic("POST", "/accounts/login/", b"", CONTENT_LENGTH="-1").status_code == 413


def test_plain_http_is_redirected_where_the_site_is_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 31536000
    answer = client.get("/", headers={"host": "localhost"})
    assert (answer.status_code, answer.url) == (301, "https://localhost/")
    answer = client.get("/", headers={"x-forwarded-proto": "https"})
    assert answer.status_code == 200
    assert re.match(r"max-age=31536000", answer["Strict-Transport-Security"])


def test_a_fault_before_the_session_has_its_page_too(client, monkeypatch):
    client.raise_request_exception = False

    def broken(*_args):
        raise RuntimeError("broken")

    monkeypatch.setattr("newsroom.sessions.Sessions.process_request", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert b"<!doctype html>" in answer.content
