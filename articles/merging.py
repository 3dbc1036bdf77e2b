"""Joins two people's changes to one text, block by block (diff3): what only one changed is taken, the rest is asked for."""

from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_COMPARISONS = 1_000_000  # pairs of blocks; a text made to be costly is one place that both changed


@dataclass(frozen=True)
class Place:
    """Blocks that are agreed on, or, where `clash`, what each of the two has there. `by` says who changed it."""

    theirs: tuple[str, ...]
    mine: tuple[str, ...]
    by: str = ""  # "theirs", "mine", or neither

    @property
    def clash(self) -> bool:
        return self.theirs != self.mine

    def chosen(self, choice: str) -> tuple[str, ...]:
        """The blocks for an answer to a clash: 'theirs', 'mine', or else both, theirs first."""
        if not self.clash:
            return self.mine
        return {"theirs": self.theirs, "mine": self.mine}.get(choice, self.theirs + self.mine)


def merge(base: list[str], theirs: list[str], mine: list[str]) -> list[Place]:
    """The places of the joined text, in order; `base` is what both began with."""
    places, at = [], (0, 0, 0)
    for base_at, theirs_at, mine_at, size in _agreed(base, theirs, mine):
        places += _between(base[at[0] : base_at], theirs[at[1] : theirs_at], mine[at[2] : mine_at])
        same = tuple(base[base_at : base_at + size])
        places += [Place(same, same)] if same else []
        at = (base_at + size, theirs_at + size, mine_at + size)
    return places


def joined(places: list[Place], choices: list[str] = ()) -> list[str]:
    """The blocks of the joined text; `choices` answers its clashes in order, those without an answer keep both."""
    answers = iter(choices)
    return [block for place in places for block in place.chosen(next(answers, "") if place.clash else "")]


def common(one: list[str], other: list[str]) -> list[str]:
    """What stands in both, in order: the base of two texts whose base is not known."""
    return [block for start, _other, size in _matches(one, other) for block in one[start : start + size]]


def _between(base, theirs, mine) -> list[Place]:
    base, theirs, mine = tuple(base), tuple(theirs), tuple(mine)
    if theirs == mine:
        return [Place(mine, mine)] if mine else []
    if theirs == base:
        return [Place(mine, mine, "mine")]
    return [Place(theirs, theirs, "theirs")] if mine == base else [Place(theirs, mine)]


def _agreed(base, theirs, mine):
    """Runs that stand in all three, as (start in base, in theirs, in mine, length); an empty one ends them."""
    with_theirs, with_mine = _matches(base, theirs), _matches(base, mine)
    i = j = 0
    while i < len(with_theirs) and j < len(with_mine):
        (one, theirs_at, one_size), (other, mine_at, other_size) = with_theirs[i], with_mine[j]
        start, end = max(one, other), min(one + one_size, other + other_size)
        if start < end:
            yield start, theirs_at + start - one, mine_at + start - other, end - start
        if one + one_size < other + other_size:
            i += 1
        else:
            j += 1
    yield len(base), len(theirs), len(mine), 0


def _matches(one, other) -> list[tuple[int, int, int]]:
    """Runs of blocks that stand in both, with what is the same at the beginning and the end found first."""
    start, end, shorter = 0, 0, min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    rest, others = one[start : len(one) - end], other[start : len(other) - end]
    found = [(0, 0, start)]
    if len(rest) * len(others) <= MOST_COMPARISONS:
        blocks = SequenceMatcher(None, rest, others, autojunk=False).get_matching_blocks()
        found += [(match.a + start, match.b + start, match.size) for match in blocks]
    found.append((len(one) - end, len(other) - end, end))
    return [match for match in found if match[2]]
