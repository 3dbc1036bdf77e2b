"""Finds listed words that Markdown takes apart: readers see 'spam' where 'sp**a**m' or 'sp&#97;m' was typed."""

import re
from html import unescape
from itertools import islice

from comments.wordlist import Match, WordList

ENTITY = r"&(?:#\w{1,8}|\w{2,31});"
ENTITIES = re.compile(ENTITY)
INNER = r"[^\s*`\[\]]"  # what can stand beside it within a word
WITHIN = re.compile(rf"{ENTITY}|{INNER}[*`]+{INNER}|{INNER}\[[*`]*{INNER}|\]\([^()\s]*\)[*`]*{INNER}")
MARK = re.compile(rf"{ENTITY}|[*`]+|\[(?=[^\[\]\s]*\]\()|\]\([^()\s]*\)")
WORD = re.compile(r"\S+")
# As much is read so: no comment has more of it by chance, and nobody shall make it slow.
MOST_WORDS, MOST = 50, 1_000  # the latter in characters
APART = " ꙮ "  # between words that do not follow each other; a letter that nobody lists


def find(words: WordList, text: str) -> list[Match]:
    """What stands in it as it was typed, and as it is read."""
    found = words.find(text)
    if not WITHIN.search(text):
        return found
    read, places = as_read(text)
    for match in words.find(read):
        start, end = places[match.start][0], places[match.end - 1][1]
        if not any(one.start < end and start < one.end and one.word == match.word for one in found):
            found.append(Match(match.word, text[start:end], start, end))
    return sorted(found, key=lambda match: match.start)


def as_read(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The words with Markdown inside and those beside them, without it; and where each character was typed, from and to."""
    words = [*WORD.finditer(text)]
    marked = islice((number for number, word in enumerate(words) if WITHIN.search(word[0])), MOST_WORDS)
    kept = sorted({beside for number in marked for beside in (number - 1, number, number + 1)} - {-1, len(words)})
    read, places = [], []
    for number, before in zip(kept, [None, *kept], strict=False):
        if len(places) >= MOST:
            break
        start, end = words[number].span()
        end = min(end, start + MOST - len(places))
        gap = " " if before == number - 1 else APART
        for piece, spans in [(gap, [(start, start)] * len(gap)), *_pieces(text, start, end)]:
            read.append(piece)
            places += spans
    return "".join(read), places


def without_entities(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with `&#97;` as the letter that it is; and where each character was typed, from and to."""
    pieces = [*_pieces(text, 0, len(text), ENTITIES)]
    return "".join(piece for piece, _spans in pieces), [span for _piece, spans in pieces for span in spans]


def _pieces(text, start, end, marks=MARK):
    for mark in marks.finditer(text, start, end):
        yield text[start : mark.start()], _each(start, mark.start())
        if mark[0] != (letters := unescape(mark[0])):
            yield letters, [mark.span()] * len(letters)
        elif mark[0][0] == "&":
            yield mark[0], _each(*mark.span())
        start = mark.end()
    yield text[start:end], _each(start, end)


def _each(start, end) -> list[tuple[int, int]]:
    return [(at, at + 1) for at in range(start, end)]
