"""A story on its way in: what a file says, before anything is stored, and the one error all formats raise."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Creator, Source, Story, Tag, Topic
from newsroom.html import STORY


class Refused(Exception):
    """A file that cannot be taken in: which, where, and why in a sentence for whoever sent it."""

    def __init__(self, file: str, line: int, reason: str):
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, str(reason)


class Kind(models.TextChoices):
    """What a line of a file was taken for."""

    TITLE = "title", gettext_lazy("title")
    SUBTITLE = "subtitle", gettext_lazy("subtitle")
    FRONT = "front", gettext_lazy("front matter")
    HEADING = "heading", gettext_lazy("heading")
    SUBHEADING = "subheading", gettext_lazy("subheading")
    PARAGRAPH = "paragraph", gettext_lazy("paragraph")
    DIVIDER = "divider", gettext_lazy("divider")
    QUOTE = "quote", gettext_lazy("block quote")
    BULLET = "bullet", gettext_lazy("list")
    NUMBER = "number", gettext_lazy("numbered list")
    TABLE = "table", gettext_lazy("table")
    CODE = "code", gettext_lazy("code")
    HTML = "html", gettext_lazy("HTML")
    FOOTNOTE = "footnote", gettext_lazy("footnote")
    LINK = "link", gettext_lazy("address of a link")
    ABOUT = "about", gettext_lazy("start of the creator")
    NAME = "name", gettext_lazy("creator")
    BIO = "bio", gettext_lazy("about the creator")
    FURNITURE = "furniture", gettext_lazy("page furniture")
    BLANK = "blank", gettext_lazy("blank")


@dataclass
class Line:
    number: int
    kind: Kind
    text: str


@dataclass
class Writer:
    """A creator as a file names them."""

    name: str
    bio: str = ""
    line: int = 1


@dataclass
class Picture:
    """A picture file beside the story, and the address its text already uses for it."""

    path: Path
    address: str
    width: int
    height: int
    alt: str = ""


@dataclass
class Amendment:
    """A correction as a file tells it."""

    at: datetime
    text: str
    kind: str = "correction"
    line: int = 1


@dataclass
class Item:
    file: str
    title: str = ""
    subtitle: str = ""
    slug: str = ""
    body: str = ""
    creators: list[Writer] = field(default_factory=list)
    topic: str = ""
    tags: list[str] = field(default_factory=list)
    language: str = ""
    status: str = ""
    date: datetime | None = None
    updated: datetime | None = None
    embargo: datetime | None = None
    reason: str = ""
    cover: Picture | None = None
    cover_alt: str = ""
    cover_caption: str = ""
    cover_credit: str = ""
    is_opinion: bool = False
    sponsor: str = ""
    content_warning: str = ""
    ai_use: str = ""
    ai_note: str = ""
    sources: list[Source] = field(default_factory=list)  # not stored yet
    corrections: list[Amendment] = field(default_factory=list)
    pictures: dict[str, Picture] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)  # the line where a field stands

    def refusal(self, where: str | int, reason: str) -> Refused:
        return Refused(self.file, where if isinstance(where, int) else self.at.get(where, 1), reason)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def take_body(self, html: str, line: int) -> None:
        """Keep the clean text. `line` is where the text begins in the file."""
        try:
            self.body = STORY.clean(html)
        except ValidationError as error:
            raise self.refusal(line, " ".join(error.messages)) from None
        except RecursionError:
            raise self.refusal(line, _("The text nests elements too deeply.")) from None

    def check_lengths(self) -> None:
        """Raise Refused where a text is longer than its column."""
        labels = ("sponsor", "content_warning", "ai_note")
        for name in ("title", "subtitle", "slug", "cover_alt", "cover_caption", "cover_credit", *labels):
            self._check(name, getattr(self, name), Story, name)
        self._check("reason", self.reason, Story, "withdrawal_reason")
        self._check("topic", self.topic, Topic, "name")
        for tag in self.tags:
            self._check("tags", tag, Tag, "name")
        for writer in self.creators:
            self._check(writer.line, writer.name, Creator, "name")
            self._check(writer.line, writer.bio, Creator, "bio")

    def _check(self, where, text, model, field_name):
        column = model._meta.get_field(field_name)
        if len(text) > column.max_length:
            words = {"what": column.verbose_name, "length": len(text), "most": column.max_length}
            raise self.refusal(where, _("%(what)s: %(length)d characters, and at most %(most)d fit.") % words)
