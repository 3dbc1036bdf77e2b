"""Two texts side by side: what stayed, what went and what came, as HTML that a reader or editor is shown."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.differences import markup
from articles.differences.leaf import Leaf, Piece, leaves
from articles.differences.matching import pairs, same_runs
from articles.differences.words import number_of_words, tokens

MOST_TOKENS = 30_000  # words and signs that are compared one by one in two texts; what is beyond is replaced whole
MOST_CHANGED = 3_000  # paragraphs that are shown as gone or new
FEW = 4  # so many words between two changes belong to the change, if it is larger than they are


@dataclass(frozen=True, slots=True)
class Compared:
    """`html` for people; how many words were `added` and `removed`. False where nothing differs."""

    html: SafeString
    added: int = 0
    removed: int = 0
    differs: bool = False

    def __bool__(self):
        return self.differs


def lines(before: str, after: str) -> SafeString:
    """Two plain lines as one, with what went and what came."""
    one, other = (Leaf("p", pieces=[Piece(format_html("{}", line))]) for line in (before, after))
    return Comparison([one], [other]).pair(one, other).inside


def texts(before: str, after: str) -> Compared:
    """Two bodies as one. What did not change is folded away."""
    return Comparison(leaves(before), leaves(after)).result()


class Comparison:
    """`left`: how many more words may be compared one by one."""

    def __init__(self, before: list[Leaf], after: list[Leaf]):
        self.before, self.after = before, after
        self.left, self.changed, self.added, self.removed = MOST_TOKENS, 0, 0, 0

    def result(self) -> Compared:
        rows = []
        here = there = 0
        runs = same_runs([leaf.key for leaf in self.before], [leaf.key for leaf in self.after])
        for start, other, length in [*runs, (len(self.before), len(self.after), 0)]:
            rows += self._changed(self.before[here:start], self.after[there:other])
            rows += [markup.Row(leaf) for leaf in self.after[other : other + length]]
            here, there = start + length, other + length
        differs = any(row.changed for row in rows)
        return Compared(markup.page(rows), self.added, self.removed, differs)

    def _changed(self, before, after) -> list[markup.Row]:
        """Some paragraphs that became others: those that belong together by word, the rest whole."""
        self.changed += len(before) + len(after)
        if self.changed > MOST_CHANGED:
            return [self._too_many(before, after)] if before or after else []
        rows = []
        here = there = 0
        for one, other in [*self._pairs(before, after), (len(before), len(after))]:
            rows += [self._whole(leaf, "removed") for leaf in before[here:one]]
            rows += [self._whole(leaf, "added") for leaf in after[there:other]]
            if one < len(before):
                rows.append(self.pair(before[one], after[other]))
            here, there = one + 1, other + 1
        return rows

    def _pairs(self, before, after):
        if len(before) == len(after) == 1:
            return [(0, 0)] if before[0].place == after[0].place else []
        found = pairs([_words(leaf) for leaf in before], [_words(leaf) for leaf in after])
        return [(one, other) for one, other in found if before[one].place == after[other].place]

    def _too_many(self, before, after):
        removed, added = sum(map(number_of_words, before)), sum(map(number_of_words, after))
        self.removed += removed
        self.added += added
        says = _("Too much changed here to be shown: %(removed)d words went, %(added)d came.")
        return markup.Row(Leaf("p"), format_html("{}", says % {"removed": removed, "added": added}), changed=True)

    def _whole(self, leaf, status):
        number = number_of_words(leaf)
        self.added += number if status == "added" else 0
        self.removed += number if status == "removed" else 0
        return markup.Row(leaf, markup.marked(status, markup.whole(leaf)), changed=True)

    def pair(self, before: Leaf, after: Leaf) -> markup.Row:
        """A paragraph and what became of it."""
        one = tokens(before, self.left)
        other = None if one is None else tokens(after, self.left - len(one))
        if one is None or other is None:
            went, came = self._whole(before, "removed"), self._whole(after, "added")
            return markup.Row(after, format_html("{} {}", went.inside, came.inside), changed=True)
        self.left -= len(one) + len(other)
        stretches = _stretches(one, other)
        self.removed += sum(token.is_word for gone, _came, _same in stretches for token in gone)
        self.added += sum(token.is_word for _gone, came, _same in stretches for token in came)
        changed = any(gone or came for gone, came, _same in stretches)
        return markup.Row(after, markup.line(stretches), changed)


def _words(leaf) -> set:
    return {leaf.place, *(word for piece in leaf.pieces for word in (piece.name or piece.html).split())}


def _stretches(before, after) -> list[tuple[list, list, list]]:
    """(words gone, words come, words that stayed after them), with a few words among larger changes taken as changed."""
    runs = same_runs([token.key for token in before], [token.key for token in after])
    if not runs or runs[0][:2] != (0, 0):
        runs.insert(0, (0, 0, 0))
    found, here, there = [], 0, 0
    for number, (start, other, length) in enumerate(runs):
        gone, came = before[here:start], after[there:other]
        end, end_other = start + length, other + length
        following = runs[number + 1][:2] if number + 1 < len(runs) else (len(before), len(after))
        next_change = max(following[0] - end, following[1] - end_other)
        if length <= FEW and length <= len(gone or came) and length <= next_change and (gone or came):
            # Left where it is: `here` and `there` do not move, so that it goes with the next change.
            continue
        for token, twin in zip(after[other:end_other], before[start:end], strict=True):
            token.space = token.space or twin.space  # what is last here may have words after it there
        found.append((gone, came, after[other:end_other]))
        here, there = end, end_other
    found.append((before[here:], after[there:], []))
    return found
