"""What can be seen in a text: its words in any script, where it links to, and how it is written."""

import re
from operator import add
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.search import terms
from comments.text import LONGEST, UNSEEN

HOST = "//"  # before the host of a link; no word begins so, nor with a colon
LINK = re.compile(r"(?:https?://|www\.)([\w.-]+)", re.I)
PICTURE = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
HIDDEN = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff]")
NUMBER = re.compile(r"(?:\d[ .()/-]?){9}")
MONEY = re.compile("[$€£¥₹₽₿]")
ADDRESS = re.compile(r"\w@\w")
EXCLAMATION = re.compile("[!！]")
# How a text is written, by the name that moderators read.
MARKS = {
    ":no link": gettext_lazy("no link"),
    ":one link": gettext_lazy("one link"),
    ":few links": gettext_lazy("two or three links"),
    ":many links": gettext_lazy("four links or more"),
    ":short": gettext_lazy("fewer than 50 characters"),
    ":middling": gettext_lazy("50 to 200 characters"),
    ":long": gettext_lazy("200 to 1,000 characters"),
    ":longest": gettext_lazy("more than 1,000 characters"),
    ":capitals": gettext_lazy("mostly capitals"),
    ":exclaims": gettext_lazy("three exclamation marks or more"),
    ":hidden": gettext_lazy("invisible characters"),
    ":number": gettext_lazy("a long number"),
    ":money": gettext_lazy("a sign for money"),
    ":address": gettext_lazy("an e-mail address"),
}
LENGTHS = [(50, ":short"), (200, ":middling"), (1000, ":long")]
LINKS = {0: ":no link", 1: ":one link", 2: ":few links", 3: ":few links"}


class Place(NamedTuple):
    """Where a sign stands in a text, and what is written there."""

    position: int
    text: str


def signs(text: str) -> set[str]:
    """Everything seen in the first 5,000 characters, each once."""
    text = text[:LONGEST]
    hosts = [_host(name) for name in LINK.findall(text)]
    plain = LINK.sub(" ", text)  # what the marks and hosts say need not be said by 'https' and 'com' again
    return {*_words(plain), *PICTURE.findall(text), *(HOST + host for host in hosts), *_marks(plain, len(hosts))}


def _words(text: str):
    """Folded words; two characters at a time where a script writes no spaces. Folded whole: words alone are slower."""
    for run in set(terms.token().findall(terms.fold(UNSEEN.sub("", text)))):
        if terms.is_unspaced(run):
            yield from map(add, run, run[1:]) if len(run) > 1 else [run]
        elif len(run) > 1:
            yield run[: terms.LONGEST]


def _host(name: str) -> str:
    return name.lower().strip(".-").removeprefix("www.")


def _marks(text: str, links: int):
    yield LINKS.get(links, ":many links")
    yield next((mark for length, mark in LENGTHS if len(text) < length), ":longest")
    words = text.split()
    if len(words) > 2 and 2 * sum(map(str.isupper, words)) > len(words):
        yield ":capitals"
    if len(EXCLAMATION.findall(text)) > 2:
        yield ":exclaims"
    for mark, pattern in ((":hidden", HIDDEN), (":number", NUMBER), (":money", MONEY), (":address", ADDRESS)):
        if pattern.search(text):
            yield mark


def named(sign: str) -> str:
    """A sign as moderators read it."""
    if sign in MARKS:
        return str(MARKS[sign])
    if sign.startswith(HOST):
        return _("a link to %(host)s") % {"host": sign.removeprefix(HOST)}
    return _("“%(word)s”") % {"word": sign}


def place(sign: str, text: str) -> Place | None:
    """Where a sign stands first; None for how a text is written, which stands nowhere."""
    kept = [at for at, character in enumerate(text) if not UNSEEN.match(character)]
    for start, end in _spans(sign, "".join(text[at] for at in kept)):
        begin = kept[start]
        return Place(begin, text[begin : kept[end - 1] + 1])
    return None


def _spans(sign, text):
    if sign.startswith(HOST):
        return (match.span(1) for match in LINK.finditer(text) if HOST + _host(match[1]) == sign)
    if PICTURE.match(sign):
        return (match.span() for match in PICTURE.finditer(text) if match[0] == sign)
    return ((start, end) for start, end, word in terms.spans(text) if word == sign)
