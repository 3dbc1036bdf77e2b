"""A story in Markdown with front matter. HTML in it is allowed and is cleaned like everything else."""

from datetime import tzinfo

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from articles.transfer import front, tokens
from articles.transfer.dropped import dropped
from articles.transfer.item import Item, Kind, Line

KINDS = {
    "heading_open": Kind.HEADING,
    "paragraph_open": Kind.PARAGRAPH,
    "blockquote_open": Kind.QUOTE,
    "bullet_list_open": Kind.BULLET,
    "ordered_list_open": Kind.NUMBER,
    "table_open": Kind.TABLE,
    "fence": Kind.CODE,
    "code_block": Kind.CODE,
    "html_block": Kind.HTML,
    "hr": Kind.DIVIDER,
}


def parse(file: str, text: list[str], zone: tzinfo) -> Item:
    """The story in a Markdown file. Raises Refused."""
    item = Item(file)
    close = front.end_of(text)
    if close:
        front.read(item, text[1:close], zone)
    elif text[0].rstrip() == "---":
        raise item.refusal(1, _("The front matter is not closed: a line --- is missing."))
    start = close + 1 if close else 0
    item.lines += [Line(number, Kind.FRONT, text[number - 1]) for number in range(1, start + 1)]
    _body(item, text[start:], start + 1)
    if not item.title:
        raise item.refusal("title", _("There is no title. Say 'title: …' in the front matter."))
    item.check_lengths()
    return item


def _body(item, text, first_line):
    env = {}
    # Deeper than the cleaner allows, so that nothing is cut off before it can object.
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"]).use(footnote_plugin)
    stream = parser.parse("\n".join(text), env)
    item.lines += _taken(stream, text, first_line)
    _title(item, stream, first_line)
    html = tokens.render(item, parser, stream, env, first_line)
    item.take_body(html, first_line)
    for sentence in dropped(html, item.body):
        item.note(sentence)


def _title(item, stream, first_line):
    """A first heading of the first level is the title where the front matter has none, and its double where it has."""
    if not stream or stream[0].type != "heading_open" or stream[0].tag != "h1":
        return
    heading = "".join(child.content or " " * (child.type == "softbreak") for child in stream[1].children).strip()
    if item.title and heading != item.title:
        return
    item.title = heading
    line = first_line + stream[0].map[0]
    item.at.setdefault("title", line)
    next(taken for taken in item.lines if taken.number == line).kind = Kind.TITLE
    del stream[:3]


def _taken(stream, text, first_line) -> list[Line]:
    """Each line by the outermost thing it is part of."""
    kinds = {}
    notes = False
    for token in stream:
        notes = notes or token.type == "footnote_block_open"
        kind = Kind.FOOTNOTE if notes else KINDS.get(token.type)
        if kind and token.map and (notes or token.level == 0):
            kinds |= dict.fromkeys(range(*token.map), kind)
    return [
        Line(first_line + index, kinds.get(index, Kind.LINK) if line else Kind.BLANK, line)
        for index, line in enumerate(text)
    ]
