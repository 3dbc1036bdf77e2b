"""What waits for moderators, and in which order. A place in a queue is named by the comment that stood there."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments.models import Appeal, Comment, Report

MOST_COUNTED = 100
State = Comment.State


@dataclass(frozen=True)
class Queue:
    """`rows` finds what is in it, `key` is the column that with the number of the comment makes its order."""

    name: str
    label: str | Promise
    empty: str | Promise
    rows: Callable[[], QuerySet]
    number: str = "pk"  # of the comment, in these rows
    key: str = ""
    newest_first: bool = False
    is_counted: bool = True

    @property
    def address(self) -> str:
        return f"{reverse('admin:comments_desk')}?queue={self.name}"

    def after(self, comment: Comment | None = None) -> QuerySet:
        """Its rows in their order; with a comment, those that come after where it stood."""
        rows, sign = self.rows(), "-" if self.newest_first else ""
        order = [f"{sign}{name}" for name in (self.key, self.number) if name]
        if not comment:
            return rows.order_by(*order)
        beyond = "lt" if self.newest_first else "gt"
        later = Q(**{f"{self.number}__{beyond}": comment.pk})
        if self.key:
            at = self.moment_of(comment)
            # The first condition alone lets an index find the place.
            rows = rows.filter(**{f"{self.key}__{beyond}e": at})
            later = Q(**{f"{self.key}__{beyond}": at}) | Q(**{self.key: at}) & later
        return rows.filter(later).order_by(*order)

    def moment_of(self, comment: Comment):
        appeal = getattr(comment, "appeal", None) if self.key == "at" else None
        return appeal.at if appeal else comment.created_at

    def page(self, comment: Comment | None, size: int) -> QuerySet:
        """The comments of one page, as part of one query; `in_order` sorts them."""
        return Comment.objects.filter(pk__in=self.after(comment).values(self.number)[:size])

    def in_order(self, comments) -> list[Comment]:
        place = lambda comment: (self.moment_of(comment) if self.key else comment.pk, comment.pk)  # noqa: E731
        return sorted(comments, key=place, reverse=self.newest_first)


def _in(state) -> Callable[[], QuerySet]:
    return lambda: Comment.objects.filter(state=state)


QUEUES = {
    queue.name: queue
    for queue in [
        Queue(
            "held", _("Held"),
            _("Nothing is held. A comment that somebody has to read before others do waits here."),
            _in(State.HELD), key="created_at",
        ),
        Queue(
            "reported", _("Reported"),
            _("Nothing is reported. When a reader says that a comment breaks the house rules, it waits here."),
            lambda: Report.objects.open().distinct(),
            number="comment_id",
        ),
        Queue(
            "appeals", _("Appeals"),
            _("No appeal is open. Whoever was refused may ask once for a second look; that waits here."),
            lambda: Appeal.objects.open(), number="comment_id", key="at",
        ),
        Queue(
            "spam", _("Spam"),
            _("There is no spam. What was marked as such stands here, and can be restored."),
            _in(State.SPAM), key="created_at", newest_first=True, is_counted=False,
        ),
        Queue(
            "recent", _("Recent"),
            _("No comments yet. What readers write stands here, the newest first."),
            _in(State.PUBLISHED), key="created_at", newest_first=True, is_counted=False,
        ),
    ]
}  # fmt: skip


def counts() -> dict[str, int]:
    """How many wait in each queue that is counted, up to MOST_COUNTED and one; one query."""
    counted = [queue for queue in QUEUES.values() if queue.is_counted]
    parts, values = [], []
    for queue in counted:
        sql, given = queue.rows().order_by().values(queue.number)[: MOST_COUNTED + 1].query.sql_with_params()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS {queue.name})")
        values.extend(given)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip((queue.name for queue in counted), cursor.fetchone(), strict=True))
