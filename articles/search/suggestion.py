"""A way on where nothing was found: a word that live stories really have, one slip away, or a word less."""

from itertools import product

from django.db import connection

from articles.search import engine, finding, terms
from articles.search.query import Term
from newsroom.html import words

SHORTEST, LONGEST = 4, 16
MOST_UNKNOWN, MOST_EACH = 2, 3  # words that are mended, and ways to mend each that are tried
ALPHABETS = [("a", "z"), ("α", "ω"), ("а", "я"), ("א", "ת"), ("ء", "ي")]


def meant(found: finding.Found) -> str:
    """What was asked for with its unknown words mended, if live stories have that; else nothing."""
    asked = found.query
    known = _existing([[term] for term in asked.terms])
    unknown = [place for place in range(len(asked.terms)) if place not in known]
    if not 0 < len(unknown) <= MOST_UNKNOWN:
        return ""
    choices = [_mended(asked.terms[place], asked.languages) for place in unknown]
    tries = []
    for choice in product(*choices):
        mended = dict(zip(unknown, choice, strict=True))
        tries.append([mended.get(place, term) for place, term in enumerate(asked.terms)])
    there = _existing(tries, found.marks)
    best = next((tried for number, tried in enumerate(tries) if number in there), None)
    return _as_written(best, unknown, found.marks) if best else ""


def a_word_less(found: finding.Found) -> list[str]:
    """The same without one of its words, for those that find something."""
    asked = found.query
    if len(asked.terms) < 2:
        return []
    fewer = [[term for term in asked.terms if term is not left] for left in asked.terms]
    there = _existing(fewer, found.marks)
    return [asked.without(place) for place in range(len(fewer)) if place in there]


def _existing(tries, marks=()) -> set[int]:
    """Which of the lists of terms live stories have."""
    with connection.cursor() as cursor:
        expressions = [engine().expression(some, marks) for some in tries]
        return engine().existing(cursor, expressions, finding.live_below())


def _mended(term: Term, languages) -> list[Term]:
    """Words one slip away that stand in live stories."""
    word = term.forms[0][0]
    if len(term.forms[0]) > 1 or terms.is_unspaced(word) or not SHORTEST <= len(word) <= LONGEST:
        return []
    near = [_word(slip, languages) for slip in dict.fromkeys(_slips(word)) if slip != word]
    there = _existing([[slip] for slip in near])
    return [slip for number, slip in enumerate(near) if number in there][:MOST_EACH]


def _word(word, languages) -> Term:
    return Term(word, tuple(dict.fromkeys([(word,), *((terms.stem(word, language),) for language in languages)])))


def _slips(word):
    """Two letters swapped, one too many, one wrong, one missing: the commonest slips first."""
    letters = next((map(chr, range(ord(a), ord(z) + 1)) for a, z in ALPHABETS if a <= word[0] <= z), sorted(set(word)))
    letters = list(letters)
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield from (left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1)
    yield from (left + right[1:] for left, right in halves if right)
    yield from (left + letter + right[1:] for left, right in halves if right for letter in letters)
    yield from (left + letter + right for left, right in halves for letter in letters)


def _as_written(mended: list[Term], unknown, marks) -> str:
    """The mended words as a live story has them: a stem may stand for a word that nobody wrote."""
    for _place, pk, _head in finding.newest(mended, marks, most=1):
        for story in finding.live_stories([pk]):
            text = " ".join([story.title, story.subtitle, *words(story.body)])
            return _written(mended, unknown, terms.tokens(text), story.language)
    return ""


def _written(mended, unknown, there, language):
    said = [term.typed for term in mended]
    for place in unknown:
        if said[place] not in there:
            said[place] = next((word for word in there if terms.stem(word, language) in mended[place].words), "")
    return " ".join(said) if all(said) else ""
