"""A story page pasted as plain text: title, subtitle, story, creators, and the furniture that is left out.

The first line is the title; the next, without a blank line between, the subtitle. The first line after a blank line or
a divider is a heading when it is short and ends without sentence punctuation; other lines are paragraphs. Where blank
lines separate all paragraphs, only lines after a divider or with a Markdown mark are headings (see `marks`).
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from articles.transfer import markup
from articles.transfer.item import Item, Kind, Line, Writer
from articles.transfer.marks import LISTS, marked, settle, unmarked

ABOUT = re.compile(r"(#+\s+)?about the creators?:?", re.I)
COMMENTS = re.compile(r"(#+\s+)?comments(\s*\(\d+\))?:?", re.I)
KEEP_READING = re.compile(r"(#+\s+)?keep reading:?", re.I)


def parse(file: str, text: list[str]) -> Item:
    """The story in a pasted page. Raises Refused."""
    text = [line.strip() for line in text]
    item = Item(file)
    start = _head(item, text)
    about, furniture = _tail(text, start)
    body = settle([marked(number, text[number - 1]) for number in range(start + 1, about + 1)])
    item.take_body(markup.html(body), start + 1)
    item.lines += body
    _creators(item, text, about, furniture)
    _furniture(item, text, furniture)
    item.check_lengths()
    return item


def _head(item, text) -> int:
    """Title and subtitle; answers how many lines they take."""
    line = marked(1, text[0])
    if not _is_text(line, Kind.HEADING):
        raise item.refusal(1, _("There is no title: the first line of a pasted page has to be one."))
    item.title = unmarked(line) if line.kind == Kind.HEADING else line.text
    item.at["title"] = 1
    item.lines.append(Line(1, Kind.TITLE, line.text))
    if len(text) > 1 and _is_text(marked(2, text[1])):
        item.subtitle, item.at["subtitle"] = text[1], 2
        item.lines.append(Line(2, Kind.SUBTITLE, text[1]))
    return len(item.lines)


def _is_text(line, *also) -> bool:
    plain = line.kind in (Kind.PARAGRAPH, *LISTS, *also)
    return plain and not ABOUT.fullmatch(line.text) and not COMMENTS.fullmatch(line.text)


def _tail(text, start) -> tuple[int, int]:
    """Where the creators begin and where page furniture begins, counted from 0; the end of the text if nowhere."""
    abouts = [index for index in range(start, len(text)) if ABOUT.fullmatch(text[index])]
    last = max((index for index in range(start, len(text)) if COMMENTS.fullmatch(text[index])), default=None)
    furniture = len(text)
    if last is not None and (last > abouts[-1] if abouts else _is_last_block(text, last)):
        furniture = last
    if abouts:
        after = (index for index in range(abouts[-1], furniture) if KEEP_READING.fullmatch(text[index]))
        furniture = next(after, furniture)
    return (abouts[0] if abouts else furniture), furniture


def _is_last_block(text, index) -> bool:
    """Whether 'Comments' stands alone and the story does not go on after it."""
    goes_on = (Kind.DIVIDER, Kind.HEADING, Kind.SUBHEADING)
    return not text[index - 1] and not any(marked(0, line).kind in goes_on for line in text[index + 1 :])


def _creators(item, text, about, furniture):
    """Each 'About the Creator' starts a name and, in all lines that follow, a bio."""
    unnamed = 0
    for number in range(about + 1, furniture + 1):
        kind = _part_of_box(text[number - 1], unnamed)
        item.lines.append(Line(number, kind, text[number - 1]))
        if kind == Kind.ABOUT:
            _check_named(item, unnamed)
            unnamed = number
        elif kind == Kind.NAME:
            item.creators.append(Writer(unicodedata.normalize("NFC", text[number - 1]), line=number))
            unnamed = 0
        elif kind == Kind.BIO:
            writer = item.creators[-1]
            writer.bio = f"{writer.bio}\n{text[number - 1]}".strip()
    _check_named(item, unnamed)


def _part_of_box(line, unnamed) -> Kind:
    if not line:
        return Kind.BLANK
    if ABOUT.fullmatch(line):
        return Kind.ABOUT
    if marked(0, line).kind == Kind.DIVIDER:
        return Kind.FURNITURE
    return Kind.NAME if unnamed else Kind.BIO


def _check_named(item, unnamed):
    if unnamed:
        raise item.refusal(unnamed, _("'About the Creator' is followed by no name."))


def _furniture(item, text, start):
    """What is left out, said once."""
    item.lines += [
        Line(number, Kind.FURNITURE if text[number - 1] else Kind.BLANK, text[number - 1])
        for number in range(start + 1, len(text) + 1)
    ]
    left_out = [line.number for line in item.lines if line.kind == Kind.FURNITURE]
    if left_out:
        words = {"count": len(left_out), "first": left_out[0], "last": left_out[-1]}
        item.note(_("%(count)d lines of page furniture left out (lines %(first)d to %(last)d).") % words)
