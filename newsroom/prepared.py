"""Queries of the busiest pages, written as querysets and compiled to SQL once.

For most of them Django takes three times as long to write the SQL as the database to answer it. What changes from call
to call is `Given`; everything else about the query, its models and its tests is as with any queryset.

PostgreSQL needs even longer to plan them, each time anew, for Django writes the values into the text. Here they are
handed over beside it, so that after some calls the server keeps the plan (psycopg's `prepare_threshold`).
"""

import re
from functools import wraps

from django.db import NotSupportedError, connections, models
from django.db.models.query import QuerySet, get_related_populators

KEPT = 200  # compiled forms of one query, for each that its fixed arguments make


class Given(models.Expression):
    """A value that is handed in with each call, as the field it is compared with would store it."""

    def __init__(self, name: str, output_field: models.Field):
        super().__init__(output_field=output_field)
        self.name = name
        self.key = name, type(output_field)

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def stored(self, values, connection):
        return self.output_field.get_db_prep_value(values[self.name], connection)


class Compiled:
    """The SQL of a queryset, and how Django would make objects of its rows (as ModelIterable does)."""

    def __init__(self, queryset: QuerySet):
        self.db = queryset.db
        compiler = queryset.query.get_compiler(using=self.db)
        self.sql, self.params = _with_constants(*compiler.as_sql(), connections[self.db])
        self.converters = list(compiler.get_converters([column for column, *_rest in compiler.select]).items())
        self.of_model = queryset._fields is None
        if self.of_model:
            info, select = compiler.klass_info, compiler.select
            self.model, columns = info["model"], info["select_fields"]
            self.own = slice(columns[0], columns[-1] + 1)
            self.names = [column.target.attname for column, *_rest in select[self.own]]
            self.related = get_related_populators(info, select, self.db)
            self.annotations = list(compiler.annotation_col_map.items())

    def rows(self, values) -> list:
        """The objects, or tuples where the queryset asks for values."""
        connection = connections[self.db]
        stored = {}  # one that is asked for in many places is made ready once
        for part in self.params:
            if isinstance(part, Given) and part.key not in stored:
                stored[part.key] = part.stored(values, connection)
        params = [stored[part.key] if isinstance(part, Given) else part for part in self.params]
        try:
            found = self._asked(params, connection)
        except NotSupportedError:  # PostgreSQL, where a migration changed the type of a column since the plan was made
            if connection.in_atomic_block:  # whose end makes psycopg forget its plans
                raise
            connection.connection.close()
            connection.close()
            found = self._asked(params, connection)
        converted = (self._converted(list(row), connection) for row in found)
        return [self._object(row) if self.of_model else tuple(row) for row in converted]

    def _asked(self, params, connection):
        with _cursor(connection) as cursor:
            cursor.execute(self.sql, params)
            return cursor.fetchall()

    def _converted(self, row, connection):
        for position, (converters, expression) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], expression, connection)
        return row

    def _object(self, row):
        made = self.model.from_db(self.db, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, made)
        for name, position in self.annotations:
            setattr(made, name, row[position])
        return made


def _with_constants(sql, params, connection):
    """What is the same in each call stands in the text, on PostgreSQL: a plan that is kept may count on it."""
    if connection.vendor != "postgresql":
        return sql, params
    left = iter(params)

    def written(placeholder):
        if placeholder[0] == "%%" or isinstance(value := next(left), Given):
            return placeholder[0]
        return connection.ops.compose_sql("%s", [value]).replace("%", "%%")

    return re.sub("%[s%]", written, sql), [value for value in params if isinstance(value, Given)]


def _cursor(connection):
    """One that leaves it to PostgreSQL to put the values in their places; Django's own writes them into the text, which
    is what a log of queries should show.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection._prepare_cursor(connection.Database.Cursor(connection.connection))


def prepared(build):
    """Make `build(*fixed)`, which answers a queryset with Given in it, a function `(*fixed, **given) -> list`.

    Fixed arguments (a limit, an order) change the SQL, so each combination is compiled for itself. Related objects are
    had by select_related; nothing is prefetched.
    """
    compiled = {}

    @wraps(build)
    def rows(*fixed, **given):
        key = (*fixed, connections["default"].vendor)
        if key not in compiled:
            if len(compiled) >= KEPT:
                compiled.clear()
            compiled[key] = Compiled(build(*fixed))
        return compiled[key].rows(given)

    return rows
