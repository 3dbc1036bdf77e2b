"""A comment as it was typed, in pieces, so that a page can mark what the rules met in it."""

from collections.abc import Iterable
from typing import NamedTuple

from comments.models import Objection


class Piece(NamedTuple):
    text: str
    is_marked: bool = False


def pieces(body: str, objections: Iterable[Objection]) -> list[Piece]:
    """The whole text. What it does not say (any more) at its place is left out."""
    return _between(body, _spans(body, objections), 0, len(body))


def excerpt(body: str, objections: Iterable[Objection], around: int = 160) -> list[Piece]:
    """What stands around the first match, or the beginning where nothing was matched; cut ends are shown by an ellipsis."""
    spans = _spans(body, objections)
    first = max(0, spans[0][0] - around) if spans else 0
    last = min(len(body), first + 3 * around)
    begin = [Piece("…")] if first else []
    return begin + _between(body, spans, first, last, "…" if last < len(body) else "")


def _between(body, spans, first, last, end="") -> list[Piece]:
    found, at = [], first
    for start, stop in spans:
        if start >= last:
            break
        found += [Piece(body[at:start]), Piece(body[start : min(stop, last)], True)]
        at = stop
    found.append(Piece(body[at:last] + end))
    return [piece for piece in found if piece.text]


def _spans(body, objections) -> list[tuple[int, int]]:
    """In the order of the text; those that touch are one, for two rules may meet the same words."""
    found: list[tuple[int, int]] = []
    places = [
        (one.position, one.position + len(one.text))
        for one in objections
        if one.text and one.position is not None and body.startswith(one.text, one.position)
    ]
    for start, end in sorted(places):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
