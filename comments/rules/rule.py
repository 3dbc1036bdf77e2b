"""What a house rule is: a small function that may object, its settings, and what it is told of a comment."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

from comments.models.objection import HOLD, Objection


class Sent(NamedTuple):
    """What came along with a comment besides its text; none of it is known later."""

    trap: str = ""  # what stands in the field that people do not see
    took: float | None = None  # seconds that the page was open, as its script says; None: nobody said
    network: str = ""  # a salted hash: newsroom.limits.network


class Setting(NamedTuple):
    """How a rule is set here: by the admin, or as it comes."""

    is_on: bool
    number: int | None
    words: str


@dataclass(frozen=True)
class Rule:
    """`ask` is given the comment, the Setting and, where the rule `looks_at` the sending, what was Sent; it answers
    Objections that are not stored yet, without rule and verdict: `review` says those.

    `looks_at`: 'text' (the text alone), 'history' (what is stored besides: the discussion, the person's other comments)
    or 'sending'. `said` is read by the comment's author. `number` is the default of what `number_label` names.
    """

    name: str
    label: str | Promise
    said: str | Promise
    help: str | Promise
    ask: Callable[..., Iterable[Objection]]
    looks_at: str = "text"
    is_on: bool = True
    number: int | None = None
    number_label: str | Promise = ""
    has_words: bool = False
    verdict: str = HOLD
    is_mode: bool = False  # it is set elsewhere: the site's mode of comments, or what has a page of its own

    @property
    def default(self) -> Setting:
        return Setting(self.is_on, self.number, "")
