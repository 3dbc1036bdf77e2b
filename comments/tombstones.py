"""Comments whose time is over: one that nobody answered goes whole, of another an empty place stays in the thread."""

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from comments.models import Appeal, Comment, Discussion, EarlierText, Letter, Like, Notice, Objection, Report
from comments.models.state import REFUSED
from newsroom import moments

HANGS_ON = (Appeal, EarlierText, Letter, Like, Notice, Objection, Report)
# Of what was said and by whom nothing is left. The fingerprint has to differ from all others.
EMPTY = {
    "body": "", "body_html": "", "name": "", "email": "", "author": None, "network": "", "gist": None, "second_gist": None, "picked_at": None, "like_count": 0,
    "fingerprint": Concat(Value("purged "), Cast("pk", CharField())),
}  # fmt: skip


def due(state: str, before):
    """Comments that came into this state before that moment and still have something to lose. Never what is shown."""
    # By when it was written too: of that there is an index, and a comment is written before anything becomes of it.
    old = Comment.objects.filter(state=state, created_at__lt=before, state_since__lt=before)
    if state in REFUSED:
        looked_at = Appeal.objects.filter(comment=OuterRef("pk"))
        old = old.exclude(Exists(looked_at.filter(Q(decided_at__isnull=True) | Q(decided_at__gte=before))))
    return old.exclude(Q(body="") & Q(_answered()))


def clear(pks) -> None:
    """Take comments away that this transaction has locked, none of which is shown."""
    answered = _still_answered(set(pks))
    rows = Comment.objects.filter(pk__in=answered)
    for model in HANGS_ON:
        model.objects.filter(comment__in=answered).delete()
    # No moderator has to decide about an empty place.
    rows.filter(state=Comment.State.HELD).update(state=Comment.State.REMOVED, state_since=moments.now())
    stories = set(rows.visible().values_list("story", flat=True))
    rows.update(**EMPTY)
    for story in sorted(stories):
        Discussion.changed(story)


def _still_answered(pks: set) -> set:
    """Delete those without an answer, the last answers first, and the empty places above that held only these. Answers
    with the others.
    """
    left, above = set(pks), set()
    unshown = Comment.objects.exclude(state=Comment.State.PUBLISHED).filter(~_answered()).order_by("-pk")
    while alone := dict(
        unshown.filter(Q(pk__in=left) | Q(pk__in=above, body="")).select_for_update().values_list("pk", "parent")
    ):
        Comment.objects.filter(pk__in=alone).delete()
        left, above = left - set(alone), {*alone.values()} - {None}
    return left


def _answered():
    return Exists(Comment.objects.filter(parent=OuterRef("pk")))
