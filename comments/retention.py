"""What goes when its time is over (models/retention.py), and what would: the same lines, one a sort of things.

Everything goes in small transactions, so that nobody waits for long; stopped half way, it goes on with the next run.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Count, DateTimeField, Min, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments import tombstones
from comments.models import Block, Comment, Decision, EarlierText, Objection, PersonNote, Report, Retention
from newsroom import append_only

AT_A_TIME = 500
TRIES = 3


def delete(model) -> Callable:
    return lambda pks: model.objects.filter(pk__in=pks).delete()


def forget(model, **empty) -> Callable:
    """Keep the row, and empty these of its columns."""
    return lambda pks: model.objects.filter(pk__in=pks).update(**empty)


@dataclass(frozen=True)
class Kind:
    """One sort of things. `days` names the field that says for how long they are kept, from their moment `when` on.

    They go in the order of `by`, a field with an index; `take` is handed the keys of some that are locked.
    """

    label: str
    days: str
    due: Callable[[datetime], QuerySet]
    when: str
    take: Callable[[list], object]
    by: str = "pk"
    opened: Callable[[], AbstractContextManager] = transaction.atomic


def kind(label, days, rows, when, take=None, **more) -> Kind:
    return Kind(
        label, days, lambda before: rows.filter(**{f"{when}__lt": before}), when, take or delete(rows.model), **more
    )


def comments(state) -> Kind:
    """The newest first, so that answers go before what they answer."""
    label, due = Comment.State(state).label, lambda before: tombstones.due(state, before)
    return Kind(label, state, due, "created_at", tombstones.clear, by="-created_at")


ENDED = Coalesce("lifted_at", "until", output_field=DateTimeField())
# Comments come last: what hangs on them has a line of its own, and would go along uncounted.
KINDS = [
    kind(
        _("Networks of comments"), "networks", Comment.objects.exclude(network=""), "created_at",
        forget(Comment, network=""), by="created_at",
    ),
    kind(
        _("Networks of reports"), "networks", Report.objects.exclude(network=""), "created_at",
        forget(Report, network=""),
    ),
    kind(
        _("Texts that a rule met"), "matched_texts", Objection.objects.exclude(text=""), "made_at",
        forget(Objection, text="", position=None),
    ),
    kind(_("Earlier texts of edited comments"), "earlier_texts", EarlierText.objects.all(), "replaced_at"),
    kind(
        _("Reports that were answered"), "reports_handled", Report.objects.filter(handled_at__isnull=False), "handled_at"
    ),
    kind(
        _("Reports that nobody answered"), "reports_open", Report.objects.open(), "created_at"
    ),
    kind(_("Notes on people"), "notes", PersonNote.objects.all(), "at"),
    kind(_("Blocks that have ended"), "blocks", Block.objects.annotate(ended=ENDED), "ended"),
    kind(_("Log of decisions"), "log", Decision.objects.all(), "at", by="at", opened=append_only.purging),
    *(comments(state) for state in ("unconfirmed", "held", "rejected", "spam", "removed", "deleted")),
]  # fmt: skip


@dataclass
class Line:
    """Of one kind: the days it is kept (None: for ever), how many are older, and the moment of the oldest."""

    label: str
    days: int | None
    number: int = 0
    oldest: datetime | None = None
    is_more: bool = False  # than the number, as far as was counted


def preview(kept: Retention, at: datetime | None = None, most: int | None = None) -> Iterator[Line]:
    """What would go; changes nothing. Of each kind at most so many are counted."""
    return _lines(kept, at, lambda kind, due, line: _count(kind, due, line, most))


def purge(kept: Retention, at: datetime | None = None) -> Iterator[Line]:
    """Take away what is older; each line comes when its kind is done."""
    return _lines(kept, at, _take)


def _lines(kept, at, look):
    at = at or timezone.now()
    for kind in KINDS:
        line = Line(kind.label, getattr(kept, kind.days))
        if line.days:
            look(kind, kind.due(at - timedelta(days=line.days)), line)
        yield line


def _count(kind, due, line, most):
    some = due.order_by(kind.by.lstrip("-"))[: most + 1] if most else due.order_by()
    line.number, line.oldest = some.aggregate(number=Count("pk"), oldest=Min(kind.when)).values()
    if most and line.number > most:
        line.number, line.is_more = most, True


def _take(kind, due, line):
    """What went is not due any more, so the next part begins where this one ended."""
    onward = f"{kind.by.lstrip('-')}__{'lte' if kind.by.startswith('-') else 'gte'}"
    rest = due
    while part := _part(kind, rest):
        line.number += len(part)
        line.oldest = min([moment for _pk, moment, _place in part] + ([line.oldest] if line.oldest else []))
        rest = due.filter(**{onward: part[-1][2]})


def _part(kind, due) -> list[tuple]:
    """Take some: key, moment, and place in the order. Tried again where somebody took the same rows in another order."""
    for tries_left in reversed(range(TRIES)):
        try:
            with kind.opened():
                rows = due.select_for_update().order_by(kind.by)
                part = list(rows.values_list("pk", kind.when, kind.by.lstrip("-"))[:AT_A_TIME])
                if part:
                    kind.take([pk for pk, *_rest in part])
                return part
        except OperationalError:
            if not tries_left:
                raise
    return []
