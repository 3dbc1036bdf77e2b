"""A leaf's text as words: what is compared, with the formatting that each stands in."""

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString

from articles.differences.leaf import Leaf
from newsroom.html import part

# Written without spaces between words: these are compared by character (a Thai one with the signs above and below it).
_EACH = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u30ff\u31c0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_THAI = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_SIGNS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
_STOPS = r"!-/:-@\[-`{-~\xa1\xab\xb7\xbb\xbf\u060c\u061b\u061f\u06d4\u2010-\u2027\u2030-\u205e\u3000-\u3004\u3008-\u3020\uff01-\uff0f"
_LETTER = rf"[^\s{_STOPS}{_EACH}{_THAI}]"
WORD = rf"{_LETTER}+(?:(?:['’\u2010\u2011-]|[.,:](?=[0-9])){_LETTER}+)*|[{_EACH}][{_SIGNS}]*|[{_THAI}][{_SIGNS}]*"
TOKEN = re.compile(rf"(?P<space>\s+)|&(?:[a-zA-Z]+|#\d+);|(?P<word>{WORD})|.", re.S)

COUNTED = re.compile(rf"&(?:[a-zA-Z]+|#\d+);|({WORD})")


@dataclass(slots=True)
class Token:
    """`key` tells tokens apart. `space`: whether one follows."""

    key: str
    html: SafeString
    marks: tuple[SafeString, ...]
    is_word: bool
    space: bool = False


def tokens(leaf: Leaf, most: int) -> list[Token] | None:
    """The words, signs and whole things of a leaf; None if there are more than `most`."""
    found = []
    for piece in leaf.pieces:
        style = str(piece.style) if piece.style else ""
        if piece.name:
            found.append(Token(style + piece.name, piece.html, piece.marks, is_word=False))
            continue
        for match in TOKEN.finditer(piece.html):
            if match["space"] and leaf.kind != "pre":
                if found:
                    found[-1].space = True
                continue
            if len(found) >= most:
                return None
            found.append(Token(style + match[0], part(match, 0), piece.marks, match["word"] is not None))
    return found


def number_of_words(leaf: Leaf) -> int:
    return sum(1 for piece in leaf.pieces if not piece.name for word in COUNTED.findall(piece.html) if word)
