"""The languages that stories and the interface can have: those Django knows by name and direction."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.conf.locale import LANG_INFO


def languages() -> list[tuple[str, str]]:
    return settings.LANGUAGES


def interface_languages() -> list[tuple[str, str]]:
    """Those the interface is translated into, each under its own name; English is what it is written in."""
    return [(code, LANG_INFO[code]["name_local"]) for code in ("en", *translated()) if code in LANG_INFO]


@cache
def translated() -> tuple[str, ...]:
    return tuple(
        sorted(
            file.parts[-3].replace("_", "-").lower()
            for file in Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.mo")
        )
    )


def site_language() -> str:
    return settings.LANGUAGE_CODE


def site_zone() -> str:
    return settings.TIME_ZONE
