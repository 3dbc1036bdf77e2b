"""One comment before a moderator: what is against it, what was decided so far, and what can be done with it now."""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from comments import moderation
from comments.decision_form import DecisionForm
from comments.models import Comment, Decision, SavedReply
from comments.verbs import UNDO, Refused, Verb, offered, seen
from newsroom.addresses import key

MOST_SHOWN = 20
CHANGING = ("state", "state_since", "visible", "body", "body_html", "edited_at")


class Case:
    """A comment as one moderator finds it. `refusal`: why what they asked for was not done."""

    def __init__(self, comment: Comment, moderator):
        self.comment, self.moderator = comment, moderator
        self.form = self._form()
        self.refusal = ""

    def _form(self, data=None, **options) -> DecisionForm:
        return DecisionForm(data, auto_id=f"decide{self.comment.pk}_%s", **options)

    # What there is to know

    @cached_property
    def objections(self) -> list:
        """With the `label` of the rule."""
        found = list(self.comment.objections.all()[:MOST_SHOWN])
        for objection in found:
            objection.label = moderation.label(objection.rule)
        return found

    @cached_property
    def reports(self) -> list:
        return list(self.comment.open_reports.order_by("-pk")[:MOST_SHOWN])

    @cached_property
    def appeal(self):
        return self.comment.open_appeal

    @cached_property
    def decisions(self) -> list[Decision]:
        """The newest first."""
        return list(Decision.objects.about(self.comment)[:MOST_SHOWN])

    @property
    def last(self) -> Decision | None:
        return self.decisions[0] if self.decisions else None

    @property
    def seen(self) -> str:
        return seen(self.comment, self.last)

    @cached_property
    def replies(self) -> list[SavedReply]:
        """Words for the note, where the comment's author may read it."""
        return list(SavedReply.objects.all()[:MOST_SHOWN]) if self.asks or self.appeal else []

    @cached_property
    def verbs(self) -> list[Verb]:
        return offered(self.comment, len(self.reports), self.appeal)

    @property
    def asks(self) -> bool:
        return any(verb.asks for verb in self.verbs)

    @property
    def can_be_taken_back(self) -> bool:
        return self.comment.can_be_undone(self.last, self.moderator)

    # What is done

    def take(self, data) -> str:
        """Do what a form asks for. Answers the sentence that says so; '' where nothing was decided: the form, which keeps
        what was typed, or `refusal` says why.
        """
        if "reply" in data:
            return self._fill_in(data)
        try:
            return self._take_back() if data.get("verb") == UNDO else self._decide(data)
        except Refused as refusal:
            self.refusal = str(refusal)
            self._look_again()
            return ""

    def _fill_in(self, data) -> str:
        """A saved reply below what was typed; nothing is decided."""
        reply = SavedReply.objects.filter(pk=key(data["reply"])).first()
        note = "\n\n".join(filter(None, [data.get("note", "").strip(), reply.words if reply else ""]))
        self.form = self._form(initial={"reason": data.get("reason", ""), "note": note})
        return ""

    def _decide(self, data) -> str:
        self.form = self._form(data)
        if not self.form.is_valid():
            return ""
        self.form.chosen.do(self.comment, self.moderator, looked_at=data.get("seen", ""), **self.form.said)
        self._look_again()
        return str(self.form.chosen.done)

    def _take_back(self) -> str:
        try:
            self.comment.undo(by=self.moderator)
        except Comment.DoesNotExist:
            raise Refused(_("It was deleted in the meantime.")) from None
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        self._look_again()
        return _("Taken back.")

    def _look_again(self):
        """Forget what was asked for before; state and text are the row's, if it is still there."""
        for name in ("objections", "reports", "appeal", "decisions", "verbs"):
            self.__dict__.pop(name, None)
        now = Comment.objects.filter(pk=self.comment.pk).values(*CHANGING).first()
        self.comment.__dict__.update(now or {})
