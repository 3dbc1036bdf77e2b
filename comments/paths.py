"""Where a comment stands in its thread: a path of segments that sorts threads depth first, older answers first.

A segment is the moment of writing (ms, base 36, 9 digits) and two random digits, so that it is known before the insert.
"""

import secrets
import time

from django.db import models

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SEGMENT = 11
LEVELS = 32
AFTER = "~"  # sorts after every digit: what lies between 'path' and 'path~' is below it


class PathField(models.CharField):
    """Sorted byte by byte on every engine."""

    def db_parameters(self, connection):
        return super().db_parameters(connection) | ({"collation": "C"} if connection.vendor == "postgresql" else {})


def _base36(number: int, digits: int) -> str:
    text = ""
    for _digit in range(digits):
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text


def segment(ms: int | None = None) -> str:
    """A new segment for this moment, or for one in Unix milliseconds."""
    return _base36(ms if ms is not None else time.time_ns() // 1_000_000, 9) + _base36(secrets.randbelow(36 * 36), 2)


def below(parent: str, ms: int | None = None) -> str:
    """The path of a new answer. Beyond LEVELS it stands beside what it answers; the true parent is kept elsewhere."""
    return parent[: SEGMENT * (LEVELS - 1)] + segment(ms)


def root(path: str) -> str:
    return path[:SEGMENT]


def level(path: str) -> int:
    """0 for the comment that begins a thread."""
    return len(path) // SEGMENT - 1
