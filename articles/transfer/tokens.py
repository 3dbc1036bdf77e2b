"""From what Markdown means to what a story may say: heading levels, figures, pictures, notes where they are called."""

import re
from html import escape

from django.utils.translation import gettext as _
from markdown_it.token import Token

from articles.transfer import pictures
from articles.transfer.item import Item

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)


def render(item: Item, parser, stream: list[Token], env: dict, first_line: int) -> str:
    """The HTML of a parsed text. Changes the tokens."""
    line = first_line
    for token in stream:
        line = first_line + token.map[0] if token.map else line
        _levels(item, token, line)
        _pictures(item, parser, env, token, line)
        if token.type == "fence":
            token.info = token.info.lower()
    stream, notes = _split_notes(stream)
    _place_notes(item, parser, env, stream, notes)
    _unused_notes(item, env)
    return parser.renderer.render(_figures(stream), parser.options, env)


def _levels(item, token, line):
    if token.type not in ("heading_open", "heading_close") or token.tag in ("h2", "h3"):
        return
    new = "h2" if token.tag == "h1" else "h3"
    if token.nesting == 1:
        item.note(_("Line %(line)d: %(old)s became %(new)s.") % {"line": line, "old": token.tag, "new": new})
    token.tag = new


def _pictures(item, parser, env, token, line):
    if token.type == "html_block":
        token.content = pictures.in_html(item, _without_comments(item, token.content, line), line)
    for child in token.children or ():
        if child.type == "html_inline":
            child.content = pictures.in_html(item, _without_comments(item, child.content, line), line)
        elif child.type == "image":
            alt = parser.renderer.renderInlineAsText(child.children, parser.options, env)
            picture = pictures.find(item, child.attrs["src"], alt, line)
            child.type, child.meta = "html_inline", {"picture": True, "caption": child.attrs.get("title", "")}
            child.content = pictures.element({"src": picture.address, "alt": alt}) if picture else ""
        line += child.type in ("softbreak", "hardbreak")


def _without_comments(item, html, line):
    if COMMENT.search(html):
        item.note(_("Line %d: an HTML comment left out.") % line)
    return COMMENT.sub("", html)


def _figures(stream):
    """A paragraph of nothing but pictures becomes figures; of a picture left out, its caption stays."""
    out = []
    for token in stream:
        out.append(token)
        if token.type != "paragraph_close" or out[-2].type != "inline":
            continue
        children = [child for child in out[-2].children if child.type != "softbreak"]
        if children and all(child.meta.get("picture") for child in children):
            out[-3:] = [Token("html_block", "", 0, content="".join(map(_figure, children)))]
    return out


def _figure(child):
    caption = escape(child.meta["caption"], quote=False)
    if not child.content:
        return f"<p>{caption}</p>\n" if caption else ""
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{child.content}{caption}</figure>\n"


def _split_notes(stream) -> tuple[list[Token], dict[int, list[Token]]]:
    """The text without its notes, and the tokens of each note by its number."""
    end = next((index for index, token in enumerate(stream) if token.type == "footnote_block_open"), len(stream))
    notes, number = {}, None
    for token in stream[end:]:
        if token.type == "footnote_open":
            number = token.meta["id"]
            notes[number] = []
        elif number is not None:
            notes[number].append(token)
    return stream[:end], notes


def _place_notes(item, parser, env, stream, notes):
    """Put each note where it is called: `<small class="footnote">` with the note in it."""
    html = {number: _note(item, parser, env, tokens) for number, tokens in notes.items()}
    for token in stream:
        for child in token.children or ():
            if child.type == "footnote_ref":
                child.type = "html_inline"
                child.content = f'<small class="footnote">{html.get(child.meta["id"], "")}</small>'


def _note(item, parser, env, tokens) -> str:
    """One line of HTML: a note cannot hold blocks, nor other notes."""
    pieces = []
    for token in tokens:
        if any(child.type == "footnote_ref" for child in token.children or ()):
            item.note(_("A footnote inside a footnote left out."))
            token.children = [child for child in token.children if child.type != "footnote_ref"]
        if token.type == "inline":
            pieces.append(parser.renderer.renderInline(token.children, parser.options, env))
        elif token.type in ("fence", "code_block"):
            pieces.append(f"<code>{escape(token.content, quote=False)}</code>")
        elif token.type == "html_block":
            pieces.append(re.sub(r"</?[a-zA-Z][^>]*>", " ", token.content).strip())
    return " ".join(pieces)


def _unused_notes(item, env):
    for label, number in env.get("footnotes", {}).get("refs", {}).items():
        if number < 0:
            item.note(_("The footnote [^%s] is never called, so it was left out.") % label.removeprefix(":"))
