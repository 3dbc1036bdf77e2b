"""Which things of one list are still in another, in order: exact where that is cheap, and never dear.

The longest common subsequence, row by row in the bits of whole numbers (H. Hyyrö, 2004): a pair of paragraphs takes as
many additions as the paragraph has words, whatever the words are, so no text can be made to be slow.
"""

MOST_BITS = 60_000_000  # words of one side times words of the other, after what is the same at both ends


def same_runs(before: list, after: list) -> list[tuple[int, int, int]]:
    """(place before, place after, length) of each run that both have, in order; none at all where that is too dear."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    one, other = before[start : len(before) - end], after[start : len(after) - end]
    runs = [(0, 0, start)]
    if len(one) * len(other) <= MOST_BITS:
        for here, there in _subsequence(one, other):
            _extend(runs, here + start, there + start, 1)
    _extend(runs, len(before) - end, len(after) - end, end)
    return [run for run in runs if run[2]]


def _common(one, other) -> int:
    """How many things at the start are the same."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _extend(runs, here, there, length):
    first, second, so_far = runs[-1]
    if (first + so_far, second + so_far) == (here, there):
        runs[-1] = (first, second, so_far + length)
    else:
        runs.append((here, there, length))


def _subsequence(one: list, other: list) -> list[tuple[int, int]]:
    """Places of a longest common subsequence. A bit of `row` is 0 where one more thing of `one` found its like."""
    places = {}
    for place, thing in enumerate(one):
        places[thing] = places.get(thing, 0) | 1 << place
    full = row = (1 << len(one)) - 1
    rows = []
    for thing in other:
        met = row & places.get(thing, 0)
        row = ((row + met) | (row - met)) & full
        rows.append(row)
    found, here, there = [], len(one), len(other)
    while here and there:
        if rows[there - 1] >> (here - 1) & 1:
            here -= 1
            continue
        there -= 1
        if not there or rows[there - 1] >> (here - 1) & 1:
            here -= 1
            found.append((here, there))
    return found[::-1]


LEAST_ALIKE = 0.3
MOST_LOOKS = 1_000_000


def pairs(before: list[set], after: list[set]) -> list[tuple[int, int]]:
    """Which of some changed paragraphs became which, in order: those that share most words; sets hold their words."""
    if len(before) * sum(map(len, after)) + len(after) * sum(map(len, before)) > MOST_LOOKS:
        return [(place, place) for place in range(len(before))] if len(before) == len(after) else []
    best = [[(0.0, None)] * (len(after) + 1) for _row in range(len(before) + 1)]
    for i, one in enumerate(before, 1):
        for j, other in enumerate(after, 1):
            alike = 2 * len(one & other) / (len(one) + len(other) or 1)
            met = best[i - 1][j - 1][0] + (alike if alike >= LEAST_ALIKE else -1)
            best[i][j] = max((best[i - 1][j][0], (i - 1, j)), (best[i][j - 1][0], (i, j - 1)), (met, (i - 1, j - 1)))
    found, i, j = [], len(before), len(after)
    while i and j:
        previous = best[i][j][1]
        if previous == (i - 1, j - 1):
            found.append(previous)
        i, j = previous
    return found[::-1]
