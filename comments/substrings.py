"""Finds many strings in a text at once, in one walk whatever they are (Aho and Corasick, 1975)."""

from collections.abc import Iterable, Iterator


class Substrings:
    """A state of the automaton is the longest beginning of a wanted string that the text read so far ends with."""

    def __init__(self, wanted: Iterable[str]):
        wanted = set(wanted)
        beginnings = {string[:end] for string in wanted for end in range(1, len(string) + 1)}
        self._shorter = {"": ""}  # the next shorter state that a text in this state ends with, too
        self._ends = {"": ""}  # the longest wanted string that it ends with
        for state in sorted(beginnings, key=len):
            shorter = self._step(self._shorter[state[:-1]], state[-1]) if len(state) > 1 else ""
            self._shorter[state] = shorter
            self._ends[state] = state if state in wanted else self._ends[shorter]

    def __bool__(self):
        return len(self._ends) > 1

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Where a wanted string ends, and the longest that does so there."""
        state, known, ends, step = "", self._shorter, self._ends, self._step
        for at, sign in enumerate(text, 1):
            if not state and sign not in known:  # most of a text
                continue
            state = step(state, sign)
            if ends[state]:
                yield at, ends[state]

    def within(self, string: str) -> str:
        """The longest wanted string that a wanted one ends with, or none."""
        return self._ends[self._shorter[string]]

    def _step(self, state: str, sign: str) -> str:
        known = self._shorter
        while state + sign not in known:
            if not state:
                return ""
            state = known[state]
        return state + sign
