"""What the index keeps of a story and of a creator: words in their order, marks to filter by, and what weighs more."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from articles.search import terms

FIRST_DAY = datetime(1900, 1, 1, tzinfo=UTC)
ID_BITS = 29
LAST_SECOND = (1 << 34) - 1
BEFORE_STORIES = -(1 << 60)  # creators have the places below
MOST_WORDS, MOST_BYTES = 40_000, 800_000  # PostgreSQL takes a megabyte
GAP = "§"  # between parts, so that no phrase reaches across; no token has this letter
OFTEN, SALIENT = 2, 16


@dataclass
class Document:
    place: int
    words: list[str]
    marks: list[str]
    head: str  # words of the title, a line of words that recur, a line of marks; each between spaces


def place_of_story(pk: int, goes_live: datetime | None) -> int:
    """Where it stands: what is ready by its moment, so that the newest are the last; everything else below zero."""
    return (_second(goes_live) << ID_BITS) + (pk & ((1 << ID_BITS) - 1)) if goes_live else -pk


def first_place_after(moment: datetime) -> int:
    """Above all stories that are live at that moment, and no higher."""
    return (_second(moment) + 1) << ID_BITS


def moment_of(place: int) -> datetime:
    return FIRST_DAY + timedelta(seconds=place >> ID_BITS)


def place_of_creator(pk: int) -> int:
    return BEFORE_STORIES - pk


def of_creator(pk: int, name: str) -> Document:
    return Document(place_of_creator(pk), terms.tokens(name), [], "")


def of_story(place: int, language: str, parts: list[str], marks: list[str]) -> Document:
    """`parts` are title, subtitle and body, in plain words."""
    stemmed = [terms.stems(part, language) for part in parts]
    words = [word for part in stemmed for word in (*part, GAP)]
    lines = [stemmed[0], _salient(words), marks]
    return Document(place, _bounded(words), marks, "\n".join(f" {' '.join(line)} " for line in lines))


def creator_mark(pk: int) -> str:
    return f"{GAP}c{pk}"


def topic_mark(pk: int) -> str:
    return f"{GAP}t{pk}"


def tag_mark(pk: int) -> str:
    return f"{GAP}g{pk}"


def _salient(words) -> list[str]:
    """Words that come back. Short ones come back in every text and say little of it, where words have letters."""
    counted = Counter(word for word in words if len(word) > 3 or terms.is_unspaced(word)).most_common(SALIENT)
    return [word for word, times in counted if times >= OFTEN]


def _bounded(words) -> list[str]:
    words = words[:MOST_WORDS]
    size = 0
    for number, word in enumerate(words):
        size += len(word.encode()) + 6
        if size > MOST_BYTES:
            return words[:number]
    return words


def _second(moment) -> int:
    return min(max(0, int((moment - FIRST_DAY).total_seconds())), LAST_SECOND)
