"""Which of the matches comes first: what the words weigh where they stand, and a gentle preference for the new."""

from math import log2

from articles.search.document import ID_BITS

IN_TITLE, MARKED, SALIENT, IN_TEXT = 4, 2, 2, 1
# A story is worth half of the same story written so much later. Ages differ by as much tomorrow: the order stays.
HALVED_IN = 4 * 365 * 86_400


def ranked(found: list[tuple[int, int, str]], terms) -> list[int]:
    """Ids of stories, the best first, of (place, id, head)."""
    wanted = [([f" {' '.join(form)} " for form in term.forms], [f" {mark} " for mark in term.marks]) for term in terms]
    rated = [(_rate(place, head, wanted), place, story) for place, story, head in found]
    rated.sort(reverse=True)
    return [story for _rate_, _place, story in rated]


def _rate(place, head, wanted):
    title, salient, marks = head.split("\n")
    weight = 0
    for forms, named in wanted:
        if any(form in title for form in forms):
            weight += IN_TITLE
        elif any(form in salient for form in forms):
            weight += SALIENT
        elif any(mark in marks for mark in named):
            weight += MARKED
        else:
            weight += IN_TEXT
    return log2(weight) + (place >> ID_BITS) / HALVED_IN
