"""What the text itself says: links, and words of the house's lists."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments import markdown_words
from comments.models.objection import REFUSE, Objection
from comments.rules.rule import Rule
from comments.wordlist import compile_list

ADDRESS = r"(?:https?://|\bwww\.)[^\s<>()\[\]]+"
# One in Markdown whose words are an address themselves, [https://a.example](https://a.example), is one link.
LINK = re.compile(rf"(?:\[{ADDRESS}\]\()?(https?://[^\s<>)\]]+|\bwww\.[^\s<>)\]]+)", re.I)
MOST = 20  # objections of one list against one text


def links(comment, setting):
    """Shows the first link above the number."""
    found = _links(comment.body)
    if len(found) <= setting.number:
        return
    (start, end), allowed = found[setting.number], setting.number
    said = ngettext("%(count)d link, %(most)d allowed", "%(count)d links, %(most)d allowed", len(found))
    words = said % {"count": len(found), "most": allowed}
    yield Objection(text=comment.body[start:end], position=start, words=words)


def _links(body) -> list[tuple[int, int]]:
    """From where to where each stands, also those that begin with `h&#116;tp`."""
    if "&" not in body:
        return [found.span(1) for found in LINK.finditer(body)]
    read, places = markdown_words.without_entities(body)
    return [(places[found.start(1)][0], places[found.end(1) - 1][1]) for found in LINK.finditer(read)]


def listed_words(comment, setting):
    if not setting.words:
        return
    for match in markdown_words.find(compile_list(setting.words), comment.body)[:MOST]:
        same = match.text.casefold() == match.word.casefold()
        words = "" if same else _("On the list: %(entry)s") % {"entry": match.word}
        yield Objection(text=match.text, position=match.start, words=words)


LIST_HELP = gettext_lazy(
    "One word or phrase a line; “word*” also finds words that begin so. Case, accents and the usual disguises make no"
    " difference. A line that begins with # is a remark."
)
WORDING = [
    Rule(
        "links", gettext_lazy("Many links"), gettext_lazy("Comments with many links are read before they are shown"),
        gettext_lazy("Most advertising comes with several links, most readers bring one or two."),
        links, number=2, number_label=gettext_lazy("Links allowed"),
    ),
    Rule(
        "watched_words", gettext_lazy("Watched words"),
        gettext_lazy("Comments with certain words are read before they are shown"), LIST_HELP, listed_words,
        has_words=True,
    ),
    Rule(
        "refused_words", gettext_lazy("Refused words"), gettext_lazy("It contains words that are not published here"),
        LIST_HELP, listed_words, has_words=True, verdict=REFUSE,
    ),
]  # fmt: skip
