"""From the clean text of a story to what a reader gets: pictures in sizes, numbered notes, tables that scroll.

Works on strings that `newsroom.html` has cleaned, whose spelling is therefore known; nothing here parses HTML.
"""

import re

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from newsroom.html import part, substitute
from newsroom.models import Image

FIGURE = re.compile(r'<figure(?P<class> class="wide")?>|<img(?P<attributes>(?: [a-z]+="[^"]*")*)>')
IMG = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
SRC = re.compile(r' src="([^"]*)"')
ALT = re.compile(r' alt="([^"]*)"')
FOOTNOTE = re.compile(r'<small class="footnote">(?P<note>.*?)</small>', re.S)
TABLE = re.compile(r"<table>(?P<inside>.*?)</table>", re.S)
PRE = re.compile(r"<pre>")
LOCAL_LINK = re.compile(r' href="(?=/)')


def picture_addresses(body: str) -> list[str]:
    """The addresses of the pictures in a text, in order."""
    return [src[1] for match in IMG.finditer(body) if (src := SRC.search(match[1]))]


def pictures_without_alt(body: str) -> list[str]:
    return [match[0] for match in IMG.finditer(body) if not ((alt := ALT.search(match[1])) and alt[1].strip())]


def pictures_in(*bodies: str) -> dict[str, Image]:
    """The pictures of all these texts by their address. One query if there are any, none otherwise."""
    names = {address.removeprefix("/media/") for body in bodies for address in picture_addresses(body)}
    return {image.address: image for image in Image.objects.filter(file__in=names)} if names else {}


def render(body: SafeString, *, pictures: dict[str, Image] | None = None, absolute: str = "") -> SafeString:
    """The text as readers get it. `absolute` is the site's origin, put before local addresses for feeds."""
    body = _pictures(body, pictures_in(body) if pictures is None else pictures, absolute)
    body = _notes(body)
    body = substitute(body, TABLE, _table)
    body = substitute(body, PRE, lambda match: format_html('<pre tabindex="{}">', 0))
    return substitute(body, LOCAL_LINK, lambda match: format_html(' href="{}', absolute)) if absolute else body


def _table(match):
    scrolls = '<div class="table" role="region" aria-label="{}" tabindex="0"><table>{}</table></div>'
    return format_html(scrolls, _("Table"), part(match, "inside"))


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
    context = {"image": image, "alt": alt, "sizes": "wide" if wide else "text", "absolute": absolute, "eager": False}
    return render_to_string("newsroom/_picture.html", context)


def _notes(body):
    notes = []

    def mark(match):
        notes.append(part(match, "note"))
        number = len(notes)
        return format_html(
            '<sup><a href="#note-{0}" id="ref-{0}" aria-label="{1}">{0}</a></sup>',
            number,
            _("Note %(number)d") % {"number": number},
        )

    body = substitute(body, FOOTNOTE, mark)
    if not notes:
        return body
    return body + render_to_string("articles/_notes.html", {"notes": notes})
