"""From the lines of a pasted story to HTML. Text comes out as it went in, but for **bold**, *italic* and [links](…)."""

import re
from html import escape

from articles.transfer.item import Kind, Line
from articles.transfer.marks import LISTS, follows, number_of, unmarked

# A mark counts only around words and never inside one, so that 2*3*4 and a lone asterisk stay what they are.
INLINE = re.compile(
    r"\[(?P<label>[^\[\]]+)\]\((?P<href>(?:https?://|mailto:)[^\s()<>]+)\)"
    r"|(?<![\w*])\*\*(?P<bold>[^\s*](?:[^*]*[^\s*])?)\*\*(?![\w*])"
    r"|(?<![\w*])\*(?P<italic>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])"
)
ELEMENTS = {Kind.HEADING: "h2", Kind.SUBHEADING: "h3", Kind.PARAGRAPH: "p"}


def html(lines: list[Line]) -> str:
    """The body that settled lines make."""
    return "\n".join(_block(block) for block in _blocks(lines))


def inline(text: str) -> str:
    out, end = [], 0
    for match in INLINE.finditer(text):
        out += [escape(text[end : match.start()], quote=False), _marked_up(match)]
        end = match.end()
    return "".join([*out, escape(text[end:], quote=False)])


def _marked_up(match) -> str:
    if match["label"]:
        return f'<a href="{escape(match["href"])}">{inline(match["label"])}</a>'
    if match["bold"]:
        return f"<strong>{inline(match['bold'])}</strong>"
    return f"<em>{inline(match['italic'])}</em>"


def _blocks(lines) -> list[list[Line]]:
    """Lines that make one thing: a list goes on over blank lines, a quote does not."""
    blocks, before = [], None
    for line in lines:
        quoted = before and before.kind == line.kind == Kind.QUOTE
        if line.kind != Kind.BLANK and (quoted or (blocks and follows(blocks[-1][-1], line))):
            blocks[-1].append(line)
        elif line.kind != Kind.BLANK:
            blocks.append([line])
        before = line
    return blocks


def _block(block) -> str:
    kind = block[0].kind
    if kind == Kind.DIVIDER:
        return "<hr>"
    if kind == Kind.QUOTE:
        paragraphs = (f"<p>{inline(text)}</p>" for line in block if (text := unmarked(line)))
        return f"<blockquote>{''.join(paragraphs)}</blockquote>"
    if kind in LISTS:
        return _list(kind, block)
    return f"<{ELEMENTS[kind]}>{inline(unmarked(block[0]))}</{ELEMENTS[kind]}>"


def _list(kind, block) -> str:
    items = "".join(f"<li>{inline(unmarked(line))}</li>" for line in block)
    if kind == Kind.BULLET:
        return f"<ul>{items}</ul>"
    start = number_of(block[0])
    return f'<ol start="{start}">{items}</ol>' if start != 1 else f"<ol>{items}</ol>"
