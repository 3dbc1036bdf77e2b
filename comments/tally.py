"""Counts the log month by month for the public report, in index ranges, on SQLite and PostgreSQL alike.

A month is counted once in each process for as long as the log says the same of it. The log only grows at its end, or is
purged from it: how many entries it has and when the last one was made tell that they are the same, so nothing has to be
invalidated. An index alone answers that.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from articles.months import Month
from comments.models.decision import Decision
from comments.models.moderated import UNDO_MINUTES
from comments.models.response import Report

LATE = timedelta(minutes=UNDO_MINUTES)  # so long after a month one of its decisions may be taken back
MOST_KEPT = 200  # months
LOG, REPORTS = Decision._meta.db_table, Report._meta.db_table
VERB = Decision.Verb

# The entries that were taken back: each the last one of its comment before an entry that says so. The words stand in the
# text, not in parameters: SQLite finds its partial index by them.
UNDONE = (
    f"SELECT COALESCE((SELECT MAX(last.id) FROM {LOG} last WHERE last.comment_id = undo.comment_id "
    f"AND last.id < undo.id), 0) FROM {LOG} undo WHERE undo.verb = '{VERB.UNDO}' AND undo.at >= %s AND undo.at < %s"
)
# A comment is shown again after an appeal where that is the last thing before, but for what was taken back.
GRANTED = (
    f"CASE WHEN entry.verb = '{VERB.RESTORE}' AND (SELECT other.verb FROM {LOG} other "
    f"WHERE other.comment_id = entry.comment_id AND other.id < entry.id "
    f"AND other.verb IN ('{VERB.APPEAL}', '{VERB.UPHOLD}', '{VERB.RESTORE}') "
    f"AND COALESCE((SELECT later.verb FROM {LOG} later WHERE later.comment_id = other.comment_id "
    f"AND later.id > other.id ORDER BY later.id LIMIT 1), '') <> '{VERB.UNDO}' "
    f"ORDER BY other.id DESC LIMIT 1) = '{VERB.APPEAL}' THEN 1 ELSE 0 END"
)


@dataclass
class Tally:
    """Of one month of the log. `counts`: number by verb, reason and whether a rule decided. `median` is of `timed` ones."""

    counts: dict[tuple[str, str, bool], int] = field(default_factory=dict)
    granted: int = 0
    timed: int = 0
    median: int | None = None


KNOWN: dict[tuple, Tally] = {}
NOTHING = Tally()


def began() -> datetime | None:
    """When the first thing happened that there is to tell of."""
    decided = Decision.objects.order_by("at").values_list("at", flat=True).first()
    reported = Report.objects.order_by("created_at").values_list("created_at", flat=True).first()
    return min((at for at in (decided, reported) if at), default=None)


def of_log(months: list[Month]) -> list[Tally]:
    """Of months in a row, the oldest first."""
    keys = _keys(months)
    found = {key: KNOWN.get(key) for key in keys if key}
    if lacking := [place for place, key in enumerate(keys) if key and not found[key]]:
        some = slice(lacking[0], lacking[-1] + 1)
        found |= zip(keys[some], _counted(months[some]), strict=True)
        if len(KNOWN) > MOST_KEPT:
            KNOWN.clear()
        KNOWN.update(found)
    return [found.get(key) or NOTHING for key in keys]


def of_reports(months: list[Month]) -> list[tuple[int, int]]:
    """How many reports readers made in each month, and how many of those are answered by now."""
    sql = f"SELECT {_place('created_at', months)}, COUNT(*), COUNT(handled_at) FROM {REPORTS} "
    sql += "WHERE created_at >= %s AND created_at < %s GROUP BY 1"
    rows = _rows(sql, [*_borders(months), *_ends(months)])
    found = {place: numbers for place, *numbers in rows}
    return [tuple(found.get(place, (0, 0))) for place in range(len(months))]


def _keys(months) -> list[tuple | None]:
    """For each month what tells that the log says the same of it as before; None where it says nothing."""
    one = f"SELECT %s, COUNT(*), MAX(at) FROM {LOG} WHERE at >= %s AND at < %s"
    asked = [(place, _stored(month.start), _stored(month.next.start + LATE)) for place, month in enumerate(months)]
    rows = _rows(" UNION ALL ".join([one] * len(months)), [value for values in asked for value in values])
    found = {place: facts for place, *facts in rows}
    return [(month.start, *found[place]) if found[place][0] else None for place, month in enumerate(months)]


def _counted(months) -> list[Tally]:
    """In two queries, each of which reads the entries of these months once."""
    tallies = [Tally() for _month in months]
    during = f"at >= %s AND at < %s AND verb <> '{VERB.UNDO}' AND id NOT IN ({UNDONE})"
    given = [*_ends(months), *_ends(months, LATE)]
    kinds = f"SELECT {_place('at', months)}, verb, reason, by_id IS NULL, {GRANTED}, COUNT(*) FROM {LOG} entry "
    for place, verb, reason, is_rule, granted, number in _rows(
        f"{kinds} WHERE {during} GROUP BY 1, 2, 3, 4, 5", [*_borders(months), *given]
    ):
        counts = tallies[place].counts
        counts[verb, reason, bool(is_rule)] = counts.get((verb, reason, bool(is_rule)), 0) + number
        tallies[place].granted += number if granted else 0
    timed = f"SELECT {_place('at', months)} AS place, waited FROM {LOG} entry WHERE {during} AND waited IS NOT NULL"
    ranked = (
        "SELECT place, waited, ROW_NUMBER() OVER (PARTITION BY place ORDER BY waited) AS standing, "
        f"COUNT(*) OVER (PARTITION BY place) AS number FROM ({timed}) timed"
    )
    middle = f"SELECT place, MAX(number), MIN(waited), MAX(waited) FROM ({ranked}) ranked "
    for place, number, low, high in _rows(
        f"{middle} WHERE standing IN ((number + 1) / 2, (number + 2) / 2) GROUP BY place", [*_borders(months), *given]
    ):
        tallies[place].timed, tallies[place].median = number, (low + high) // 2
    return tallies


def _place(column, months) -> str:
    """SQL for the place of a moment's month among these."""
    cases = " ".join(f"WHEN {column} < %s THEN {place}" for place in range(len(months)))
    return f"CASE {cases} END"


def _borders(months):
    return [_stored(month.next.start) for month in months]


def _ends(months, late=timedelta()):
    return [_stored(months[0].start), _stored(months[-1].next.start + late)]


def _stored(moment):
    return Decision._meta.get_field("at").get_db_prep_value(moment, connection)


def _rows(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
