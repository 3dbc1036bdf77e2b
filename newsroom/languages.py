"""The languages that stories and the interface can have: those Django knows by name and direction."""

from django.conf import settings


def languages() -> list[tuple[str, str]]:
    return settings.LANGUAGES


def site_language() -> str:
    return settings.LANGUAGE_CODE


def site_zone() -> str:
    return settings.TIME_ZONE
