"""The words and phrases of a list, by their folded form and by its shape (see comments.spelling)."""

from functools import cached_property

from comments.spelling import STRETCHED, fits, is_disguised, shape

MOST_ALIKE = 5  # of one shape that are told apart


class Entries:
    def __init__(self):
        self.entries: dict[str, str] = {}
        self.by_shape: dict[str, list[str]] = {}

    def add(self, folded: str, entry: str):
        if folded not in self.entries:
            self.entries[folded] = entry
            self.by_shape.setdefault(shape(folded), []).append(folded)

    def find(self, word: str, form: str) -> str:
        """The entry that a word of this shape, or a phrase, stands for; or nothing."""
        return self.entries.get(word, "") or (self._meant(word, form) if form in self.by_shape else "")

    def begun(self, word: str, form: str) -> str:
        """The entry that it begins with."""
        for length in self._lengths:
            if length > len(word):
                break
            if word[:length] in self.entries:
                return self.entries[word[:length]]
        return self._resembles(word, form) if form != word else ""

    def _resembles(self, word, form):
        for length in self._lengths_of_shapes:
            if length > len(form):
                break
            if form[:length] in self.by_shape and (entry := self._meant(word, form[:length], begins=True)):
                return entry
        return ""

    @cached_property
    def _lengths(self):
        return sorted({*map(len, self.entries)})

    @cached_property
    def _lengths_of_shapes(self):
        return sorted({*map(len, self.by_shape)})

    def _meant(self, word, form, begins=False):
        alike, words = self.by_shape[form], word.split(" ")
        fitting = [
            folded
            for folded in alike[:MOST_ALIKE]
            if all(fits(one, other, begins) for one, other in zip(words, folded.split(" "), strict=True))
        ]
        if fitting:  # the one with most of its own letters
            return self.entries[max(fitting, key=lambda folded: sum(map(str.__eq__, folded, word)))]
        if len(alike) > MOST_ALIKE and any(is_disguised(one) or STRETCHED.search(one) for one in words):
            return self.entries[alike[0]]  # one of them it is
        return ""
