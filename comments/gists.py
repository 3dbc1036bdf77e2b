"""What stays the same of a text when a few words of it change: its two most telling phrases, as numbers.

The longest words of a language are its rarest, so the three neighbours with the most letters are found in hardly any
other text. Two texts with a gist in common are candidates; `likeness` compares them.
"""

import re
from hashlib import blake2b
from itertools import accumulate

from comments.spelling import SIGNS, UNSPACED, WITHOUT_SPACES, fold

LEAST = 6  # words; with fewer a text has no gist
MOST = 1000  # words that are looked at
SIGNS_IN_A_WORD = 3
NEIGHBOURS, SIGNS_IN_A_ROW = 3, 8  # in a phrase: words, or letters of a script without spaces
LINK = re.compile(r"https?://\S*|www\.\S*")
QUOTED = re.compile(r"^>.*$", re.M)
WORD = re.compile(f"[{UNSPACED}]|[^ {UNSPACED}{re.escape(SIGNS)}]+")


def words_of(text: str) -> list[str]:
    """Its own words, folded: no links, numbers or quotations, which change from one copy to the next."""
    own = QUOTED.sub(" ", LINK.sub(" ", text))
    return [word for word in WORD.findall(fold(own)) if not word.isdigit()][:MOST]


def length(words: list[str]) -> int:
    """In words. Of scripts without spaces they are single letters, and SIGNS_IN_A_WORD make one."""
    letters = sum(WITHOUT_SPACES.match(word) is not None for word in words)
    return len(words) - letters + letters // SIGNS_IN_A_WORD


def gists(text: str) -> tuple[int | None, int | None]:
    words = words_of(text)
    if len(words) < LEAST:
        return None, None
    ends = [0, *accumulate(map(len, words))]
    size = NEIGHBOURS if ends[-1] > 2 * len(words) else min(SIGNS_IN_A_ROW, len(words))
    lengths = [(end - begin, at) for at, (begin, end) in enumerate(zip(ends, ends[size:], strict=False))]
    first = _longest(lengths, words, size)
    second = _longest([(length, at) for length, at in lengths if abs(at - first) >= size], words, size)
    return _number(words, first, size), _number(words, second, size)


def _longest(lengths, words, size) -> int | None:
    """Where it begins; of equally long ones the last of the alphabet."""
    most = max(lengths, default=(0, 0))[0]
    equal = [at for length, at in lengths if length == most]
    return max(equal, key=lambda at: words[at : at + size], default=None)


def _number(words, at, size) -> int | None:
    if at is None:
        return None
    phrase = " ".join(words[at : at + size]).encode(errors="replace")
    return int.from_bytes(blake2b(phrase, digest_size=8).digest(), signed=True)


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how many of the words of both stand in each."""
    first, second = {*words_of(one)}, {*words_of(other)}
    return len(first & second) / (len(first | second) or 1)
