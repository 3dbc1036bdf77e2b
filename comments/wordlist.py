"""Lists of words to watch for, and where a text says them, however disguised.

One entry a line: a word, several words, or the beginning of a word and a star. Found by look-ups alone, so that neither
the text nor the list can make it slow.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from comments.apart import closed_up, letter_by_letter
from comments.entries import MOST_ALIKE, Entries
from comments.spelling import SIGN, STRETCHED, WITHOUT_SPACES, fold, in_words, places, shape, typed_elsewhere
from comments.substrings import Substrings

LONGEST = 100  # characters of an entry
MOST_FOUND = 100  # in one text
MOST_SPELLED = 200  # runs of single letters in one text
ENDS = "!"  # ends a word more often than it stands for its last letter
WORD = re.compile(r"[^ ]+")
STRETCHED_OR_ONE = re.compile(r"([^\W\d_])\1{2,}|.", re.S)


class Match(NamedTuple):
    """The entry as the editor wrote it, and the piece of the text that says it."""

    word: str
    text: str
    start: int
    end: int


def entries(text: str) -> Iterator[tuple[int, str]]:
    """With the numbers of their lines; neither blank lines nor remarks."""
    for number, line in enumerate(text.splitlines(), 1):
        if (entry := line.strip()) and not entry.startswith("#"):
            yield number, entry


def check_words(text: str) -> None:
    """Raise ValidationError, with a sentence for each line that could never be found as it stands."""
    wrong = [error for number, entry in entries(text) if (error := _wrong(number, entry))]
    if wrong:
        raise ValidationError(wrong)


def _wrong(number: int, entry: str) -> str:
    said = {"line": number, "entry": entry[:40], "most": LONGEST}
    if len(entry) > LONGEST:
        return _("Line %(line)d, “%(entry)s…”, is longer than %(most)d characters.") % said
    if not _has_letters(entry):
        return _("Line %(line)d, “%(entry)s”, holds no letter or number.") % said
    if "*" in entry[:-1] or (entry.endswith("*") and len(fold(entry).split()) > 1):
        return _("Line %(line)d, “%(entry)s”: a star may only end a single word.") % said
    return ""


def _has_letters(entry: str) -> bool:
    return any(sign.isalnum() for sign in fold(entry))


@lru_cache(maxsize=16)
def compile_list(text: str) -> "WordList":
    return WordList(entry for _number, entry in entries(text) if len(entry) <= LONGEST and _has_letters(entry))


def _bare(words: list[str]) -> list[str]:
    return [word.rstrip(ENDS) or word for word in words]


def _span(run: re.Match) -> tuple[int, int]:
    """Of the bare word."""
    return run.start(), run.start() + len(run[0].rstrip(ENDS) or run[0])


def _typed_elsewhere(folded):
    """After all that are as they were written: what two entries could mean is the one that is written so."""
    others = [(typed_elsewhere(spelling), spelling, entry) for spelling, entry in folded]
    return [(other, entry) for other, spelling, entry in others if other != spelling]


class WordList:
    def __init__(self, entries: Iterator[str]):
        self._words = Entries()  # and phrases, their words divided by one space
        self._beginnings = Entries()
        self._inside: dict[str, str] = {}  # entries of scripts without spaces, by their folded form
        folded = [(" ".join(fold(entry).split()), entry) for entry in entries]
        for spelling, entry in [*folded, *_typed_elsewhere(folded)]:
            self._add(spelling, entry)
        self._substrings = Substrings(self._inside)
        phrases = [words.split(" ") for words in self._words.by_shape if " " in words]
        self._signs = {word: chr(number) for number, word in enumerate({w for words in phrases for w in words}, 1)}
        self._phrases = Substrings("".join(map(self._signs.get, words)) for words in phrases)

    def __bool__(self):
        return bool(self._words.entries or self._beginnings.entries or self._inside)

    def _add(self, folded, entry):
        if WITHOUT_SPACES.search(folded):
            self._inside.setdefault(folded, entry)
        elif entry.endswith("*"):
            self._beginnings.add(folded, entry)
        else:
            self._words.add(" ".join(_bare(folded.split())), entry)

    def find(self, text: str) -> list[Match]:
        """In the order of the text; what lies within a longer match is left out."""
        found: list[Match] = []
        if not self or not (spans := self._spans(text, fold(text))):
            return found
        at = places(text)
        for start, end, word in sorted(spans, key=lambda span: (span[0], -span[1])):
            first, last = at[start], at[end - 1] + 1
            while last < at[end] and unicodedata.category(text[last])[0] == "M":  # accents of its last letter
                last += 1
            if len(found) < MOST_FOUND and (not found or last > found[-1].end):
                found.append(Match(word, text[first:last], first, last))
        return found

    def _spans(self, text, folded) -> set[tuple[int, int, str]]:
        """Where in the folded text which entries are said."""
        spans = {*self._said(in_words(folded)), *self._within(text, folded), *self._spelled(text, folded)}
        if SIGN.search(folded):
            spans.update(self._said(WITHOUT_SPACES.sub(" ", folded)))
        return spans

    def _said(self, text):
        """As words and phrases of a text in which nothing but spaces divides words."""
        words = _bare(text.split())
        shapes = shape(" ".join(words)).split()
        known = {word: entry for word, form in {*zip(words, shapes, strict=True)} if (entry := self._entry(word, form))}
        said = [(number, number + 1, known[word]) for number, word in enumerate(words) if word in known]
        if self._phrases:
            said = [*islice(self._in_phrases(words, shapes), MOST_FOUND), *said]
        if said:
            spans = [_span(run) for run in WORD.finditer(text)]
            for first, last, entry in said[: 2 * MOST_FOUND]:
                yield spans[first][0], spans[last - 1][1], entry

    def _entry(self, word, form) -> str:
        return self._words.find(word, form) or self._beginnings.begun(word, form)

    def _in_phrases(self, words, shapes):
        for end, wanted in self._phrases.find("".join(self._signs.get(form, "\0") for form in shapes)):
            for _try in range(MOST_ALIKE):  # the longest that is really said, not only resembled
                start = end - len(wanted)
                if entry := self._words.find(" ".join(words[start:end]), " ".join(shapes[start:end])):
                    yield start, end, entry
                    break
                if not (wanted := self._phrases.within(wanted)):
                    break

    def _spelled(self, text, folded):
        """Letter by letter, with the same between them; a word of one letter may stand before and after."""
        for letters in islice(letter_by_letter(text, folded), MOST_SPELLED):
            yield from self._in_letters(folded, letters)

    def _in_letters(self, folded, letters):
        word = "".join(folded[place] for place in letters)
        for start, end in product((0, 1), (len(word), len(word) - 1)):
            part = word[start:end]
            if len(part) > 2 and (entry := self._entry(part, shape(part))):
                yield letters[start], letters[end - 1] + 1, entry
        for end, wanted in self._substrings.find(word):
            yield letters[end - len(wanted)], letters[end - 1] + 1, self._inside[wanted]

    def _within(self, text, folded):
        """As part of a text without spaces: as it stands, closed up, and with every stretched letter once."""
        if not self._inside or not WITHOUT_SPACES.search(folded):
            return
        for end, wanted in islice(self._substrings.find(folded), MOST_FOUND):
            yield end - len(wanted), end, self._inside[wanted]
        closed, letters = closed_up(text, folded)
        for end, wanted in self._substrings.find(closed):
            yield letters[end - len(wanted)], letters[end - 1] + 1, self._inside[wanted]
        if STRETCHED.search(folded):
            runs = [*STRETCHED_OR_ONE.finditer(folded)]
            for end, wanted in islice(self._substrings.find("".join(run[0][0] for run in runs)), MOST_FOUND):
                yield runs[end - len(wanted)].start(), runs[end - 1].end(), self._inside[wanted]
