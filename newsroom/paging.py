"""Pages of a list, by what stands at their edge: the thousandth costs what the first does, and nothing is counted.

`?after=` a row: what follows it in the list. `?before=` a row: what leads up to it. A row is named by the values that the
list is sorted by, so an address stays good whatever is written later, or taken away.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from django.db import models
from django.db.models import F, Func, Value
from django.http import Http404

DEEPEST = 1000  # of pages by number, as addresses named them once
LONGEST = 1000  # characters of a place
APART = "~"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@dataclass
class Paging:
    """One page of `rows`. `place` is what it comes after, by whichever address one came; empty for the first."""

    rows: list
    place: str = ""
    begins: str = ""  # the places of its first and of its last row
    ends: str = ""
    has_next: bool = False
    query: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    def address(self, **place) -> str:
        """A query string; the first page of a plain list has none of its own."""
        parts = [self.query] if self.query else []
        parts += [f"{name}={quote(value)}" for name, value in place.items()]
        return f"?{'&'.join(parts)}" if parts else "."

    @property
    def is_first(self) -> bool:
        return not self.place

    @property
    def here(self) -> str:
        """The one address of this page that search engines are told, to be put behind that of the list."""
        return (self.address(after=self.place) if self.place else self.address()).removeprefix(".")

    @property
    def previous(self) -> str:
        return self.address(before=self.begins)

    @property
    def next(self) -> str:
        return self.address(after=self.ends)

    @property
    def first(self) -> str:
        return self.address()


def page_of(queryset, request, size: int = 20, query: str = "", deepest: int = DEEPEST, first=None) -> Paging:
    """The page that a request asks for (no request: the first). Raises Http404 for one that does not exist.

    `first` may know a quicker way to the rows of the first page: one more than `size`.

    The queryset is sorted by one or more columns in one direction, which together differ from row to row.
    """
    order = Order(queryset)
    mark = _mark(order, request.GET if request else {}, size, deepest)
    rows = first() if first and not mark else list(order.beyond(mark)[: size + 1])
    if mark and not rows:
        raise Http404
    shown = rows[:size]
    begins, ends = (order.written(shown[0]), order.written(shown[-1])) if shown else ("", "")
    return Paging(shown, order.joined(mark), begins, ends, len(rows) > size, query)


def _mark(order, asked, size, deepest) -> tuple:
    """What the page comes after; empty for the first."""
    if "after" in asked:
        return order.read(asked["after"])
    if "before" in asked:
        return order.values_at(order.beyond(order.read(asked["before"]), back=True), size)
    number = asked.get("page", "1")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:6]) <= deepest or len(number) > 6:
        raise Http404
    if int(number) == 1:
        return ()
    return order.values_at(order.queryset, (int(number) - 1) * size - 1) or _not_there()


def _not_there():
    raise Http404


class Order:
    """What a queryset is sorted by, and how a place in it is told."""

    def __init__(self, queryset):
        self.queryset = queryset
        names = [name.removeprefix("-") for name in queryset.query.order_by]
        self.names = [queryset.model._meta.pk.name if name == "pk" else name for name in names]
        self.fields = [_field(queryset, name) for name in self.names]
        self.falls = queryset.query.order_by[0].startswith("-")

    def beyond(self, mark: tuple, back: bool = False):
        """What follows in the list, or, going back, what leads up to it: the nearest first."""
        if not mark:
            return self.queryset
        values = [Value(value, output_field=field) for value, field in zip(mark, self.fields, strict=True)]
        sign = " < " if self.falls != back else " > "
        found = self.queryset.filter(Compared(Row(*map(F, self.names)), Row(*values), arg_joiner=sign))
        # First of all conditions: where a list has several ends, SQLite walks from the one that is said first.
        found.query.where.children.insert(0, found.query.where.children.pop())
        return found.reverse() if back else found

    def values_at(self, queryset, skipped: int) -> tuple:
        """By the index alone: rows that are only passed are not read."""
        return next(iter(queryset.values_list(*self.names)[skipped : skipped + 1]), ())

    def written(self, row) -> str:
        return self.joined(tuple(getattr(row, name) for name in self.names))

    @staticmethod
    def joined(mark: tuple) -> str:
        return APART.join(str((value - EPOCH) // TICK if isinstance(value, datetime) else value) for value in mark)

    def read(self, text: str) -> tuple:
        """Raises Http404 for what names no place."""
        parts = text.rsplit(APART, len(self.names) - 1)
        if len(parts) != len(self.names) or len(text) > LONGEST:
            raise Http404
        return tuple(_value(field, part) for field, part in zip(self.fields, parts, strict=True))


def _field(queryset, name) -> models.Field:
    known = queryset.query.annotations.get(name)
    return known.output_field if known else queryset.model._meta.get_field(name)


def _value(field, text):
    if isinstance(field, models.CharField):
        return text if "\0" not in text else _not_there()
    try:
        number = int(text[:20])
        if not -(2**63) <= number < 2**63:
            raise OverflowError
        return EPOCH + number * TICK if isinstance(field, models.DateTimeField) else number
    except (ValueError, OverflowError):
        raise Http404 from None


class Row(Func):
    """Values side by side, which engines compare as one: a range of the index that sorts the list."""

    template = "(%(expressions)s)"
    output_field = models.BooleanField()


class Compared(Func):
    template = "%(expressions)s"
    output_field = models.BooleanField()
