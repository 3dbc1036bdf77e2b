"""Full-text search of stories and creators, alike on SQLite and PostgreSQL."""

from django.db import connection


def engine():
    """The module that speaks to the database in use."""
    from articles.search import postgresql, sqlite

    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
