"""Invented texts with the frequencies of a real language: the same on every machine, clean as they are."""

from bisect import bisect
from collections import Counter
from itertools import accumulate, product
from random import Random

VOCABULARY = 30_000
SENTENCES = 40_000
A_STORY = 13  # sentences
FUNCTION, ONSETS, VOWELS, ENDS = map(
    str.split,
    [
        "the of and to in that was his he it with is for as had you not be her on at by which have or from this him but"
        " all she they were my are me one their so an said them we who would been will no when there if more out up"
        " into do any your what has man could other than our some very time upon about may its only now like little can",
        "b br c ch d dr f fl g gr h j k l m n p pl pr qu r s sh st t th tr v w",
        "a e i o u ai ea ou",
        "n l r t m nd rk lt sk mp ck th",
    ],
)


def vocabulary(rng: Random) -> list[str]:
    """Words by how common they are: those of every sentence first, then invented ones of two or three syllables."""
    open_ends = [onset + vowel for onset, vowel in product(ONSETS, VOWELS)]
    closed = [start + end for start, end in product(open_ends, ENDS)]
    made = dict.fromkeys(FUNCTION)
    while len(made) < VOCABULARY:
        made[rng.choice(open_ends) + (rng.choice(open_ends) if len(made) > 4000 else "") + rng.choice(closed)] = None
    return list(made)


class Language:
    """What texts are made of. `rare` and `common`: two words to search for, in 1 and in 20 of 100 stories each."""

    def __init__(self, seed: int = 7):
        rng = Random(seed)
        self.words = vocabulary(rng)
        self.weights = list(accumulate(1 / (place + 2.7) for place in range(VOCABULARY)))
        drawn = [self.draw(rng, rng.randint(8, 24)) for _ in range(SENTENCES)]
        self.sentences = [" ".join(words).capitalize() + "." for words in drawn]
        holding = Counter(word for words in drawn for word in set(words))
        self.rare = self._together(drawn, holding, 0.004, 0.009)
        self.common = self._together(drawn, holding, 0.18, 0.22)

    def draw(self, rng: Random, number: int) -> list[str]:
        top = self.weights[-1]
        return [self.words[bisect(self.weights, rng.random() * top)] for _ in range(number)]

    def story(self, rng: Random) -> str:
        """The HTML of some 200 words in four paragraphs."""
        said = rng.choices(self.sentences, k=A_STORY)
        return "\n".join(f"<p>{' '.join(said[place : place + 4])}</p>" for place in range(0, A_STORY, 4))

    @staticmethod
    def _together(drawn, holding, least, most) -> str:
        """Two words of one sentence, each in this share of all stories."""
        for words in drawn:
            fit = [
                word
                for word in dict.fromkeys(words)
                if word not in FUNCTION and least <= 1 - (1 - holding[word] / SENTENCES) ** A_STORY <= most
            ]
            if len(fit) > 1:
                return " ".join(fit[:2])
        raise LookupError("No sentence has two such words.")
