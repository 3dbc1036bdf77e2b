"""What the cleaner took out of a text, in words for whoever sent it."""

import re
from collections import Counter

from django.utils.translation import gettext as _

from newsroom.html import DROPPED

TAG = re.compile(r"""<([a-zA-Z][a-zA-Z0-9]*)((?:"[^"]*"|'[^']*'|[^'"<>])*)>""")
ATTRIBUTE = re.compile(r"""\s([a-zA-Z][\w:-]*)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?""")


def dropped(before: str, after: str) -> list[str]:
    """One sentence for each kind of element or attribute of which less came out than went in."""
    elements, attributes = _counted(before)
    elements_left, attributes_left = _counted(after)
    gone = elements - elements_left
    sentences = [_element(tag, count) for tag, count in gone.items()]
    for (tag, name), count in (attributes - attributes_left).items():
        if count > gone[tag]:
            words = {"name": name, "tag": tag, "count": count - gone[tag]}
            sentences.append(_("Left out: the attribute %(name)s of <%(tag)s> (%(count)d).") % words)
    return sentences


def _element(tag, count) -> str:
    words = {"tag": tag, "count": count}
    if tag in DROPPED:
        return _("Left out with all that is inside: <%(tag)s> (%(count)d).") % words
    return _("Left out, its text kept: <%(tag)s> (%(count)d).") % words


def _counted(html) -> tuple[Counter, Counter]:
    elements, attributes = Counter(), Counter()
    for tag, rest in TAG.findall(html):
        elements[tag.lower()] += 1
        attributes.update((tag.lower(), name.lower()) for name in {*ATTRIBUTE.findall(rest)})
    return elements, attributes
