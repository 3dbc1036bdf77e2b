"""The first rows of each of several queries, asked for at once: what grows with a site is never read to its end."""

from django.db import connection
from django.db.models import QuerySet


def union(querysets: list[QuerySet]) -> tuple[str, list]:
    """SQL and values for the rows of all of them. Each has a limit of its own, which SQLite wants wrapped to keep it."""
    parts, values = [], []
    for place, queryset in enumerate(querysets):
        sql, given = queryset.query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS part{place}")
        values.extend(given)
    return " UNION ALL ".join(parts), values


def first_of_each(querysets: list[QuerySet]) -> list[int]:
    """The primary keys that these queries find, in one query."""
    if not querysets:
        return []
    sql, values = union([queryset.values_list("pk") for queryset in querysets])
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [pk for (pk,) in cursor.fetchall()]
