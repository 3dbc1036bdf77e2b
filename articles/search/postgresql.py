"""The index in PostgreSQL: a tsvector of the same stems with a GIN index, searched window by window into the past.

GIN knows no order. So each story carries lexemes for the day on which it goes live and for blocks of 16, 256, 4096 days,
and a search asks for the newest days first and for more of the past only while it has too few. It sorts by `place + 0`: by
`place` alone the planner may walk all stories by their dates and unpack the words of each.
"""

from articles.search.document import BEFORE_STORIES, GAP, ID_BITS, Document
from articles.search.query import Term

LEVELS, STEP = 4, 4  # how many sizes of blocks of days; each is 1 << STEP of the one before
DAY = 86_400
MAKE = [
    "ALTER TABLE articles_searchentry ADD COLUMN words tsvector",
    f"""
    CREATE FUNCTION articles_search_newest(wanted text, below bigint, most int)
    RETURNS TABLE (place bigint, story_id bigint, head text) LANGUAGE plpgsql STABLE
    SET enable_seqscan = off SET jit = off AS $$
    DECLARE
        statement constant text := 'SELECT place, story_id, head FROM articles_searchentry
            WHERE words @@ $1 AND place > 0 AND place < $2';
        last bigint; days bigint := 32; level int; found int; days_string text;
        places bigint[]; stories bigint[]; heads text[];
    BEGIN
        SELECT (max(e.place) >> {ID_BITS}) / {DAY} INTO last FROM articles_searchentry e WHERE e.place > 0 AND e.place < below;
        WHILE last IS NOT NULL AND days < 8192 LOOP
            level := CASE WHEN days <= 64 THEN 0 WHEN days <= 1024 THEN 1 ELSE 2 END;
            SELECT string_agg('''{GAP}d' || level || '.' || block || '''', '|') INTO days_string
                FROM generate_series((last - days) >> ({STEP} * level), last >> ({STEP} * level)) block;
            EXECUTE 'SELECT array_agg(place), array_agg(story_id), array_agg(head) FROM ('
                || statement || ' ORDER BY place + 0 DESC LIMIT $3) AS few'
                INTO places, stories, heads USING ('(' || wanted || ')&(' || days_string || ')')::tsquery, below, most;
            found := coalesce(cardinality(places), 0);
            IF found >= most THEN
                RETURN QUERY SELECT * FROM unnest(places, stories, heads);
                RETURN;
            END IF;
            days := greatest(days * 2, days * most * 5 / 4 / greatest(found, 1));
        END LOOP;
        RETURN QUERY EXECUTE statement || ' ORDER BY place + 0 DESC LIMIT $3' USING wanted::tsquery, below, most;
    END $$""",
]
UNMAKE = [
    "DROP FUNCTION articles_search_newest(text, bigint, int)",
    "ALTER TABLE articles_searchentry DROP COLUMN words",
]
# Made once the table is filled. Without a list of pending entries, which every search would have to read.
INDEX = [
    "SET CONSTRAINTS ALL IMMEDIATE",  # the same transaction may have filled the table
    "CREATE INDEX articles_search_words ON articles_searchentry USING gin (words) WITH (fastupdate = off)",
]
UNINDEX = ["DROP INDEX articles_search_words"]
FOUND = "SELECT {} FROM articles_searchentry WHERE words @@ %s::tsquery AND place > %s AND place < %s"
ANYWHERE = f"({FOUND.format('story_id')} ORDER BY place + 0 LIMIT %s) UNION ALL ({FOUND.format('story_id')} ORDER BY place + 0 DESC LIMIT %s)"
CREATORS = f"{FOUND.format('creator_id')} LIMIT %s"
EXIST = """
    SELECT number FROM unnest(%s::text[]) WITH ORDINALITY AS asked (words, number) WHERE EXISTS (
    SELECT 1 FROM articles_searchentry e WHERE e.words @@ asked.words::tsquery AND e.place > 0 AND e.place < %s)"""


def expression(terms: list[Term], marks=()) -> str:
    return " & ".join([*(f"({' | '.join(_ways(term))})" for term in terms), *(f"'{mark}'" for mark in marks)])


def either(terms: list[Term]) -> str:
    return " | ".join(expression([term]) for term in terms)


def _ways(term):
    for form in term.forms:
        end = ":*" if term.begins else ""
        yield f"({' <-> '.join(repr_of(word) for word in form)}{end})"
    for mark in term.marks:
        yield repr_of(mark)


def repr_of(word: str) -> str:
    """A lexeme in quotes; no token has a quote or a backslash in it."""
    return f"'{word}'"


def vector(document: Document) -> str:
    positions = {}
    for position, word in enumerate(document.words, 1):
        positions.setdefault(word, []).append(str(min(position, 16383)))
    positions.pop(GAP, None)
    lexemes = [f"'{word}':{','.join(places[:255])}" for word, places in positions.items()]
    return " ".join([*lexemes, *(f"'{mark}'" for mark in (*document.marks, *_days(document.place)))])


def _days(place):
    day = (place >> ID_BITS) // DAY
    return [f"{GAP}d{level}.{day >> (STEP * level)}" for level in range(LEVELS)] if place > 0 else []


def write(cursor, documents: list[tuple[Document, int | None, int | None]]) -> None:
    """Each document with the id of its story or of its creator; what stood in the index before is gone."""
    stories, creators = ([d[place] for d in documents if d[place]] for place in (1, 2))
    cursor.execute(
        "DELETE FROM articles_searchentry WHERE story_id = ANY(%s) OR creator_id = ANY(%s)", [stories, creators]
    )
    cursor.executemany(
        "INSERT INTO articles_searchentry (place, story_id, creator_id, head, words) VALUES (%s, %s, %s, %s, %s::tsvector)",
        [(document.place, story, creator, document.head, vector(document)) for document, story, creator in documents],
    )


def newest(cursor, words: str, below: int, most: int) -> list[tuple[int, int, str]]:
    """Place, story and head of the newest that fit."""
    cursor.execute("SELECT * FROM articles_search_newest(%s, %s, %s)", [words, below, most])
    return cursor.fetchall()


def existing(cursor, expressions: list[str], below: int) -> set[int]:
    """Which of the expressions fit any live story, by their number."""
    cursor.execute(EXIST, [expressions, below])
    return {number - 1 for (number,) in cursor.fetchall()}


def anywhere(words: str, most: int) -> tuple[str, list]:
    """SQL for the ids of stories that fit, live or not; at most so many of what is ready, and of what is not."""
    return ANYWHERE, [words, BEFORE_STORIES, 0, most, words, 0, (1 << 63) - 1, most]


def creators(words: str, most: int) -> tuple[str, list]:
    """SQL for the ids of creators whose names fit."""
    return CREATORS, [words, -(1 << 63), BEFORE_STORIES, most]


def tidy(cursor) -> None:
    """Nothing to do: words stand in the row of their entry."""
