"""Reads settings from the environment; a wrong value stops the start with a sentence that says how to mend it."""

import ipaddress
import os
import re
import secrets
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

environ = Env()
HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.IGNORECASE)


def _wrong(name: str, value: object, mend: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is {str(value)!r}, which cannot be used. {mend}")


def _secret(name: str, mend: str) -> ImproperlyConfigured:
    """The same for values that may hold a password, which is not repeated."""
    return ImproperlyConfigured(f"{name} cannot be used as it is. {mend}")


def needs(name: str, module: str) -> None:
    if not find_spec(module):
        raise ImproperlyConfigured(
            f"{name} needs the package {module}, which is not installed. Install it with "
            "`.venv/bin/python -m pip install --require-hashes --no-deps -r requirements/production.txt`."
        )


def _split(value: str) -> SplitResult | None:
    """The parts of an address, or None where it has no possible host or port."""
    try:
        parts = urlsplit(value)
        _port = parts.port
    except ValueError:
        return None
    return parts


def text(name: str, default: str = "") -> str:
    """The value without surrounding spaces; an empty value counts as not set."""
    return environ.str(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if value not in ("", "0", "1", "no", "yes", "off", "on", "false", "true"):
        raise _wrong(name, text(name), "Use 1 or 0.")
    return value in ("1", "yes", "on", "true") if value else default


def number(name: str, default: int, least: int, most: int) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not least <= int(value) <= most:
        raise _wrong(name, value, f"Use a whole number from {least} to {most}.")
    return int(value)


RATE_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def rate(name: str, default: str) -> tuple[int, int]:
    """How often something may be done: '30/hour' or '5/10 minutes', as tries and seconds."""
    found = re.fullmatch(r"([1-9]\d{0,8})\s*/\s*(?:([1-9]\d{0,2})\s*)?(second|minute|hour|day)s?", text(name, default))
    if not found:
        raise _wrong(name, text(name), "Use tries and a time, as in 30/hour or 5/10 minutes.")
    tries, times, unit = found.groups()
    return int(tries), int(times or 1) * RATE_UNITS[unit]


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in choices:
        raise _wrong(name, value, f"Use one of: {', '.join(choices)}.")
    return value


def zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _wrong(name, value, "Use the name of a time zone, such as Europe/Berlin.") from None
    return value


def host(name: str, default: str) -> str:
    """What to listen on: an address or a name of this machine."""
    value = text(name, default).strip("[]")
    if not _is_address(value) and not HOST_NAME.fullmatch(value):
        raise _wrong(name, value, "Use 127.0.0.1 for this machine alone, 0.0.0.0 for every network it is in.")
    return value


def local_url(host: str, port: int) -> str:
    """Where a server listening on `host` is found from the same machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def site_url(name: str, default: str) -> str:
    """An origin, 'https://news.example.org': no path, no slash at the end."""
    value = text(name, default).rstrip("/")
    parts = _split(value)
    good = (
        parts
        and parts.scheme in ("http", "https")
        and parts.hostname
        and (_is_address(parts.hostname) or HOST_NAME.fullmatch(parts.hostname))
        and not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    )
    if not good:
        raise _wrong(name, value, "Use scheme and host only, as in https://news.example.org.")
    return value.lower()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


def networks(name: str, default: str = "") -> list:
    """Addresses and networks, separated by commas: '10.0.0.0/8, 192.0.2.7'."""
    try:
        return [ipaddress.ip_network(part.strip()) for part in text(name, default).split(",") if part.strip()]
    except ValueError:
        raise _wrong(name, text(name), "Use addresses or networks separated by commas, as in 10.0.0.0/8.") from None


def folder(name: str, default: Path) -> Path:
    """A folder that exists and can be written when this returns; one made here is for its owner alone."""
    value = text(name, str(default))
    try:
        path = Path(value).expanduser().resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _wrong(name, value, f"The folder cannot be made ({reason}). Name one that can.") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise _wrong(name, value, "This user may not write there. Name another folder or change its owner.")
    return path


def database(name: str, default: str) -> dict:
    """Django's settings for SQLite or PostgreSQL."""
    mend = "Use postgres://user:password@host:5432/name or sqlite:////absolute/path.sqlite3."
    value = text(name)
    parts = _split(value or default)
    if not parts or parts.scheme not in ("postgres", "postgresql", "sqlite") or not parts.path.strip("/"):
        raise _secret(name, mend)
    try:
        config = environ.dj_db_url(name) if value else environ.dj_db_url("", default)
    except (EnvError, ValueError, KeyError):
        raise _secret(name, mend) from None
    if parts.scheme != "sqlite":
        needs(name, "psycopg")
        needs(name, "psycopg_pool")
    elif not os.access(Path(config["NAME"]).parent, os.W_OK | os.X_OK) or Path(config["NAME"]).is_dir():
        raise _wrong(name, value, f"SQLite needs a file in a folder that exists and can be written. {mend}")
    return config


def cache(name: str) -> dict:
    """Redis, or the memory of the process while nothing is set."""
    value = text(name)
    if value in ("", "locmem://"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    parts = _split(value)
    if (
        not parts
        or parts.scheme not in ("redis", "rediss")
        or not parts.hostname
        or not re.fullmatch(r"(/\d*)?", parts.path)
    ):
        raise _secret(name, "Use redis://host:6379/0, or leave it empty for the memory of the process.")
    needs(name, "redis")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value, "KEY_PREFIX": "newsroom"}


SMTP = {
    "smtp": {"EMAIL_PORT": 25},
    "submission": {"EMAIL_PORT": 587, "EMAIL_USE_TLS": True},
    "smtps": {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True},
}


def email(name: str, folder: Path) -> dict:
    """Where mail goes: an SMTP server, the terminal, or files in `folder` while nothing is set."""
    backends = "django.core.mail.backends"
    value = text(name)
    if not value:
        return {"EMAIL_BACKEND": f"{backends}.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder)}
    if value == "console://":
        return {"EMAIL_BACKEND": f"{backends}.console.EmailBackend"}
    parts = _split(value)
    if not parts or parts.scheme not in SMTP or not parts.hostname or parts.path.strip("/") or parts.query:
        raise _secret(
            name,
            "Use submission://user:password@mail.example.org:587 (STARTTLS), smtps://… (TLS, port 465) or smtp://… "
            "(neither); write @, : and / inside a password as %40, %3A and %2F.",
        )
    return {
        "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_TIMEOUT": 10,
        **SMTP[parts.scheme],
        **({"EMAIL_PORT": parts.port} if parts.port else {}),
    }


def media_store(name: str, folder: Path) -> dict:
    """Django's storage for uploads: a folder, or 's3://key:secret@endpoint/bucket?region=…&url=https://cdn…'."""
    value = text(name)
    if not value:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder), "base_url": "/media/"},
        }
    mend = "Use s3://key:secret@endpoint/bucket?region=…&url=https://media.example.org."
    parts = _split(value)
    if not parts or parts.scheme != "s3" or not parts.hostname:
        raise _secret(name, mend)
    query = dict(parse_qsl(parts.query))
    bucket = parts.path.strip("/")
    public = _split(query.get("url", "https://media"))
    if (
        not bucket
        or "/" in bucket
        or set(query) - {"region", "url"}
        or not public
        or public.scheme != "https"
        or not public.hostname
    ):
        raise _secret(name, mend)
    needs(name, "storages")
    endpoint = f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint,
        "querystring_auth": False,
        "file_overwrite": True,
        "default_acl": None,
        "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
    }
    if parts.username:
        options |= {"access_key": unquote(parts.username), "secret_key": unquote(parts.password or "")}
    if "region" in query:
        options["region_name"] = query["region"]
    if "url" in query:
        options["custom_domain"] = public.netloc
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


