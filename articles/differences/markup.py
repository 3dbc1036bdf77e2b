"""How differences are written: <ins> and <del> that say so in words too, and folds over what did not change."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles.differences.leaf import Leaf
from newsroom.html import drawn, joined

NAME = re.compile(r"<([a-z0-9]+)")
SPACE = drawn(" ")
NOTHING = joined([])
CLOSE = drawn(">")
NAMED = ("caption", "picture", "row")
LEAST_FOLDED = 2


@dataclass(slots=True)
class Row:
    """A leaf as it is shown: `inside` is its text with what went and what came."""

    leaf: Leaf
    inside: SafeString | None = None
    changed: bool = False


def marked(status: str, html: SafeString) -> SafeString:
    """What was "added" or "removed"."""
    start, end = _mark(status, get_language())
    return joined([start, html, end])


@cache
def _mark(status, language) -> tuple[SafeString, SafeString]:
    name, says = ("ins", _("Added:")) if status == "added" else ("del", _("Removed:"))
    return format_html('<{}><span class="unseen">{} </span>', name, says), format_html("</{}>", name)


def line(stretches) -> SafeString:
    """The words of one leaf in a row."""
    parts = []
    for gone, came, same in stretches:
        if gone:
            parts += [marked("removed", _run(gone)), SPACE if gone[-1].space or came else NOTHING]
        if came:
            parts += [marked("added", _run(came)), SPACE if came[-1].space else NOTHING]
        if same:
            parts += [_run(same), SPACE if same[-1].space else NOTHING]
    return joined(parts)


def _run(tokens) -> SafeString:
    """Some words with their formatting, which begins and ends among them."""
    parts = []
    for marks, some in groupby(tokens, key=lambda token: token.marks):
        some = list(some)
        inside = [piece for token in some for piece in ((token.html, SPACE) if token.space else (token.html,))]
        after = [inside.pop()] if some[-1].space else []
        parts += [_in(marks, joined(inside)), *after]
    if tokens[-1].space:
        parts.pop()
    return joined(parts)


def _in(marks, html) -> SafeString:
    if not marks:
        return html
    ends = [format_html("</{}>", NAME.match(mark)[1]) for mark in reversed(marks)]
    return joined([*marks, html, *ends])


def whole(leaf: Leaf) -> SafeString:
    """The text of a leaf as it is."""
    return joined(_in(piece.marks, piece.html) for piece in leaf.pieces)


def page(rows: list[Row]) -> SafeString:
    parts = []
    for changed, some in groupby(rows, key=lambda row: row.changed):
        some = list(some)
        shown = _standing(some)
        if not changed and len(some) >= LEAST_FOLDED:
            shown = _folded(len(some), shown)
        parts.append(shown)
    return joined(parts)


def _folded(number, html):
    says = ngettext("%(number)d paragraph unchanged.", "%(number)d paragraphs unchanged.", number) % {"number": number}
    fold = '<details class="skipped"><summary dir="auto">{} <span>{}</span></summary>{}</details>\n'
    return format_html(fold, says, _("Show them"), html)


def _standing(rows) -> SafeString:
    """Leaves in the lists and quotes that they stand in."""
    parts, within = [], ()
    for row in rows:
        common = 0
        while common < min(len(within), len(row.leaf.within)) and within[common] == row.leaf.within[common]:
            common += 1
        parts += _closing(within, common)
        parts += _opening(row.leaf.within, common)
        within = row.leaf.within
        parts.append(_leaf(row.leaf, whole(row.leaf) if row.inside is None else row.inside, within))
    return joined([*parts, *_closing(within, 0)])


def _opening(within, depth):
    for place in range(depth, len(within)):
        if place and _is_list(within[place - 1]):
            yield drawn('<li class="inner">')
        yield within[place]


def _closing(within, depth):
    for place in reversed(range(depth, len(within))):
        yield format_html("</{}>", NAME.match(within[place])[1])
        if place and _is_list(within[place - 1]):
            yield drawn("</li>")


def _is_list(tag) -> bool:
    return tag.startswith(("<ul", "<ol"))


def _leaf(leaf, inside, within) -> SafeString:
    if within and _is_list(within[-1]):
        numbered = within[-1].startswith("<ol") and leaf.number
        value = format_html(' value="{}"', leaf.number) if numbered else NOTHING
        return joined([drawn("<li"), value, leaf.attributes, CLOSE, inside, drawn("</li>\n")])
    if leaf.kind == "hr":
        return joined([inside, drawn("\n")])
    name = leaf.kind if leaf.kind in ("h2", "h3", "pre") else "p"
    start = drawn(f'<p class="{leaf.kind}"') if leaf.kind in NAMED else drawn(f"<{name}")
    return joined([start, leaf.attributes, CLOSE, inside, drawn(f"</{name}>\n")])
