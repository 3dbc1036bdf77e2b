"""A text typed over a version that is no longer the newest: what each of the two changed, and how to join it."""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles import differences, merging
from articles.admin import words
from articles.admin.story_form import one_line
from articles.models import Story, StoryVersion
from articles.models.version import TEXT
from newsroom.html import CleanHTML

LINES = ("title", "subtitle")


def label(name: str) -> str:
    return str(Story._meta.get_field(name).verbose_name)


def who_saved(version: StoryVersion, user) -> str:
    """'Tom Reed saved version 7 today at 14:02', for a sentence to go on."""
    said = {"number": version.number, **words.when(version.saved_at), "who": version.saved_by_name or _("Somebody")}
    if version.saved_by_id == user.pk:
        return _("You saved version %(number)d %(day)s at %(time)s, in another window") % said
    return _("%(who)s saved version %(number)d %(day)s at %(time)s") % said


def posted_text(data) -> dict | None:
    """The text in a sent form as it would be stored; None where the form will object to it anyway."""
    try:
        body = Story._meta.get_field("body").cleaned(data.get("body", "").replace("\r\n", "\n"))
    except ValidationError:
        return None
    return {name: one_line(data.get(name, "")) for name in LINES} | {"body": body}


@dataclass(frozen=True)
class Stale:
    """`base` is the text that both began with, None where it is not known; `theirs` is the newest version."""

    base: dict | None
    theirs: StoryVersion
    mine: dict
    said: str

    @classmethod
    def of(cls, story, opened: int, mine: dict, user) -> "Stale | None":
        """None where nobody changed the text since the version `opened`, or both changed it to the same."""
        theirs = story.versions.order_by("-number").first()
        if not theirs or theirs.number == opened or theirs.text == mine:
            return None
        base = story.versions.filter(number=opened).first()
        if base and base.text == theirs.text:
            return None
        return cls(base and base.text, theirs, mine, who_saved(theirs, user))

    @property
    def is_untouched(self) -> bool:
        """Whether only they changed anything."""
        return self.mine == self.base

    # What is shown

    @cached_property
    def their_changes(self) -> list[tuple]:
        return changes(self.base, self.theirs.text) if self.base else []

    @cached_property
    def my_changes(self) -> list[tuple]:
        return changes(self.base or self.theirs.text, self.mine)

    @cached_property
    def places(self) -> list[merging.Place]:
        theirs, mine = differences.blocks(self.theirs.body), differences.blocks(self.mine["body"])
        base = differences.blocks(self.base["body"]) if self.base else merging.common(theirs, mine)
        return merging.merge(base, theirs, mine)

    @property
    def lines_to_choose(self) -> list[tuple]:
        """Title and subtitle where both changed it: (name, label, theirs, mine)."""
        texts = [(name, label(name), self.theirs.text[name], self.mine[name]) for name in LINES]
        return [text for text in texts if self._line(text[0]) is None]

    @property
    def places_to_choose(self) -> list[tuple]:
        """Places in the body that both changed: (number, theirs, mine) as HTML."""
        clashes = [place for place in self.places if place.clash]
        return [(at, _html(place.theirs), _html(place.mine)) for at, place in enumerate(clashes)]

    @property
    def taken(self) -> dict[str, int]:
        """How many places fit by themselves, by whose change it is."""
        return {by: sum(place.by == by for place in self.places) for by in ("theirs", "mine")}

    # What comes of it

    def joined(self, data) -> dict:
        """The joined text, with the choices of a sent form."""
        answers = [data.get(f"merge-{at}", "") for at in range(sum(place.clash for place in self.places))]
        text = {"body": "".join(merging.joined(self.places, answers))}
        for name in LINES:
            choice = self.theirs.text[name] if data.get(f"merge-{name}") == "theirs" else self.mine[name]
            line = self._line(name)
            text[name] = choice if line is None else line
        return text

    def _line(self, name) -> str | None:
        """A title or subtitle that needs no choice."""
        theirs, mine, base = self.theirs.text[name], self.mine[name], (self.base or {}).get(name)
        if mine in (theirs, base):
            return theirs
        return mine if theirs == base else None


def changes(before: dict, after: dict) -> list[tuple]:
    """(label, differences as HTML) for each part of a text that is not the same."""
    changed = [name for name in TEXT if before[name] != after[name]]
    return [(label(name), _difference(name, before[name], after[name])) for name in changed]


def _difference(name, before, after):
    return differences.texts(before, after).html if name == "body" else differences.lines(before, after)


def _html(blocks) -> CleanHTML:
    return Story._meta.get_field("body").cleaned("".join(blocks))
