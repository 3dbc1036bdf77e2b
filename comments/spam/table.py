"""What was learned: how often each sign was seen in spam and in other comments, and what it weighs therefore."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from comments.spam.signs import named

MOST_SIGNS = 20_000
LEAST_SEEN = 2  # a sign seen once says more about its text than about spam


class Reason(NamedTuple):
    """A sign and what it adds to the score: above zero towards spam, below zero away from it."""

    sign: str
    weight: float
    spam: int
    others: int


@dataclass(frozen=True)
class Table:
    """Of how many spam comments and others; `seen`: in how many of each a sign was."""

    spam: int
    others: int
    seen: dict[str, tuple[int, int]]

    @classmethod
    def learn(cls, samples: Iterable[tuple[set[str], bool]]) -> "Table":
        """From the signs of texts and whether each is spam. Keeps the signs that were seen most often."""
        counts, numbers = {True: Counter(), False: Counter()}, Counter()
        for signs, is_spam in samples:
            counts[is_spam].update(signs)
            numbers[is_spam] += 1
        seen = ((sign, number) for sign, number in (counts[True] + counts[False]).items() if number >= LEAST_SEEN)
        kept = sorted(seen, key=lambda pair: (-pair[1], pair[0]))[:MOST_SIGNS]
        return cls(
            numbers[True], numbers[False], {sign: (counts[True][sign], counts[False][sign]) for sign, _n in kept}
        )

    @property
    def stored(self) -> dict:
        """Without what can be computed again: Table(**table.stored) is the same."""
        return {"spam": self.spam, "others": self.others, "seen": self.seen}

    @cached_property
    def weights(self) -> dict[str, float]:
        """log P(sign | spam) - log P(sign | other), each one more than it was seen."""
        in_spam = len(self.seen) + sum(spam for spam, _others in self.seen.values())
        in_others = len(self.seen) + sum(others for _spam, others in self.seen.values())
        return {
            sign: math.log((1 + spam) / in_spam) - math.log((1 + others) / in_others)
            for sign, (spam, others) in self.seen.items()
        }

    @property
    def knows_both(self) -> bool:
        return bool(self.spam and self.others)

    def odds(self, signs: set[str]) -> float:
        """The logarithm of the odds that a text with these signs is spam; 0, an even chance, from one kind alone."""
        if not self.knows_both:
            return 0.0
        # fsum does not depend on the order: a set has another one in each process.
        return math.fsum([math.log(self.spam / self.others), *(self.weights[sign] for sign in self._known(signs))])

    def score(self, signs: set[str]) -> float:
        """The same from 0 to 1."""
        return (1 + math.tanh(self.odds(signs) / 2)) / 2

    def reasons(self, signs: set[str]) -> list[Reason]:
        """What made the score, the heaviest first, in whichever direction."""
        known = self._known(signs) if self.knows_both else ()
        return self._ranked(known, key=lambda reason: (-abs(reason.weight), reason.sign))

    def strongest(self, most: int) -> tuple[list[Reason], list[Reason]]:
        """The heaviest signs of spam and those of other comments."""
        ranked = self._ranked(self.seen, key=lambda reason: (-reason.weight, reason.sign))
        spam = [reason for reason in ranked[:most] if reason.weight > 0]
        return spam, [reason for reason in ranked[: -most - 1 : -1] if reason.weight < 0]

    def said(self, reason: Reason) -> str:
        """A reason as moderators read it."""
        return _("%(sign)s: in %(spam)d of %(all_spam)d spam comments, in %(others)d of %(all_others)d others") % {
            "sign": named(reason.sign), "spam": reason.spam, "all_spam": self.spam,
            "others": reason.others, "all_others": self.others,
        }  # fmt: skip

    def _known(self, signs):
        return signs & self.weights.keys()

    def _ranked(self, signs, key):
        return sorted((Reason(sign, self.weights[sign], *self.seen[sign]) for sign in signs), key=key)
