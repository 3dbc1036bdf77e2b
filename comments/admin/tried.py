"""A rehearsal for the page of a rule: its sentences, and the comments with who wrote them and what was matched."""

from dataclasses import dataclass, field

from comments import rehearsed
from comments.marked import excerpt
from comments.models import Comment
from comments.rehearsal import Met, Rehearsal

SHOWN = ["name", "author__name", "author__email", "story__title"]


@dataclass
class Shown:
    met: Met
    comment: Comment  # with its people
    pieces: list

    @property
    def words(self) -> list[str]:
        return [objection.words for objection in self.met.objections if objection.words]


@dataclass
class Tried:
    """What would change, and, where there can be one, a rehearsal."""

    changes: list[str]
    found: Rehearsal | None = None
    shown: list[Shown] = field(default_factory=list)

    def load(self):
        """Who wrote the comments that are shown: one query."""
        keys = [met.comment.pk for met in self.found.shown]
        known = Comment.objects.select_related("author", "story").only(*SHOWN, "state", "created_at").in_bulk(keys)
        self.shown = [
            Shown(met, known[met.comment.pk], excerpt(met.comment.body, met.objections))
            for met in self.found.shown
            if met.comment.pk in known
        ]

    @property
    def looked_at(self):
        return rehearsed.looked_at(self.found)

    @property
    def caught(self):
        return rehearsed.caught(self.found)

    @property
    def warnings(self):
        return rehearsed.warnings(self.found)

    @property
    def is_alarming(self):
        return rehearsed.is_alarming(self.found)

    @property
    def details(self):
        return rehearsed.details(self.found)
