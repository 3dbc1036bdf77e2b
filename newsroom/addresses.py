"""What stands in addresses: slugs in every script, how they are made and checked, and keys."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 100


def slugify(title: str) -> str:
    """Lower-case words joined by hyphens, in NFC; letters and marks of any script stay. May be empty."""
    letters = []
    for character in unicodedata.normalize("NFKC", title).lower():
        if _belongs(character):
            letters.append(character)
        elif character not in SILENT:
            letters.append(" ")
    words = [_word(word) for word in unicodedata.normalize("NFC", "".join(letters)).split()]
    slug = ""
    for word in filter(None, words):
        if slug and len(slug) + 1 + len(word) > MOST:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug if is_slug(slug) else ""


# Apostrophes, joiners, soft hyphens and the selectors that follow an emoji leave no gap.
SILENT = frozenset("'’‘ʼ\u200c\u200d\u00ad\u20e3" + "".join(map(chr, range(0xFE00, 0xFE10))))


def _belongs(character: str) -> bool:
    """Whether it may stand in a slug: letters, figures, and the marks that change a letter."""
    kind = unicodedata.category(character)
    return character not in SILENT and (kind[0] in "LN" or kind in ("Mn", "Mc"))


def _word(word: str) -> str:
    """A word that does not begin with a mark, which would have nothing to stand on."""
    while word and unicodedata.category(word[0])[0] == "M":
        word = word[1:]
    return word[:MOST]


def is_slug(value: str) -> bool:
    return (
        0 < len(value) <= 200
        and value == unicodedata.normalize("NFC", value)
        and value == value.lower()
        and unicodedata.category(value[0])[0] in "LN"
        and all(character == "-" or _belongs(character) for character in value)
    )


def check_slug(value: str) -> None:
    if not is_slug(value):
        raise ValidationError(_("Use small letters, digits and hyphens, as in 'the-long-way-home'."))


class SlugConverter:
    """A path part that is a slug; capitals and other normal forms are read as the slug they stand for."""

    regex = r"[^/\s]{1,200}"

    def to_python(self, value):
        slug = unicodedata.normalize("NFC", value).lower()
        if not is_slug(slug):
            raise ValueError("not a slug")
        return slug

    def to_url(self, value):
        return value


class NumberConverter:
    """A path part that is the number of something: what no column could hold is no address."""

    regex = "[1-9][0-9]{0,17}"
    to_python = staticmethod(int)
    to_url = staticmethod(str)


def key(text: str | None) -> int | None:
    """A primary key from an address, or None for what can be none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
