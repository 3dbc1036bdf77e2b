"""How good a table is: each decision is judged by a table that was learned from the others."""

from itertools import groupby
from typing import NamedTuple

from comments.spam.signs import LINK, signs
from comments.spam.table import Table
from comments.text import alike

FOLDS = 10
PRECISION = 0.95
LEAST_HELD = 20  # fewer prove nothing: two of two would be a precision of 1


class Sample(NamedTuple):
    """A comment that a person decided."""

    id: int
    text: str
    is_spam: bool


class Figures(NamedTuple):
    """Of `spam` and `others` it would have held `held`, of which `right` were spam, from the odds `threshold` on.

    Where no threshold is precise enough there is none, and the rest tells what an even chance would have held.
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
    folds = [[(signs(sample.text), sample.is_spam) for sample in fold] for fold in _folds(samples)]
    judged = []
    for number, fold in enumerate(folds):
        table = Table.learn(sample for other in folds[:number] + folds[number + 1 :] for sample in other)
        judged += [(table.odds(found), is_spam) for found, is_spam in fold]
    return _figures(judged)


def _folds(samples) -> list[list[Sample]]:
    """Alike in how much of them is spam. What says nearly the same stays together, else it would be known already."""
    groups = {}
    for sample in sorted(samples):
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
    """The lowest threshold above an even chance that is precise enough holds the most."""
    spam = sum(is_spam for _odds, is_spam in judged)
    threshold, best, held, right = None, (0, 0), 0, 0
    likely = sorted((pair for pair in judged if pair[0] > 0), reverse=True)
    for odds, equals in groupby(likely, key=lambda pair: pair[0]):
        answers = [is_spam for _odds, is_spam in equals]
        held, right = held + len(answers), right + sum(answers)
        if held >= LEAST_HELD and right / held >= PRECISION:
            threshold, best = odds, (held, right)
    held, right = (held, right) if threshold is None else best
    return Figures(threshold, held, right, spam, len(judged) - spam)
