"""Clean HTML cut into leaves: the smallest things that stand on lines of their own, with their text in pieces."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from newsroom.html import STORY, CleanHTML, drawn, joined, part

PIECE = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z]+="[^"]*")*)>|(?P<text>[^<]+)')
ALT = re.compile(r' alt="(?P<alt>[^"]*)"')
START = re.compile(r' start="(\d+)"')
CONTAINERS = ("ul", "ol", "blockquote")
BLOCKS = frozenset(("p", "h2", "h3", "pre", "li", "figure", "figcaption", "table", "caption", "tr", *CONTAINERS))
CELLS = frozenset(("td", "th", "thead", "tbody"))
MOST_MARKS, LONGEST_MARKS, MOST_WITHIN = 8, 500, 8
VOID = frozenset(("br", "hr", "img"))
NOTHING = joined([])
KINDS = {"figcaption": "caption", "caption": "caption", "figure": "picture", "tr": "row"}
SPEAKS = ("p", "li", "h2", "h3")  # may say its language and direction
KINDS |= {name: name for name in ("h2", "h3", "pre")}


class Piece(NamedTuple):
    """Text, or a thing that is never cut, called by a `name`.

    `marks` are the start tags of the formatting around it, `style` tells all of them from others.
    """

    html: SafeString
    marks: tuple[SafeString, ...] = ()
    style: int = 0
    name: str = ""


@dataclass(slots=True)
class Leaf:
    """`within`: the start tags of the lists and quotes it stands in. `number`: its place in an ordered list."""

    kind: str
    within: tuple[SafeString, ...] = ()
    attributes: SafeString = NOTHING
    number: int = 0
    pieces: list[Piece] = field(default_factory=list)

    @property
    def key(self) -> tuple:
        """Two leaves with the same key are the same, letter by letter."""
        return self.kind, self.within, tuple((piece.name or piece.html, piece.style) for piece in self.pieces)

    @property
    def place(self) -> tuple:
        """Leaves in different places are not compared by word."""
        return self.kind, self.within


def leaves(html: str) -> list[Leaf]:
    """The leaves of a text, which is cleaned first if it is not known to be clean."""
    return Cutting().read(html if isinstance(html, CleanHTML) else STORY.clean(html))


def blocks(html: str) -> list[str]:
    """The blocks of a body: each is clean HTML by itself, and one after the other they are the body again."""
    html = html if isinstance(html, CleanHTML) else STORY.clean(html)
    cuts, depth = [0], 0
    for match in PIECE.finditer(html):
        if match["text"]:
            continue
        opens = 0 if match["name"] in VOID else -1 if match["end"] else 1
        own_line = match["name"] in BLOCKS or match["name"] == "hr"
        if not depth and own_line and not match["end"]:
            cuts.append(match.start())
        depth += opens
        if not depth and own_line:
            cuts.append(match.end())
    pieces = (html[start:end].strip() for start, end in pairwise([*cuts, len(html)]))
    return [piece for piece in pieces if piece]


class Around(NamedTuple):
    """The elements that are open at one place, in what they mean for a leaf there."""

    kind: str = "p"
    attributes: SafeString = NOTHING
    within: tuple[SafeString, ...] = ()
    marks: tuple[SafeString, ...] = ()
    style: int = 0

    def and_in(self, name: str, attributes: SafeString, tag: SafeString) -> "Around":
        """The same with one more element open."""
        if name in CELLS:
            return self
        if name not in BLOCKS:
            # What is deleted is ours to say; and what is marked beyond reason is shown without all of its marks.
            mark = format_html("<s{}>", attributes) if name == "del" else tag
            fits = len(self.marks) < MOST_MARKS and sum(map(len, self.marks)) + len(mark) <= LONGEST_MARKS
            return self._replace(marks=(*self.marks, mark) if fits else self.marks, style=hash((self.style, str(tag))))
        within = self.within
        if name in CONTAINERS and len(within) < MOST_WITHIN:
            within = (*within, drawn("<ol>") if name == "ol" else tag)
        kind = KINDS.get(name, "li" if name == "li" and self.kind == "p" else self.kind)
        return self._replace(kind=kind, attributes=attributes if name in SPEAKS else NOTHING, within=within)


class Cutting:
    """Reads the pieces of a text in order. `items`: how many items each open list has so far."""

    def __init__(self):
        self.leaves, self.leaf, self.items, self.open = [], None, [], [Around()]

    def read(self, html: CleanHTML) -> list[Leaf]:
        for match in PIECE.finditer(html):
            if match["text"]:
                self._text(match)
            elif match["end"]:
                self._end(match["name"])
            elif match["name"] in VOID:
                self._whole(match)
            else:
                self._start(match)
        return self.leaves

    def _text(self, match):
        text = part(match, "text")
        if self.leaf or not text.isspace():
            self._add(text)

    def _start(self, match):
        name = match["name"]
        if name in BLOCKS:
            self.leaf = None
        if name in ("ul", "ol"):
            self.items.append(int(start[1]) - 1 if (start := START.search(match["attributes"])) else 0)
        if name == "li" and self.items:
            self.items[-1] += 1
        if name in ("td", "th") and self.leaf:
            self._add(drawn(" | "))
        self.open.append(self.open[-1].and_in(name, part(match, "attributes"), part(match, 0)))

    def _end(self, name):
        if name in BLOCKS:
            self.leaf = None
        if name in ("ul", "ol") and self.items:
            self.items.pop()
        if len(self.open) > 1:
            self.open.pop()

    def _whole(self, match):
        if match["name"] == "br":
            return self._add(part(match, 0), match[0])
        if match["name"] == "img":
            alt = ALT.search(match["attributes"])
            return self._add(format_html("[{}: {}]", _("Picture"), part(alt, "alt") if alt else ""), match[0])
        self.leaf = None
        self.leaves.append(Leaf("hr", self.open[-1].within, pieces=[Piece(part(match, 0), name=match[0])]))

    def _add(self, html, name=""):
        around = self.open[-1]
        if self.leaf is None:
            number = self.items[-1] if around.kind == "li" and self.items else 0
            self.leaf = Leaf(around.kind, around.within, around.attributes, number)
            self.leaves.append(self.leaf)
        self.leaf.pieces.append(Piece(html, around.marks, around.style, name))
