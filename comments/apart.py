"""Words whose letters somebody has set apart: 's p a m', 's.p.a.m', '法.轮功'."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby, islice, pairwise

from comments.spelling import UNSPACED, WITHOUT_SPACES, places

SPELLED = re.compile(r"(?<![^ ])[^ ](?: +[^ ]){2,}(?=!*(?![^ ]))")
# Nothing that ends a sentence or a part of one: a space does, where no spaces stand between words.
GAP = re.compile(rf"(?<=[{UNSPACED}])[.\-_·・/|+~]{{1,2}}(?=[{UNSPACED}])")

MOST_GAPS = 30  # that are closed in one text
BESIDE = 10  # characters that are looked at on either side
AWAY = -1  # in the place of what stands in between


def letter_by_letter(text: str, folded: str) -> Iterator[list[int]]:
    """Where single letters stand one after another with the same between them; two alone spell in Chinese at most."""
    if not (runs := [*SPELLED.finditer(folded)]):
        return
    at = places(text)
    for run in runs:
        letters = [place for place, sign in enumerate(run[0], run.start()) if sign != " "]
        gaps = [text[at[one] + 1 : at[other]] for one, other in pairwise(letters)]
        for _gap, steps in groupby(range(len(gaps)), gaps.__getitem__):
            first, *more = steps
            if more or WITHOUT_SPACES.match(folded, letters[first]):
                yield letters[first : first + len(more) + 2]


def closed_up(text: str, folded: str) -> tuple[str, list[int]]:
    """What stands around the gaps between letters of scripts without spaces, without them; and where in the folded text."""
    if not (found := [gap.span() for gap in islice(GAP.finditer(text), MOST_GAPS)]):
        return "", []
    gaps = {at for start, end in found for at in range(start, end)}
    beside = {at for start, end in found for at in range(start - BESIDE, end + BESIDE)} - gaps
    at, letters = places(text), []
    first, last = (bisect_left(at, end) for end in (min(beside), min(max(beside) + 1, len(text))))
    for place in range(first, last):
        if at[place] in beside:
            letters.append(place)
        elif at[place] not in gaps and letters and letters[-1] != AWAY:
            letters.append(AWAY)
    return "".join(" " if place == AWAY else folded[place] for place in letters), letters
