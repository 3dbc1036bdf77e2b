"""What a person typed, as terms that the index knows. Nothing they type is an error."""

import re
from dataclasses import dataclass, field

from articles.search import terms
from newsroom.html import ILLEGAL

MOST_CHARACTERS = 200
MOST_TERMS = 12
PHRASE_OR_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True)
class Term:
    """One thing asked for. Any of its forms will do, each a run of neighbouring words, or any of the `marks`."""

    typed: str
    forms: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...] = ()
    begins: bool = False  # the last word of a form may go on

    @property
    def words(self) -> set[str]:
        return {word for form in self.forms for word in form}


@dataclass
class Query:
    """All terms must be found, in any order."""

    typed: str
    terms: list[Term] = field(default_factory=list)
    languages: tuple[str, ...] = ()
    was_cut: bool = False

    def __bool__(self):
        return bool(self.terms)

    def without(self, place: int) -> str:
        """What was typed, but for one term."""
        return " ".join(term.typed for number, term in enumerate(self.terms) if number != place)


def one_line(text: str) -> str:
    return " ".join(ILLEGAL.sub(" ", text).split())


def read(text: str, languages, begins=False) -> Query:
    """A query in each of the languages that stories are in. `begins`: a word may be the beginning of one."""
    line = one_line(text)
    query = Query(_beginning(line), [], tuple(languages), was_cut=len(line) > MOST_CHARACTERS)
    for phrase, word in PHRASE_OR_WORD.findall(query.typed):
        for run in [terms.tokens(phrase)] if phrase else _runs(word):
            query.terms += [_term(run, languages, begins, bool(phrase))] if run else []
    query.terms = list({term.forms: term for term in query.terms}.values())
    if len(query.terms) > MOST_TERMS:
        query.terms, query.was_cut = query.terms[:MOST_TERMS], True
        query.typed = " ".join(term.typed for term in query.terms)
    return query


def _beginning(line):
    """As much as is looked for, in whole words."""
    if len(line) <= MOST_CHARACTERS:
        return line
    cut = line[:MOST_CHARACTERS]
    return cut.rpartition(" ")[0] or cut


def _runs(text):
    """The words of a piece without spaces; pairs of one unspaced run stay together."""
    run, last = [], 0
    for start, end, word in terms.spans(text):
        if run and not (terms.is_unspaced(word) and terms.is_unspaced(run[-1]) and start < last):
            yield run
            run = []
        run.append(word)
        last = end
    yield run


def _term(run, languages, begins, is_phrase) -> Term:
    unspaced = terms.is_unspaced(run[-1])
    if unspaced and len(run) > 1:
        typed, run = run[0] + "".join(pair[1:] for pair in run[1:]), run[:-1]  # the last pair is a single letter
    else:
        typed = " ".join(run)
    forms = {tuple(run): None}
    forms |= {tuple(terms.stem(word, language) for word in run): None for language in languages}
    return Term(f'"{typed}"' if is_phrase else typed, tuple(forms), begins=begins or (unspaced and len(run[-1]) == 1))
