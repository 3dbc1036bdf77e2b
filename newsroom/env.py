"""Reads settings from the environment; a wrong value stops the start with a sentence that says how to mend it."""

import ipaddress
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

environ = Env()


def _wrong(name: str, value: object, mend: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is {str(value)!r}, which cannot be used. {mend}")


def text(name: str, default: str = "") -> str:
    """The value without surrounding spaces; an empty value counts as not set."""
    return environ.str(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    try:
        return environ.bool(name, default) if text(name) else default
    except EnvError:
        raise _wrong(name, text(name), "Use 1 or 0.") from None


def number(name: str, default: int, least: int, most: int) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise _wrong(name, value, f"Use a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in choices:
        raise _wrong(name, value, f"Use one of: {', '.join(choices)}.")
    return value


def site_url(name: str, default: str) -> str:
    """An origin, 'https://news.example.org': no path, no slash at the end."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise _wrong(name, value, "Use scheme and host only, as in https://news.example.org.")
    return value


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def networks(name: str) -> list:
    """Addresses and networks, separated by commas: '10.0.0.0/8, 192.0.2.7'."""
    try:
        return [ipaddress.ip_network(part.strip()) for part in text(name).split(",") if part.strip()]
    except ValueError:
        raise _wrong(name, text(name), "Use addresses or networks separated by commas, as in 10.0.0.0/8.") from None


def folder(name: str, default: Path) -> Path:
    """A folder that exists when this returns, made if need be."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _wrong(name, path, f"The folder cannot be made: {error.strerror}.") from None
    return path


def database(name: str, default: str) -> dict:
    try:
        return environ.dj_db_url(name, default) if text(name) else environ.dj_db_url("", default)
    except (EnvError, ValueError, KeyError):
        raise _wrong(
            name, "…", "Use postgres://user:password@host:5432/name or sqlite:////absolute/path.sqlite3."
        ) from None


def cache(name: str, default: str) -> dict:
    try:
        return environ.dj_cache_url(name, default) if text(name) else environ.dj_cache_url("", default)
    except (EnvError, ValueError, KeyError):
        raise _wrong(name, "…", "Use redis://host:6379/0, or leave it empty for the memory of the process.") from None


def email(name: str, folder: Path) -> dict:
    """Where mail goes: an SMTP server, or files in `folder` while nothing is set."""
    if not text(name):
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder)}
    try:
        return environ.dj_email_url(name)
    except (EnvError, ValueError, KeyError):
        raise _wrong(name, "…", "Use submission://user:password@mail.example.org:587 or smtps://….") from None


def media_store(name: str, folder: Path) -> dict:
    """Django's storage for uploads: a folder, or 's3://key:secret@endpoint/bucket?region=…&url=https://cdn…'."""
    value = text(name)
    if not value:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder), "base_url": "/media/"},
        }
    parts = urlsplit(value)
    query = dict(parse_qsl(parts.query))
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not parts.hostname or not bucket or "/" in bucket or set(query) - {"region", "url"}:
        raise _wrong(name, "…", "Use s3://key:secret@endpoint/bucket?region=…&url=https://media.example.org.")
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
        options["custom_domain"] = urlsplit(query["url"]).netloc
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def secret_key(name: str, folder: Path, *, required: str) -> str:
    """The key that signs sessions and links; a private site makes its own and keeps it in the data folder.

    `required` says why a key must be given, or is empty.
    """
    value = text(name)
    if value and len(value) < 32:
        raise _wrong(
            name,
            "…",
            "Use at least 32 characters, as `python -c 'import secrets; print(secrets.token_urlsafe(50))'` makes.",
        )
    if value:
        return value
    if required:
        raise ImproperlyConfigured(
            f"{name} is not set, but {required}. Set {name} to 50 random characters and keep it."
        )
    path = folder / "secret_key"
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text().strip()
