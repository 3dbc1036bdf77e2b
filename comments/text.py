"""What readers type: a small part of Markdown, made into HTML and cleaned, once, when it is written."""

import re
import unicodedata
from itertools import count

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from newsroom.html import COMMENT, ILLEGAL, TURNING, CleanHTML, words

LONGEST = 5000
DEEPEST = 5  # of quotes and lists that one line begins
MOST_LEVELS = 20  # of all; a list and its item are two
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
UNSEEN = re.compile(
    "[\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
MOST_MARKS = 8  # on one letter: no script needs more, and a heap of them covers the lines around


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "linkify": False, "maxNesting": 2 * MOST_LEVELS})
    parser.enable(RULES).render("A word.")  # a first text sorts the rules, which threads must not do together
    return parser


PARSER = _parser()  # keeps nothing of what it parsed


class Said(str):
    """A tidy text that passed `check`, with the HTML that was made of it then."""

    html: CleanHTML


def tidy(text: str) -> str:
    """A typed text as it is kept: NFC, one kind of line end, no character that bends what stands around it."""
    text = TURNING.sub("", ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return _with_few_marks(unicodedata.normalize("NFC", text)).strip()  # last: what stood between letters is gone


def _with_few_marks(text: str) -> str:
    if text.isascii():
        return text
    kept, heap = [], 0
    for sign in text:
        heap = heap + 1 if unicodedata.category(sign)[0] == "M" else 0
        if heap <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def check(text: str) -> Said:
    """The tidy text, parsed and cleaned this once. Raises ValidationError, with a sentence for its author."""
    if isinstance(text, Said):
        return text
    said = Said(tidy(text))
    if len(said) > LONGEST:
        raise ValidationError(
            _("This is %(count)d characters long; a comment has at most %(most)d. Your text is kept.")
            % {"count": len(said), "most": LONGEST}
        )
    tokens = PARSER.parse(_shallow(said))
    if any(token.level >= MOST_LEVELS for token in tokens):  # deeper, words would be lost
        raise ValidationError(_("Lists stand in lists too deep here. Take fewer levels; your text is kept."))
    said.html = _html(tokens)
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in UNSEEN.sub("", "".join(words(said.html)))):
        raise ValidationError(_("There is nothing in it to read yet. Write a sentence."))
    return said


def render(text: str) -> CleanHTML:
    """Clean HTML of a typed text."""
    return text.html if isinstance(text, Said) else _html(PARSER.parse(_shallow(tidy(text))))


def _html(tokens) -> CleanHTML:
    return COMMENT.clean(PARSER.renderer.render(tokens, PARSER.options, {}))


def _shallow(text: str) -> str:
    lines, fence = [], ""
    for line in text.split("\n"):
        mark = FENCE.match(line)
        lines.append(line if fence or mark else _begun_less(line))
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
    return "\n".join(lines)


FENCE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})")
BEGINNING = re.compile(r"[ \t]{0,3}(?:>[ \t]?|(?:[-*+]|\d{1,9}[.)])[ \t]+)")


def _begun_less(line: str) -> str:
    """A line that begins more than DEEPEST quotes and lists stands at that level."""
    at, kept = 0, ""
    for level in count(1):
        if not (mark := BEGINNING.match(line, at)):
            return line if level - 1 <= DEEPEST else kept + line[at:].lstrip()
        at = mark.end()
        kept += mark[0] if level <= DEEPEST else re.sub(r"[-*+.)]", r"\\\g<0>", mark[0]).replace(">", "")


def quoted(text: str) -> str:
    """A text as the beginning of an answer to it."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n")) + "\n\n"


def alike(text: str) -> str:
    """What two texts have in common that differ only in case, spaces or unseen characters."""
    seen = UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(seen.split())
