"""What words name beside what they say: creators, topics and tags. And the languages there are. All in one question."""

from dataclasses import dataclass, field, replace

from django.db import connection

from articles.search import document, engine, query
from articles.search.terms import tokens
from newsroom.addresses import slugify

MOST = 50  # creators that the words may name
MARK = {"creator": document.creator_mark, "topic": document.topic_mark, "tag": document.tag_mark}
LANGUAGES = "SELECT 'language', 0, code, '' FROM articles_searchlanguage"
NAMED = "SELECT '{0}', id, name, slug FROM articles_{0} WHERE {1}"


@dataclass(frozen=True)
class Name:
    kind: str
    pk: int
    name: str
    slug: str

    @property
    def mark(self) -> str:
        return MARK[self.kind](self.pk)


@dataclass
class Names:
    languages: list[str] = field(default_factory=list)
    named: list[Name] = field(default_factory=list)

    def marked(self, terms) -> list[query.Term]:
        """The terms, each with the marks of what it may name."""
        known = [(name.mark, set(tokens(name.name))) for name in self.named]
        return [
            replace(term, marks=tuple(mark for mark, words in known if words.intersection(term.forms[0])))
            for term in terms
        ]

    def meant(self, terms) -> list[int]:
        """Creators whose name has every word that was asked for."""
        words = {word for term in terms for word in term.forms[0]}
        return [name.pk for name in self.named if name.kind == "creator" and words <= set(tokens(name.name))]

    def at(self, kind: str, slug: str) -> Name | None:
        return next((name for name in self.named if (name.kind, name.slug) == (kind, slug)), None)


def look_up(text: str, topic: str = "", creator: str = "") -> Names:
    """What the words of a text may name, with the topic and the creator at these addresses."""
    asked = query.read(text, [])
    slugs = sorted({slugify(part) for part in (asked.typed, *(term.typed for term in asked.terms))} - {""})
    statements, values = [LANGUAGES], []
    for kind, more in (("topic", [topic]), ("tag", []), ("creator", [creator])):
        if wanted := [*(slugs if kind != "creator" else []), *filter(None, more)]:
            statements.append(NAMED.format(kind, f"slug IN ({', '.join(['%s'] * len(wanted))})"))
            values += wanted
    if asked:
        # A whole name is never lost among the many who share a part of it.
        for wanted in (engine().either(asked.terms), engine().expression(asked.terms)):
            ids, more = engine().creators(wanted, MOST)
            statements.append(NAMED.format("creator", f"id IN ({ids})"))
            values += more
    names = Names()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(statements), values)
        for row in sorted(cursor.fetchall()):
            if row[0] == "language":
                names.languages.append(row[2])
            else:
                names.named.append(Name(*row))
    return names
