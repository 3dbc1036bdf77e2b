"""Comments as moderators need them, each with all that is known about it; a page of them in a fixed number of queries."""

from collections import Counter, defaultdict

from django.db import connection
from django.db.models import CharField, Count, Exists, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.functional import cached_property

from comments import marked, moderation, verbs
from comments.models import Block, Comment, Decision, EarlierText, Objection, PersonNote, Report
from comments.queues import Queue
from newsroom.firsts import union

MOST_RECORDED = 200  # comments of one person, the newest
FIELDS = [
    "state",
    "state_since",
    "body",
    "body_html",
    "name",
    "email",
    "created_at",
    "edited_at",
    "like_count",
    "path",
    "visible",
]
FIELDS += [
    "parent__body",
    "parent__name",
    "parent__state",
    "parent__author__name",
    "parent__author__email",
    "parent__story",
]
FIELDS += ["story__title", "story__slug", "story__status", "story__published_at", "story_version__number"]
FIELDS += ["author__name", "author__email", "author__joined_at"]


class Card:
    """One comment, and `entries` of the log (newest first), `objections`, open `reports`, and the person's `record`."""

    def __init__(self, comment, entries=(), objections=(), reports=(), record=None):
        self.comment = comment
        self.entries, self.objections, self.reports = list(entries), list(objections), list(reports)
        self.record = record or Counter()
        self.problem = ""  # why nothing was decided, where it comes back

    @property
    def appeal(self):
        appeal = getattr(self.comment, "appeal", None)
        return appeal if appeal and appeal.is_open else None

    @property
    def appealed(self):
        """The decision that is appealed against."""
        return next((entry for entry in self.entries if self.appeal and entry.pk == self.appeal.decision_id), None)

    @cached_property
    def verbs(self):
        return verbs.offered(self.comment, len(self.reports), self.appeal)

    @property
    def quick(self):
        return [verb for verb in self.verbs if not verb.asks]

    @property
    def asking(self):
        """The verb that wants a reason: to refuse what is held, or to remove what is shown."""
        return next((verb for verb in self.verbs if verb.asks), None)

    @property
    def pieces(self):
        """The text as it was typed with what the rules met, where they met something in it."""
        pieces = marked.pieces(self.comment.body, self.objections)
        return pieces if any(piece.is_marked for piece in pieces) else []

    @property
    def rules(self) -> list[tuple[str, list[str]]]:
        """What each rule had against it: its name, and the words or facts."""
        found = defaultdict(list)
        for one in self.objections:
            found[moderation.label(one.rule)] += [said for said in (one.text, one.words) if said]
        return list(found.items())

    @property
    def seen(self) -> str:
        return verbs.seen(self.comment, self.entries[0] if self.entries else None)

    @property
    def last(self) -> Decision | None:
        """The last thing that a person decided."""
        return next((entry for entry in self.entries if entry.by_id and entry.verb != Decision.Verb.APPEAL), None)

    @property
    def counted(self) -> list[tuple[str, int]]:
        return [(label, self.record[state]) for state, label in Comment.State.choices if self.record[state]]


def with_everything(comments):
    """What a card shows of comment, person, parent and story, in the one query."""
    author = OuterRef("author")
    notes = PersonNote.objects.filter(person=author)
    blocks = Block.objects.in_force().filter(kind=Block.Kind.ACCOUNT, value=Cast(author, CharField()))
    comments = comments.select_related("author", "story", "story_version", "parent__author", "appeal").only(
        *FIELDS, "appeal__text", "appeal__at", "appeal__decided_at", "appeal__decision_id"
    )
    return comments.annotate(
        note=Subquery(notes.order_by("-id").values("text")[:1]),
        note_count=Subquery(notes.order_by().values("person").annotate(number=Count("pk")).values("number")),
        is_blocked=Exists(blocks),
        earlier=Subquery(EarlierText.objects.filter(comment=OuterRef("pk")).order_by("-id").values("body")[:1]),
    )


def of(comments) -> list[Card]:
    """Four queries more, for all of them."""
    ids = [comment.pk for comment in comments]
    if not ids:
        return []
    entries, objections, reports = (defaultdict(list) for _kind in range(3))
    for entry in Decision.objects.filter(comment_id__in=ids).order_by("-id"):
        entries[entry.comment_id].append(entry)
    for objection in Objection.objects.filter(comment__in=ids):
        objections[objection.comment_id].append(objection)
    for report in Report.objects.open().filter(comment__in=ids).select_related("reader").order_by("-id"):
        reports[report.comment_id].append(report)
    records = _records({comment.author_id for comment in comments if comment.author_id})
    return [
        Card(comment, entries[comment.pk], objections[comment.pk], reports[comment.pk], records.get(comment.author_id))
        for comment in comments
    ]


def _records(people) -> dict[int, Counter]:
    """How each person's newest comments stand, in one query that reads a bounded part of an index."""
    if not people:
        return {}
    theirs = [
        Comment.objects.filter(author=person).order_by("-created_at").values_list("author", "state")[:MOST_RECORDED]
        for person in sorted(people)
    ]
    sql, values = union(theirs)
    found = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT author, state, COUNT(*) FROM ({sql}) AS theirs GROUP BY author, state", values)
        for person, state, number in cursor.fetchall():
            found[person][state] = number
    return found


def page(queue: Queue, after: Comment | None = None, size: int = 20) -> tuple[list[Card], bool]:
    """The cards of one page of a queue, and whether more follow."""
    found = queue.in_order(with_everything(queue.page(after, size + 1)))
    return of(found[:size]), len(found) > size
