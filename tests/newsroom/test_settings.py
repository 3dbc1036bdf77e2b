"""Settings from the environment: nothing set works, and a wrong value is a sentence that says how to mend it."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.core.exceptions import ImproperlyConfigured

KEY = "k3y-0123456789-abcdefghijklmnopqrstuvwxyz"
PUBLIC = {
    "SITE_URL": "https://news.example.org",
    "BEHIND_TLS_PROXY": "1",
    "EMAIL_URL": "smtps://news:p%40ss@mail.example.org",
    "SECRET_KEY": KEY,
}


@pytest.fixture
def read(monkeypatch, tmp_path):
    """Settings as they come out of an environment with nothing but these values."""

    def read(**environment):
        for name in [name for name in os.environ if name.isupper() and name not in ("PATH", "HOME", "LANG")]:
            monkeypatch.delenv(name)
        for name, value in ({"DATA_DIR": str(tmp_path / "data")} | environment).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(Path(ours.BASE_DIR) / "newsroom/settings.py"))

    return read


def test_nothing_set_is_a_private_local_site(read, tmp_path):
    settings = read()
    assert settings["SITE_URL"] == "http://127.0.0.1:8000"
    assert settings["PRIVATE"]
    assert not settings["DEBUG"]
    assert settings["DATABASES"]["default"]["NAME"] == str(tmp_path / "data/newsroom.sqlite3")
    assert settings["EMAIL_FILE_PATH"] == str(tmp_path / "data/mail")


def test_the_key_of_a_private_site_is_made_once_and_readable_by_its_owner_only(read, tmp_path):
    first = read()["SECRET_KEY"]
    assert len(first) > 50
    assert read()["SECRET_KEY"] == first
    assert (tmp_path / "data/secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_a_production_site_starts_with_its_four_settings(read):
    settings = read(**PUBLIC)
    assert settings["PRODUCTION"]
    assert settings["ALLOWED_HOSTS"] == ["news.example.org"]
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] >= 31536000
    assert settings["EMAIL_PORT"] == 465
    assert settings["EMAIL_USE_SSL"]
    assert settings["EMAIL_HOST_PASSWORD"] == "p@ss"


@pytest.mark.parametrize("name", ["EMAIL_URL", "SECRET_KEY", "BEHIND_TLS_PROXY"])
def test_a_public_site_does_not_start_without(read, name):
    with pytest.raises(ImproperlyConfigured, match=name):
        read(**{key: value for key, value in PUBLIC.items() if key != name})


def test_a_server_database_needs_a_key_of_its_own(read):
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY is not set, but the database is on a server"):
        read(DATABASE_URL="postgres://news@db.example.org/news")
    database = read(DATABASE_URL="postgres://news@db.example.org/news", SECRET_KEY=KEY)["DATABASES"]["default"]
    assert database["HOST"] == "db.example.org"


def test_the_data_folder_exists_even_when_a_key_is_set(read, tmp_path):
    read(SECRET_KEY=KEY, DATA_DIR=str(tmp_path / "a/b"))
    assert (tmp_path / "a/b").is_dir()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "news.example.org"),
        ("SITE_URL", "ftp://news.example.org"),
        ("SITE_URL", "http://127.0.0.1:8000/news"),
        ("SITE_URL", "http://[::1"),
        ("SITE_URL", "http://127.0.0.1:80000"),
        ("SITE_URL", "http://user@127.0.0.1"),
        ("SITE_URL", "http://a b"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("DATA_DIR", "/dev/null"),
        ("DATA_DIR", "/dev/null/data"),
        ("DATA_DIR", "~nobody-of-this-name/data"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://localhost/news"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:////no/such/folder/news.sqlite3"),
        ("DATABASE_URL", "postgres://localhost"),
        ("DATABASE_URL", "postgres://localhost:port/news"),
        ("CACHE_URL", "bar://"),
        ("CACHE_URL", "redis://localhost:port"),
        ("CACHE_URL", "redis://localhost/first"),
        ("MEDIA_STORE_URL", "/srv/media"),
        ("MEDIA_STORE_URL", "s3://key:secret@endpoint"),
        ("MEDIA_STORE_URL", "s3://key:secret@endpoint/bucket?colour=red"),
        ("MEDIA_STORE_URL", "s3://key:secret@endpoint/bucket?url=media.example.org"),
        ("EMAIL_URL", "foo"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "submission://mail.example.org:port"),
        ("CDN_URL", "cdn.example.org"),
        ("CDN_URL", "fastly://0123456789"),
        ("CDN_URL", "fastly://token@a/b"),
        ("CDN_URL", "fastly://@4UiI4ODITcAJv2z4ezJTFC"),
        ("CDN_URL", "cloudflare://token@"),
        ("CDN_URL", "akamai://token@property"),
        ("CDN_URL", "https://cache.example.org/"),
        ("CDN_URL", "https://token@"),
        ("CDN_URL", "https://token@cache.example.org:port/"),
        ("CDN_URL", "https://to%0Aken@cache.example.org/"),
        ("CDN_SECONDS", "0"),
        ("CDN_SECONDS", "1 minute"),
        ("HOST", "not a host"),
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "٨٠٠٠"),
        ("WORKERS", "-1"),
        ("WORKERS", "1.5"),
        ("THREADS", "many"),
        ("DEBUG", "maybe"),
        ("ACCESS_LOG", "2"),
        ("BEHIND_TLS_PROXY", "perhaps"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
        ("TIME_ZONE", "Berlin"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("LANGUAGE_CODE", "klingon"),
        ("WORKER", "magic"),
        ("IMAGE_MAX_MEGABYTES", "lots"),
        ("IMAGE_MAX_MEGAPIXELS", "0"),
        ("REQUEST_MAX_MEGABYTES", "1"),
    ],
)
def test_a_wrong_value_is_named_with_its_mend(read, name, value):
    with pytest.raises(ImproperlyConfigured) as caught:
        read(**{name: value})
    sentence = str(caught.value)
    assert sentence.startswith(name)
    assert any(word in sentence for word in ("Use ", "use ", "Name "))
    assert "\n" not in sentence


@pytest.mark.parametrize("name", ["CACHE_URL", "CDN_URL", "DATABASE_URL", "EMAIL_URL", "MEDIA_STORE_URL", "SECRET_KEY"])
def test_a_sentence_never_repeats_a_password(read, name):
    with pytest.raises(ImproperlyConfigured) as caught:
        read(**{name: "x://u:hunter2"})
    assert "hunter2" not in str(caught.value)


def test_work_on_redis_needs_a_redis(read):
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
        read(WORKER="redis")
    settings = read(WORKER="redis", CACHE_URL="redis://:secret@localhost:6379/3")
    assert settings["TASKS"]["default"]["BACKEND"] == "django_tasks_rq.RQBackend"
    assert settings["CACHES"]["default"]["LOCATION"] == "redis://:secret@localhost:6379/3"


def test_a_package_that_is_missing_is_named_with_the_way_to_install_it(read, monkeypatch):
    monkeypatch.setattr("newsroom.env.find_spec", lambda module: None)
    with pytest.raises(ImproperlyConfigured, match=r"psycopg.*requirements/production\.txt"):
        read(DATABASE_URL="postgres://db/news", SECRET_KEY=KEY)
    with pytest.raises(ImproperlyConfigured, match=r"redis.*requirements/production\.txt"):
        read(CACHE_URL="redis://localhost")


def test_a_cdn_is_asked_at_its_own_address_with_the_token_beside_it(read):
    assert read()["CDN"] == {}
    assert read(CDN_URL="fastly://to%40ken@4UiI4ODITcAJv2z4ezJTFC")["CDN"] == {
        "kind": "fastly",
        "url": "https://api.fastly.com/service/4UiI4ODITcAJv2z4ezJTFC/purge",
        "token": "to@ken",
    }
    cloudflare = read(CDN_URL="cloudflare://token@023e105f4ecef8ad9ca31a8372d0c353", CDN_SECONDS="600")
    assert cloudflare["CDN"]["url"].endswith("/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache")
    assert cloudflare["CDN_SECONDS"] == 600
    own = read(CDN_URL="http://token@127.0.0.1:6081/purge")["CDN"]
    assert own == {"kind": "own", "url": "http://127.0.0.1:6081/purge", "token": "token"}


def test_debug_is_refused_on_a_public_site(read):
    with pytest.raises(ImproperlyConfigured, match="DEBUG"):
        read(**PUBLIC, DEBUG="1")


def test_behind_a_proxy_on_the_same_machine_its_word_about_addresses_is_taken(read):
    assert [str(network) for network in read(**PUBLIC)["TRUSTED_PROXIES"]] == ["127.0.0.0/8", "::1/128"]
    assert read()["TRUSTED_PROXIES"] == []


def test_listening_everywhere_is_still_a_local_site(read):
    assert read(HOST="0.0.0.0", PORT="9000")["SITE_URL"] == "http://127.0.0.1:9000"
    assert read(HOST="::1", PORT="9000")["SITE_URL"] == "http://[::1]:9000"


def test_the_command_line_prints_the_sentence_and_no_traceback(tmp_path):
    for command in ("start", "check", "migrate", "create_account"):
        done = subprocess.run(
            [sys.executable, "manage.py", command],
            cwd=ours.BASE_DIR,
            env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": "abc"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        assert done.stderr.strip() == "PORT is 'abc', which cannot be used. Use a whole number from 1 to 65535."
