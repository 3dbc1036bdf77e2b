"""Pictures beside a story: found in its own folder, checked, and named by the address they will have."""

import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.transfer.item import Item, Picture
from newsroom import images

WITHOUT_ALT = "picture without alt"
ELSEWHERE = re.compile(r"([a-z][a-z0-9+.-]*:|//)", re.I)
IMG = re.compile(r"""<img\b((?:"[^"]*"|'[^']*'|[^'"<>])*)>""", re.I)
ATTRIBUTE = re.compile(r"""([a-zA-Z][\w:-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")


def find(item: Item, name: str, alt: str, line: int) -> Picture | None:
    """The picture a story names, or None with a note where it lies elsewhere on the web. Raises Refused."""
    if ELSEWHERE.match(name):
        place = {"line": line, "address": name[:120]}
        item.note(_("Line %(line)d: the picture %(address)s left out: pictures are never fetched.") % place)
        return None
    path = _path(item, unquote(name), line)
    try:
        accepted = images.accept(path.read_bytes())
    except ValidationError as error:
        raise item.refusal(line, f"{name}: {' '.join(error.messages)}") from None
    except OSError:
        raise item.refusal(line, _("There is no picture file %s.") % name) from None
    if not alt.strip():
        item.at.setdefault(WITHOUT_ALT, line)
    picture = Picture(path, f"/media/{accepted.name}", accepted.width, accepted.height, alt)
    return item.pictures.setdefault(picture.address, picture)


def in_html(item: Item, html: str, line: int) -> str:
    """HTML whose pictures have their new addresses. `line` is where it begins in the file."""

    def rewritten(match):
        attributes = {name.lower(): unescape(value.strip("\"'")) for name, value in ATTRIBUTE.findall(match[1])}
        here = line + html.count("\n", 0, match.start())
        picture = find(item, attributes.get("src", ""), attributes.get("alt", ""), here)
        return element(attributes | {"src": picture.address}) if picture else ""

    return IMG.sub(rewritten, html)


def element(attributes: dict[str, str]) -> str:
    return "<img" + "".join(f' {name}="{escape(value)}"' for name, value in attributes.items()) + ">"


def _path(item, name, line) -> Path:
    """Where the file is. Links are followed before it is asked whether that is inside the story's folder."""
    folder = Path(item.file).parent.resolve()
    try:
        path = (folder / name).resolve()
    except (OSError, ValueError, RuntimeError):
        raise item.refusal(line, _("There is no picture file %s.") % name) from None
    if not path.is_relative_to(folder):
        raise item.refusal(line, _("The picture %s lies outside the folder of the story.") % name)
    return path
