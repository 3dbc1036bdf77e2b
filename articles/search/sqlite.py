"""The index in SQLite: an FTS5 table whose rowid is the place in time, so that the newest come first for nothing."""

import json

from articles.search.document import BEFORE_STORIES, GAP, Document
from articles.search.query import Term

MAKE = [
    # The words come stemmed, between spaces: this tokenizer leaves them alone.
    "CREATE VIRTUAL TABLE articles_search USING fts5(words, columnsize=0, tokenize='ascii')",
    "CREATE TRIGGER articles_search_gone AFTER DELETE ON articles_searchentry "
    "BEGIN DELETE FROM articles_search WHERE rowid = OLD.place; END",
]
UNMAKE = ["DROP TRIGGER articles_search_gone", "DROP TABLE articles_search"]
INDEX, UNINDEX = [], []  # a table of words is an index already
NEWEST = """
    SELECT e.place, e.story_id, e.head FROM articles_search s CROSS JOIN articles_searchentry e ON e.place = s.rowid
    WHERE s.words MATCH %s AND s.rowid > 0 AND s.rowid < %s ORDER BY s.rowid DESC LIMIT %s"""
FOUND = "SELECT rowid FROM articles_search WHERE words MATCH %s AND rowid > %s AND rowid < %s"
DRAFTS = f"{FOUND} ORDER BY rowid LIMIT %s"
READY = f"{FOUND} ORDER BY rowid DESC LIMIT %s"
ANYWHERE = f"SELECT story_id FROM articles_searchentry WHERE place IN (SELECT * FROM ({DRAFTS}) UNION ALL SELECT * FROM ({READY}))"
CREATORS = f"SELECT creator_id FROM articles_searchentry WHERE place IN ({FOUND} LIMIT %s)"
EXIST = """
    SELECT j.key FROM json_each(%s) j WHERE EXISTS (
    SELECT 1 FROM articles_search s WHERE s.words MATCH j.value AND s.rowid > 0 AND s.rowid < %s)"""


def expression(terms: list[Term], marks=()) -> str:
    return " AND ".join([*(f"({' OR '.join(_ways(term))})" for term in terms), *(f'"{mark}"' for mark in marks)])


def either(terms: list[Term]) -> str:
    return " OR ".join(expression([term]) for term in terms)


def _ways(term):
    for form in term.forms:
        yield f'"{" ".join(form)}"{"*" if term.begins else ""}'
    for mark in term.marks:
        yield f'"{mark}"'


def write(cursor, documents: list[tuple[Document, int | None, int | None]]) -> None:
    """Each document with the id of its story or of its creator; what stood in the index before is gone.

    All in the order of their rowids: for one that is smaller than the last, FTS5 writes out what it has gathered.
    """
    for name, ids in (("story_id", [d[1] for d in documents]), ("creator_id", [d[2] for d in documents])):
        known = [pk for pk in ids if pk]
        if known:
            marks = ", ".join(["%s"] * len(known))
            cursor.execute(f"SELECT place FROM articles_searchentry WHERE {name} IN ({marks}) ORDER BY place", known)
            cursor.executemany("DELETE FROM articles_searchentry WHERE place = %s", cursor.fetchall())
    documents = sorted(documents, key=lambda found: found[0].place)
    cursor.executemany(
        "INSERT INTO articles_searchentry (place, story_id, creator_id, head) VALUES (%s, %s, %s, %s)",
        [(document.place, story, creator, document.head) for document, story, creator in documents],
    )
    cursor.executemany(
        "INSERT OR REPLACE INTO articles_search (rowid, words) VALUES (%s, %s)",
        [
            (document.place, " ".join([*document.words, GAP, *document.marks]))
            for document, _story, _creator in documents
        ],
    )


def newest(cursor, words: str, below: int, most: int) -> list[tuple[int, int, str]]:
    """Place, story and head of the newest that fit."""
    cursor.execute(NEWEST, [words, below, most])
    return cursor.fetchall()


def existing(cursor, expressions: list[str], below: int) -> set[int]:
    """Which of the expressions fit any live story, by their number."""
    cursor.execute(EXIST, [json.dumps(expressions), below])
    return {number for (number,) in cursor.fetchall()}


def anywhere(words: str, most: int) -> tuple[str, list]:
    """SQL for the ids of stories that fit, live or not; at most so many of what is ready, and of what is not."""
    return ANYWHERE, [words, BEFORE_STORIES, 0, most, words, 0, (1 << 63) - 1, most]


def creators(words: str, most: int) -> tuple[str, list]:
    """SQL for the ids of creators whose names fit."""
    return CREATORS, [words, -(1 << 63), BEFORE_STORIES, most]


def tidy(cursor) -> None:
    """Take out words that belong to nothing any more."""
    cursor.execute("SELECT rowid FROM articles_search WHERE rowid NOT IN (SELECT place FROM articles_searchentry)")
    orphans = cursor.fetchall()
    cursor.executemany("DELETE FROM articles_search WHERE rowid = %s", orphans)
