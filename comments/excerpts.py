"""A comment's text in pieces, so that a page can mark what a rule matched."""

from collections.abc import Iterable
from typing import NamedTuple

from comments.models import Objection


class Piece(NamedTuple):
    text: str
    is_marked: bool = False


def pieces(body: str, objections: Iterable[Objection], around: int = 160) -> list[Piece]:
    """What stands around the first match, or the beginning where nothing was matched; cut ends are shown by an ellipsis."""
    spans = _spans(body, objections)
    first = max(0, spans[0][0] - around) if spans else 0
    last = min(len(body), first + 3 * around)
    found, at = [Piece("…")] if first else [], first
    for start, end in spans:
        if start >= last:
            break
        found += [Piece(body[at:start]), Piece(body[start : min(end, last)], True)]
        at = end
    found.append(Piece(body[at:last] + ("…" if last < len(body) else "")))
    return [piece for piece in found if piece.text]


def _spans(body, objections) -> list[tuple[int, int]]:
    """In the order of the text; those that touch are one."""
    found: list[tuple[int, int]] = []
    places = [
        (one.position, one.position + len(one.text)) for one in objections if one.text and one.position is not None
    ]
    for start, end in sorted(places):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif start < len(body):
            found.append((start, end))
    return found
