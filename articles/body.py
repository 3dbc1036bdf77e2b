"""From the clean text of a story to what a reader gets: pictures in sizes, numbered notes, tables that scroll.

Works on strings that `newsroom.html` has cleaned, whose spelling is therefore known; nothing here parses HTML.
"""

import re
from functools import reduce
from operator import or_

from django.db.models import CharField, Q
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from newsroom import http
from newsroom.html import part, substitute, words
from newsroom.models import Image
from newsroom.prepared import Given, prepared

FIGURE = re.compile(r'<figure(?P<class> class="wide")?>|</figure>|<img(?P<attributes>(?: [a-z]+="[^"]*")*)>')
CARD = re.compile(
    r'<figure class="card">\s*<a(?: [a-z]+="[^"]*")*? href="(?P<href>[^"]*)"(?: [a-z]+="[^"]*")*>'
    r"(?P<title>(?:(?!</?(?:a|figure|figcaption)\b).)*)</a>\s*"
    r"(?:<figcaption[^>]*>(?P<note>(?:(?!</?(?:figure|figcaption)\b).)*)</figcaption>\s*)?</figure>",
    re.S,
)
IMG = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
SRC = re.compile(r' src="([^"]*)"')
ALT = re.compile(r' alt="([^"]*)"')
FOOTNOTE = re.compile(r'<small class="footnote">(?P<note>.*?)</small>', re.S)
TABLE = re.compile(r"<table>(?P<inside>.*?)</table>", re.S)
PRE = re.compile(r"<pre>")
OUTWARD_LINK = re.compile(r'<a(?=(?: [a-z]+="[^"]*")*? href="https?://)')
LOCAL_LINK = re.compile(r'(?P<start><a(?: [a-z]+="[^"]*")*? href=")(?=/)')


def picture_addresses(body: str) -> list[str]:
    """The addresses of the pictures in a text, in order."""
    return [src[1] for match in IMG.finditer(body) if (src := SRC.search(match[1]))]


def pictures_without_alt(body: str) -> list[str]:
    return [match[0] for match in IMG.finditer(body) if not ((alt := ALT.search(match[1])) and alt[1].strip())]


def pictures_in(*bodies: str) -> dict[str, Image]:
    """The pictures of all these texts by their address. One query if there are any, none otherwise."""
    names = sorted({address.removeprefix("/media/") for body in bodies for address in picture_addresses(body)})
    if not names:
        return {}
    given = {f"name_{number}": name for number, name in enumerate(names)}
    return {image.address: image for image in _named(len(names), **given)}


@prepared
def _named(count):
    names = (Q(file=Given(f"name_{number}", CharField())) for number in range(count))
    return Image.objects.filter(reduce(or_, names)).order_by()


def render(
    body: SafeString, *, pictures: dict[str, Image] | None = None, absolute: bool = False, paid: bool = False
) -> SafeString:
    """The text as readers get it; for feeds with absolute addresses, and without links to its own notes.

    Links out of a text that somebody paid for say so to search engines.
    """
    body = substitute(body, CARD, _card_in_a_feed if absolute else _card)
    body = _pictures(body, pictures_in(body) if pictures is None else pictures, absolute)
    body = _notes(body, linked=not absolute)
    body = substitute(body, TABLE, _table)
    body = substitute(body, PRE, lambda match: format_html('<pre tabindex="{}">', 0))
    if paid:
        body = substitute(body, OUTWARD_LINK, lambda match: format_html('{} rel="{}"', part(match, 0), "sponsored"))
    if not absolute:
        return body
    return substitute(body, LOCAL_LINK, lambda match: format_html("{}{}", part(match, "start"), http.absolute("")))


def _table(match):
    scrolls = '<div class="table" role="region" aria-label="{}" tabindex="0"><table>{}</table></div>'
    return format_html(scrolls, _("Table"), part(match, "inside"))


def _card(match):
    card = '<figure class="card"><a href="{}" dir="auto">{}</a>{}</figure>'
    note = _plain(match["note"])
    below = format_html('<figcaption dir="auto">{}</figcaption>', note) if note else ""
    return format_html(card, part(match, "href"), _plain(match["title"]) or part(match, "href"), below)


def _card_in_a_feed(match):
    note = _plain(match["note"])
    link = format_html('<a href="{}">{}</a>', part(match, "href"), _plain(match["title"]) or part(match, "href"))
    return format_html("<p>{} ({})</p>", link, note) if note else format_html("<p>{}</p>", link)


def _plain(html):
    """Its words alone: a link in a link would be none."""
    return " ".join(words(html or ""))


def _pictures(body, pictures, absolute):
    wide = False

    def build(match):
        nonlocal wide
        if match["attributes"] is None:
            wide = bool(match["class"])
            return part(match, 0)
        src, alt = SRC.search(match["attributes"]), ALT.search(match["attributes"])
        image = pictures.get(src[1]) if src else None
        if not image:
            return format_html("{}", "")
        return _picture(image, part(alt, 1) if alt else "", wide, absolute)

    return substitute(body, FIGURE, build)


def _picture(image, alt, wide, absolute):
    context = {
        "image": image,
        "alt": alt,
        "sizes": "wide" if wide else "text",
        "src": http.absolute(image.url) if absolute else "",
        "eager": False,
    }
    return render_to_string("newsroom/_picture.html", context)


def _notes(body, linked):
    notes = []

    def mark(match):
        notes.append(part(match, "note"))
        number = len(notes)
        if not linked:
            return format_html("<sup>{}</sup>", number)
        return format_html(
            '<sup><a href="#note-{0}" id="ref-{0}" aria-label="{1}">{0}</a></sup>',
            number,
            _("Note %(number)d") % {"number": number},
        )

    body = substitute(body, FOOTNOTE, mark)
    if not notes:
        return body
    return body + render_to_string("articles/_notes.html", {"notes": notes, "linked": linked})
