"""What moderators do with a comment, and what its author may ask of them. Each verb takes the row, does all or nothing, and
writes the log."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.appeal import Appeal
from comments.models.decision import Decision, told
from comments.models.objection import REFUSE
from comments.models.shown import Shown
from comments.models.state import AFTER, REFUSED

UNDO_MINUTES = 10  # in which a moderator can take back what they decided last


class Moderated(Shown):
    class Meta:
        abstract = True

    @transaction.atomic
    def approve(self, by=None, note=""):
        self._decide(Decision.Verb.APPROVE, self.State.PUBLISHED, [self.State.HELD], by, note=note)

    @transaction.atomic
    def reject(self, by=None, reason="", note=""):
        """Refuse what is held; its author sees reason and note."""
        self._decide(Decision.Verb.REJECT, self.State.REJECTED, [self.State.HELD], by, reason, note)

    @transaction.atomic
    def mark_spam(self, by=None, note=""):
        self._decide(Decision.Verb.SPAM, self.State.SPAM, [self.State.HELD, self.State.PUBLISHED], by, "spam", note)

    @transaction.atomic
    def remove(self, by=None, reason="", note=""):
        """Take away what was shown; its author sees reason and note."""
        self._decide(Decision.Verb.REMOVE, self.State.REMOVED, [self.State.PUBLISHED], by, reason, note)

    @transaction.atomic
    def restore(self, by=None, note=""):
        """Show again what was refused, removed or taken for spam."""
        self._decide(Decision.Verb.RESTORE, self.State.PUBLISHED, REFUSED, by, note=note)

    @transaction.atomic
    def uphold(self, by=None, note=""):
        """After an appeal: the decision stands. Its author reads the note. Raises ValidationError where none is open."""
        self._lock(*REFUSED)
        if not self.open_appeal:
            raise ValidationError(_("No appeal is open any more."))
        decision = Decision.objects.record(self, Decision.Verb.UPHOLD, by=by, note=note, since=self.open_appeal.at)
        self._settle_appeal(Appeal.Outcome.UPHELD, decision)
        self._mail_author(decision)

    @transaction.atomic
    def keep(self, by=None, note=""):
        """Dismiss the open reports: it stays as it is. Raises ValidationError where there is none."""
        self._lock(self.State.PUBLISHED, self.State.DELETED)
        if not self.open_reports.exists():
            raise ValidationError(_("No report of this comment is open any more."))
        decision = Decision.objects.record(self, Decision.Verb.KEEP, by=by, note=note, since=self._waits_since())
        self._handle_reports(decision)

    @transaction.atomic
    def undo(self, by):
        """Take back what `by` decided about it last, for a few minutes and while nothing else has happened since.

        Raises ValidationError, with a sentence, otherwise.
        """
        self._lock(*self.State)
        last = Decision.objects.about(self).first()
        if not _is_fresh(last, by):
            raise ValidationError(_("There is nothing of yours to take back any more."))
        if not self._stands_as(last):
            raise ValidationError(_("It has changed since; decide about it as it is now."))
        Decision.objects.record(self, Decision.Verb.UNDO, by=by)
        self.reports.filter(handled_at=last.at).update(handled_at=None)
        Appeal.objects.filter(comment=self, decided_at=last.at).update(decided_at=None, outcome="")
        if self.state != last.before:
            self._become(last.before)

    def can_be_undone(self, last: Decision | None, by) -> bool:
        """Whether `undo` would do it as things are. `last`: the newest entry about it."""
        return _is_fresh(last, by) and self._stands_as(last)

    @transaction.atomic
    def appeal_with(self, said: str):
        """Its author asks once for a second look. Raises ValidationError where there is none to have."""
        self._lock(*self.State)
        if earlier := Appeal.objects.filter(comment=self).first():
            if earlier.text == said:  # a second press
                return
            raise ValidationError(_("You have appealed once. A second appeal is not possible."))
        self._check_text()
        self._lock(*REFUSED)
        entries = told(Decision.objects.about(self).order_by("id"))
        Appeal.objects.create(comment=self, text=said, decision_id=entries[-1].pk if entries else None)
        Decision.objects.record(self, Decision.Verb.APPEAL)  # without a name: the log outlives its author's account

    def _stands_as(self, decision) -> bool:
        return self.state == (AFTER[decision.verb] or decision.before)

    def _decide(self, verb, state, sources, by, reason="", note=""):
        self._lock(*sources)
        since = self._waits_since() if by else None
        decision = Decision.objects.record(self, verb, by=by, reason=reason, note=note, since=since)
        self._handle_reports(decision)
        if self.open_appeal:
            self._settle_appeal(Appeal.Outcome.GRANTED, decision)
        self._become(state)
        self._mail_author(decision)

    @property
    def open_reports(self):
        return self.reports.open()

    @property
    def open_appeal(self) -> Appeal | None:
        if self.state not in REFUSED:
            return None
        return Appeal.objects.open().filter(comment=self).first()

    def _waits_since(self):
        """The moment from which it has waited for a person; None: it does not wait."""
        if self.state == self.State.HELD:
            return self._held_since()
        if appeal := self.open_appeal:
            return appeal.at
        return self.open_reports.aggregate(first=Min("created_at"))["first"]

    def _held_since(self):
        """A decision that was taken back did not end the waiting."""
        last, undone = [*Decision.objects.about(self)[:2], None, None][:2]
        if last and undone and last.verb == Decision.Verb.UNDO and undone.waited is not None:
            return undone.at - timedelta(seconds=undone.waited)
        return self.state_since

    def keep_objections(self, objections):
        for objection in objections:
            objection.comment = self
            objection.save()

    def _log_objections(self, objections, before):
        """Every rule once; the one that refuses last, for that is what its author reads."""
        verdicts = {REFUSE: Decision.Verb.REJECT}
        rules = dict.fromkeys(
            (one.verdict, one.rule) for one in sorted(objections, key=lambda one: one.verdict == REFUSE)
        )
        for verdict, rule in rules:
            verb = verdicts.get(verdict, Decision.Verb.HOLD)
            Decision.objects.record(self, verb, before=before, reason=rule)

    def _handle_reports(self, decision):
        """Whatever was decided answers those who reported."""
        self.open_reports.update(handled_at=decision.at)

    def _settle_appeal(self, outcome, decision):
        Appeal.objects.filter(comment=self).update(outcome=outcome, decided_at=decision.at)

    def _mail_author(self, decision):
        """A row for its author, where a person decided; a sweep mails it."""
        from comments import decided

        if decision.by_id and self.author_id and decision.by_id != self.author_id and decision.verb in decided.MAILED:
            decided.tell(self.author, decision, decision.at + timedelta(minutes=UNDO_MINUTES))


def _is_fresh(decision: Decision | None, by) -> bool:
    """Whether it is theirs, and so young that it can still be taken back."""
    if not decision or decision.by_id != by.pk or decision.verb not in AFTER:
        return False
    return decision.at >= timezone.now() - timedelta(minutes=UNDO_MINUTES)
