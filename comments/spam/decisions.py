"""What people decided on this site, as samples to learn from."""

from comments.models import Comment
from comments.models.decision import Decision
from comments.models.state import AFTER
from comments.spam.trial import Sample

MOST = 20_000  # comments, those decided last
AT_A_TIME = 500
GOOD = {Decision.Verb.APPROVE, Decision.Verb.RESTORE, Decision.Verb.KEEP}
BAD = {Decision.Verb.REJECT, Decision.Verb.REMOVE}
SPAM_REASONS = {"spam", "advert"}


def by_people():
    """Decisions about comments that rules had no part in, and those that take one back."""
    return Decision.objects.filter(by_id__isnull=False, comment_id__isnull=False, verb__in=[*AFTER, Decision.Verb.UNDO])


def samples() -> list[Sample]:
    """The comments that are still there, with whether they are spam. What its author took back teaches nothing."""
    judged = _judged()
    ids, found = list(judged), []
    for start in range(0, len(ids), AT_A_TIME):
        chunk = Comment.objects.filter(pk__in=ids[start : start + AT_A_TIME]).exclude(state=Comment.State.DELETED)
        found += [Sample(pk, body, judged[pk]) for pk, body in chunk.values_list("pk", "body")]
    return found


def _judged() -> dict[int, bool]:
    """Whether each comment is spam, by the newest decision about it that stands. Decisions for other reasons say nothing
    of spam, and a comment that met one is left out.
    """
    answers, taken_back = {}, set()
    for comment, verb, reason in by_people().order_by("-pk").values_list("comment_id", "verb", "reason").iterator():
        if comment in answers:
            continue
        if verb == Decision.Verb.UNDO:
            taken_back.add(comment)
        elif comment in taken_back:
            taken_back.remove(comment)
        elif verb != Decision.Verb.UPHOLD:  # the decision before it stands
            answers[comment] = _is_spam(verb, reason)
        if len(answers) == MOST:
            break
    return {comment: is_spam for comment, is_spam in answers.items() if is_spam is not None}


def _is_spam(verb, reason) -> bool | None:
    if verb in GOOD:
        return False
    return True if verb == Decision.Verb.SPAM or (verb in BAD and reason in SPAM_REASONS) else None
