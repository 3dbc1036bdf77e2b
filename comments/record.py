"""What moderators know of a person: how their comments fared, what was decided, what they reported, blocks and notes.

Each part reads a bounded piece of an index, however much somebody has written.
"""

from collections import Counter
from dataclasses import dataclass

from django.utils.functional import cached_property

from comments.models import Block, Comment, Decision, PersonNote, Report
from comments.models.state import REFUSED
from newsroom.models import User

MOST_COUNTED = 5_000  # comments, the newest
LATEST, DECISIONS, REPORTS, BLOCKS, NOTES = 10, 20, 200, 50, 100
REPORTS_SHOWN = 10
SHOWN = ("state", "body", "created_at", "network", "story__title")


@dataclass
class Record:
    person: User

    @cached_property
    def states(self) -> Counter:
        theirs = Comment.objects.filter(author=self.person).order_by("-created_at")
        return Counter(theirs.values_list("state", flat=True)[:MOST_COUNTED])

    @property
    def is_longer(self) -> bool:
        """Whether there are more comments than were counted."""
        return self.states.total() == MOST_COUNTED

    @property
    def counted(self) -> list[tuple[str, str, int]]:
        """State, its word, and how many."""
        return [(state, word, self.states[state]) for state, word in Comment.State.choices if self.states[state]]

    @property
    def refused(self) -> tuple[int, int]:
        """How many were refused, removed or spam, of how many that somebody or a rule has judged."""
        refused = sum(self.states[state] for state in REFUSED)
        return refused, refused + self.states[Comment.State.PUBLISHED]

    @property
    def percent_refused(self) -> int | None:
        refused, judged = self.refused
        return round(100 * refused / judged) if judged else None

    @cached_property
    def comments(self) -> list[Comment]:
        theirs = Comment.objects.filter(author=self.person).order_by("-created_at")
        return list(theirs.select_related("story").only(*SHOWN)[:LATEST])

    @cached_property
    def decisions(self) -> list[Decision]:
        return list(Decision.objects.filter(person_id=self.person.pk).order_by("-id")[:DECISIONS])

    @cached_property
    def _reports(self) -> list[Report]:
        """By this person, about others; `upheld`: whether the comment went."""
        found = Report.objects.filter(reader=self.person).select_related("comment").order_by("-id")
        found = list(found.only("reason", "created_at", "handled_at", "comment__state")[:REPORTS])
        for report in found:
            report.upheld = report.comment.state in REFUSED
        return found

    @property
    def reports(self) -> list[Report]:
        return self._reports[:REPORTS_SHOWN]

    @property
    def reports_ended(self) -> dict[str, int]:
        """How the newest of their reports ended; 'gone': the comment went."""
        answered = [report for report in self._reports if report.handled_at]
        gone = sum(report.upheld for report in answered)
        made = len(self._reports)
        return {"made": made, "open": made - len(answered), "gone": gone, "kept": len(answered) - gone}

    @cached_property
    def blocks(self) -> list[Block]:
        """That meet or met this person, the networks of their latest comments included."""
        networks = {comment.network for comment in self.comments if comment.network}
        met = Block.objects.against(self.person) | Block.objects.filter(kind=Block.Kind.NETWORK, value__in=networks)
        return list(met.order_by("-made_at")[:BLOCKS])

    @cached_property
    def notes(self) -> list[PersonNote]:
        return list(PersonNote.objects.filter(person=self.person).order_by("-id")[:NOTES])
