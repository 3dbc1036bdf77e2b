"""What readers type: a small part of Markdown, made into HTML and cleaned, once, when it is written."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from newsroom.html import COMMENT, ILLEGAL, CleanHTML, words

LONGEST = 5000
DEEPEST_QUOTE = 5
# Paragraphs, line breaks, bold, italic, code, code block, quote, list, link; addresses become links by themselves.
RULES = [
    "blockquote",
    "list",
    "fence",
    "code",
    "emphasis",
    "backticks",
    "link",
    "autolink",
    "newline",
    "escape",
    "entity",
]
# Characters that turn the direction of what follows, far beyond the comment; isolates and marks are for honest use.
TURNING = re.compile("[\u202a-\u202e]")
UNSEEN = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "linkify": False, "maxNesting": 20})
    return parser.enable(RULES)


def tidy(text: str) -> str:
    """A typed text as it is kept: NFC, one kind of line end, no character that bends what stands around it."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return TURNING.sub("", ILLEGAL.sub("", text)).strip()


def check(text: str) -> str:
    """The tidy text. Raises ValidationError, with a sentence for its author."""
    text = tidy(text)
    if len(text) > LONGEST:
        raise ValidationError(
            _("This is %(count)d characters long; a comment has at most %(most)d. Your text is kept.")
            % {"count": len(text), "most": LONGEST}
        )
    if not UNSEEN.sub("", "".join(words(render(text)))).strip("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"):
        raise ValidationError(_("There is nothing in it to read yet. Write a sentence."))
    return text


def render(text: str) -> CleanHTML:
    """Clean HTML of a typed text."""
    shallow = "\n".join(_quoted_less(line) for line in tidy(text).split("\n"))
    return COMMENT.clean(_parser().render(shallow))


def _quoted_less(line: str) -> str:
    """A line quoted beyond DEEPEST_QUOTE levels stands at that level."""
    marks = re.match(r"(?:[ \t]{0,3}>)*", line)[0]
    return "> " * DEEPEST_QUOTE + line[len(marks) :].lstrip("> ") if marks.count(">") > DEEPEST_QUOTE else line


def quoted(text: str) -> str:
    """A text as the beginning of an answer to it."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n")) + "\n\n"


def alike(text: str) -> str:
    """What two texts have in common that differ only in case, spaces or unseen characters."""
    seen = UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(seen.split())
