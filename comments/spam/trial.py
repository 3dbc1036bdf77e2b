"""How good a table is: each decision is judged by a table that was learned from the others."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from comments.spam.signs import LINK, signs
from comments.spam.table import Table
from comments.text import alike

FOLDS = 10
PRECISION = 0.95
LEAST_HELD = 20  # fewer prove nothing: two of two would be a precision of 1


@dataclass(frozen=True)
class Sample:
    """A comment that a person decided."""

    id: int
    text: str
    is_spam: bool

    @cached_property
    def signs(self) -> set[str]:
        return signs(self.text)


class Figures(NamedTuple):
    """Of `spam` and `others` it would have held `held`, of which `right` were spam, from the odds `threshold` on.

    Where no threshold is precise enough there is none, and the rest tells what an even chance would have held. The threshold
    is chosen by these same decisions: one number out of hundreds, so of comments to come a little less may be right.
    """

    threshold: float | None
    held: int
    right: int
    spam: int
    others: int

    @property
    def precision(self) -> float:
        return self.right / self.held if self.held else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.spam if self.spam else 0.0


def trial(samples: list[Sample]) -> Figures:
    """Cross-validation. The same samples, in whatever order, have the same figures."""
    folds = [[(sample.signs, sample.is_spam) for sample in fold] for fold in _folds(samples)]
    judged = []
    for number, fold in enumerate(folds):
        table = Table.learn(sample for other in folds[:number] + folds[number + 1 :] for sample in other)
        judged += [(table.odds(found), is_spam) for found, is_spam in fold]
    return _figures(judged)


def _folds(samples) -> list[list[Sample]]:
    """Alike in how much of them is spam. What says nearly the same stays together, else it would be known already."""
    groups = {}
    for sample in sorted(samples, key=lambda sample: sample.id):
        groups.setdefault(_gist(sample.text), []).append(sample)
    folds, sizes = [[] for _fold in range(FOLDS)], {True: [0] * FOLDS, False: [0] * FOLDS}
    for group in groups.values():
        size = sizes[group[0].is_spam]
        smallest = size.index(min(size))
        folds[smallest] += group
        size[smallest] += len(group)
    return folds


def _gist(text: str) -> str:
    """What is left of a text without its links, numbers and signs: equal for copies of one template."""
    return "".join(filter(str.isalpha, alike(LINK.sub(" ", text))))


def _figures(judged) -> Figures:
    """The lowest threshold above an even chance that is precise enough: it holds the most. It stands half way to what it
    does not hold.
    """
    spam = sum(is_spam for _odds, is_spam in judged)
    held, right, best = 0, 0, None
    steps = [(odds, [one for _odds, one in equals]) for odds, equals in groupby(_likely(judged), key=itemgetter(0))]
    below = [odds for odds, _answers in steps[1:]] + [0.0]
    for (odds, answers), lower in zip(steps, below, strict=False):
        held, right = held + len(answers), right + sum(answers)
        if held >= LEAST_HELD and right / held >= PRECISION:
            best = ((odds + lower) / 2, held, right)
    return Figures(*(best or (None, held, right)), spam, len(judged) - spam)


def _likely(judged):
    """What is spam sooner than not, the likeliest first."""
    return sorted((pair for pair in judged if pair[0] > 0), reverse=True)
