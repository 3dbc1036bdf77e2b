"""What became of a comment that was to be decided at the desk."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from comments import verbs
from comments.models import Comment, Decision


@dataclass
class Done:
    """`said` in words, `problem` where nothing was decided, and whether this person can take it back."""

    comment: Comment
    said: str
    problem: str = ""
    can_undo: bool = False


def decided(request, comment, form) -> Done:
    """Do to a comment what a valid form says, or take back what was done to it."""
    try:
        if request.POST["verb"] == verbs.UNDO:
            comment.undo(by=request.user)
        else:
            looked_at = request.POST.get(f"seen-{comment.pk}", "")
            form.chosen.do(comment, request.user, looked_at=looked_at, **form.said)
    except (verbs.Refused, ValidationError, Comment.DoesNotExist) as refusal:
        problem = " ".join(getattr(refusal, "messages", [])) or str(refusal)
        return done_line(request, Comment.objects.filter(pk=comment.pk).first() or comment, problem)
    return done_line(request, comment)


def done_line(request, comment, problem="") -> Done:
    """What was decided last: by this person as 'Approved', by another with their name and the time."""
    last = Decision.objects.about(comment).first()
    if not last or not last.by_id:
        return Done(comment, comment.get_state_display(), problem)
    said = verbs.sentence(last, mine=last.by_id == request.user.pk)
    return Done(comment, said, problem, comment.can_be_undone(last, request.user))