CDN = {
    "fastly": "https://api.fastly.com/service/{}/purge",
    "cloudflare": "https://api.cloudflare.com/client/v4/zones/{}/purge_cache",
}


def cdn(name: str) -> dict:
    """Whom to ask to forget pages: kind, address and token; empty while nothing is set."""
    value = text(name)
    if not value:
        return {}
    kind, _colon, rest = value.partition("://")
    token, _at, place = rest.rpartition("@")
    token = unquote(token)
    url = CDN[kind].format(place) if kind in CDN and place.isalnum() else f"{kind}://{place}"
    parts = _split(url)
    if (
        not parts
        or parts.scheme not in ("http", "https")
        or not parts.hostname
        or not all(re.fullmatch(r"[!-~]+", part) for part in (token, place))
    ):
        raise _secret(
            name,
            "Use fastly://token@service-id, cloudflare://token@zone-id or, for a cache of your own that understands "
            "PURGE, https://token@cache.example.org/; write @, : and / inside a token as %40, %3A and %2F.",
        )
    return {"kind": kind if kind in CDN else "own", "url": url, "token": token}


def secret_key(name: str, folder: Path, *, required: str) -> str:
    """The key that signs sessions and links; a private site makes its own and keeps it in the data folder.

    `required` says why a key must be given, or is empty.
    """
    value = text(name)
    make = "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` makes one"
    if value and (len(value) < 32 or len(set(value)) < 5):
        raise _secret(name, f"It is too easy to guess: use at least 32 random characters; {make}.")
    if value:
        return value
    if required:
        raise ImproperlyConfigured(
            f"{name} is not set, but {required}. Set it to 50 random characters and keep it; {make}."
        )
    return _kept_key(folder / "secret_key")


def _kept_key(path: Path) -> str:
    try:
        if not path.exists():
            # Written aside and linked into place, so that no other process ever reads half a key.
            draft = path.with_name(f"secret_key.{os.getpid()}.{secrets.token_hex(4)}")
            draft.touch(0o600)
            draft.write_text(secrets.token_urlsafe(50))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        key = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The file {path} cannot be used: {error.strerror}. Mend it or set SECRET_KEY."
        ) from None
    if len(key) < 32:
        raise ImproperlyConfigured(f"The file {path} holds no key. Delete it; the next start makes a new one.")
    return key
