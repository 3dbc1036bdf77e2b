"""Slugs in every script: how they are made, checked and read from an address."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 100


def slugify(title: str) -> str:
    """Lower-case words joined by hyphens, in NFC; letters and marks of any script stay. May be empty."""
    letters = []
    for character in unicodedata.normalize("NFKC", title).lower():
        kind = unicodedata.category(character)[0]
        if kind in "LNM":
            letters.append(character)
        elif character not in "'’‘ʼ\u200c\u200d\u00ad":
            letters.append(" ")
    words = unicodedata.normalize("NFC", "".join(letters)).split()
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > MOST:
            break
        slug = f"{slug}-{word[:MOST]}" if slug else word[:MOST]
    return slug


def is_slug(value: str) -> bool:
    return (
        0 < len(value) <= 200
        and value == unicodedata.normalize("NFC", value)
        and value == value.lower()
        and bool(re.fullmatch(r"[^\W_]+.*", value[0]))
        and all(character == "-" or unicodedata.category(character)[0] in "LNM" for character in value)
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
