"""What the lines of a pasted story are: by their marks, and by what stands before them."""

import re
from itertools import pairwise

from articles.transfer.item import Kind, Line

MOST_CHARACTERS = 80
MOST_WORDS = 12
ENDS_A_SENTENCE = re.compile(r"""[.!?…:;,。！？：；，、؟۔،؛।॥։]["'”’»›)\]*_]*\Z""")
MARKS = {
    Kind.DIVIDER: re.compile(r"([-*_—–])(\s*\1){2,}\Z"),
    Kind.QUOTE: re.compile(r"(>(\s+|\Z))+"),
    Kind.SUBHEADING: re.compile(r"#{3,6}\s+(?=\S)"),
    Kind.HEADING: re.compile(r"#{1,2}\s+(?=\S)"),
    Kind.BULLET: re.compile(r"[-*•]\s+(?=\S)"),
    Kind.NUMBER: re.compile(r"([0-9]{1,6})[.)]\s+(?=\S)"),
}
LISTS = (Kind.BULLET, Kind.NUMBER)


def marked(number: int, text: str) -> Line:
    """The line by its mark alone; without one it is a paragraph for the time being."""
    if not text:
        return Line(number, Kind.BLANK, text)
    kind = next((kind for kind, mark in MARKS.items() if mark.match(text)), Kind.PARAGRAPH)
    return Line(number, kind, text)


def unmarked(line: Line) -> str:
    """What the line says without its mark."""
    return MARKS[line.kind].sub("", line.text, count=1) if line.kind in MARKS else line.text


def settle(lines: list[Line]) -> list[Line]:
    """The lines of a body, with lists and headings decided."""
    _settle_lists([line for line in lines if line.kind != Kind.BLANK])
    texts = (Kind.PARAGRAPH, Kind.PARAGRAPH)
    separated = not any((line.kind, after.kind) == texts for line, after in pairwise(lines))
    before = None
    for line in lines:
        first = before == Kind.DIVIDER or (before == Kind.BLANK and not separated)
        if line.kind == Kind.PARAGRAPH and first and _is_short(line.text):
            line.kind = Kind.HEADING
        if line.kind != Kind.BLANK or before != Kind.DIVIDER:
            before = line.kind
    return lines


def follows(line: Line, after: Line) -> bool:
    """Whether `after` goes on with the list that `line` is in."""
    if line.kind == after.kind == Kind.NUMBER:
        return number_of(after) == number_of(line) + 1
    return line.kind == after.kind == Kind.BULLET


def number_of(line: Line) -> int:
    return int(MARKS[Kind.NUMBER].match(line.text)[1])


def _settle_lists(lines):
    """A list has at least two lines, and its numbers count up; else the mark is only how a line begins."""
    joins = [follows(line, after) for line, after in pairwise(lines)]
    for line, before, after in zip(lines, [False, *joins], [*joins, False], strict=False):
        if line.kind in LISTS and not before and not after:
            line.kind = Kind.PARAGRAPH


def _is_short(text) -> bool:
    return len(text) <= MOST_CHARACTERS and len(text.split()) <= MOST_WORDS and not ENDS_A_SENTENCE.search(text)
