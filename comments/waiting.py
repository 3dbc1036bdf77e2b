"""What began to wait for a moderator between two moments: held, reported, and appealed comments."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from comments.models import Appeal, Comment, Objection, Report
from comments.moderation import label
from newsroom.mail import one_line

MOST_TOLD = 20
MOST_COUNTED = 100
REPORTS_EACH = 3  # one comment is reported by several readers
EXCERPT = 300
HELD, REPORTED, APPEALED = "held", "reported", "appealed"


def _kinds() -> list[tuple]:
    """Each kind with its rows, and the columns of their comment and of the moment, by which an index holds them."""
    # Asked of the one comment: joined, SQLite would go through all that is published.
    shown = Comment.objects.published().filter(pk=OuterRef("comment"))
    return [
        (HELD, Comment.objects.filter(state=Comment.State.HELD), "pk", "state_since"),
        (REPORTED, Report.objects.open().filter(Exists(shown)), "comment_id", "created_at"),
        (APPEALED, Appeal.objects.open(), "pk", "at"),
    ]


def newest() -> datetime | None:
    """When the last of all began to wait; None: nothing waits."""
    rows = (rows.order_by(f"-{moment}").values_list(moment, flat=True).first() for _kind, rows, _pk, moment in _kinds())
    return max(filter(None, rows), default=None)


def between(since: datetime | None, until: datetime, most: int) -> list[tuple[int, str]]:
    """At most so many numbers of comments that still wait, each with what for; those first that wait longest."""
    found = []
    for kind, rows, pk, moment in _kinds():
        rows = rows.filter(**{f"{moment}__lt": until} | ({f"{moment}__gte": since} if since else {}))
        some = rows.order_by(moment).values_list(moment, pk)[: most * REPORTS_EACH if kind == REPORTED else most]
        found += [(at, number, kind) for at, number in some]
    kinds = {}
    for _at, number, kind in sorted(found):
        kinds.setdefault(number, kind)
    return list(kinds.items())[:most]


def entries(found: list[tuple[int, str]]) -> list[dict]:
    """The first MOST_TOLD of them as a mail tells them, in a fixed number of queries."""
    told = dict(found[:MOST_TOLD])
    comments = Comment.objects.select_related("author", "story", "appeal").defer("story__body").prefetch_related(
        Prefetch("objections", Objection.objects.order_by("pk")),
        Prefetch("reports", Report.objects.open(), to_attr="open_ones"),
    )  # fmt: skip
    rows = comments.in_bulk(told)
    return [_entry(rows[number], kind) for number, kind in told.items() if number in rows]


def _entry(comment, kind) -> dict:
    why = {HELD: _why_held, REPORTED: _why_reported, APPEALED: _why_appealed}[kind](comment)
    said = Truncator(one_line(comment.body)).chars(EXCERPT)
    return {
        "comment": comment, "kind": kind, "why": one_line(why), "said": said,
        "name": one_line(comment.byline), "story": one_line(comment.story.title),
    }  # fmt: skip


def _why_held(comment) -> str:
    labels = dict.fromkeys(label(objection.rule) for objection in comment.objections.all())
    return ", ".join(labels) or gettext("A moderator takes another look")


def _why_reported(comment) -> str:
    reasons = ", ".join(dict.fromkeys(str(report.get_reason_display()) for report in comment.open_ones))
    number = len(comment.open_ones)
    return f"{ngettext('%d report', '%d reports', number) % number}: {reasons}"


def _why_appealed(comment) -> str:
    return Truncator(comment.appeal.text).chars(EXCERPT)
