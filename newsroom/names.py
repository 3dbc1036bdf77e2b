"""The names people give themselves: what can be read, and what imitates staff or the site."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from newsroom.models import Site, User

SHORTEST, LONGEST = 2, 60
READABLE = {"L", "M", "N", "P"}  # letters, marks, numbers, punctuation; a sign such as ✓ passes for a badge
JOINERS = "\u200c\u200d"  # Persian and the languages of India write with them
# Offices. A name made of nothing else, or of them and the site's name, speaks for the house.
OFFICES = [
    gettext_noop("admin"),
    gettext_noop("administrator"),
    gettext_noop("editor"),
    gettext_noop("editorial"),
    gettext_noop("editors"),
    gettext_noop("moderation"),
    gettext_noop("moderator"),
    gettext_noop("moderators"),
    gettext_noop("newsroom"),
    gettext_noop("official"),
    gettext_noop("staff"),
    gettext_noop("support"),
    gettext_noop("team"),
]
SHARED = {"newsroom", "staff", "support", "team"}  # words of other names too; so may be what translates them
FILLERS = {"the", "of", "at", "from", "and", "a"}
# What passes for a Latin letter (after Unicode Technical Standard 39, confusables; lower case).
LOOKALIKES = {
    "a": "аαɑ@4ᴀꓮᎪᗩ", "b": "вьβ8ʙꓐᏴ", "c": "сϲ¢ᴄꓚᏟ", "d": "ԁđᴅꓓᎠ", "e": "еєεҽ3€ᴇɛꓰᎬ", "f": "ƒꜰꓝ", "g": "ɡց9ɢꓖᏀ",
    "h": "һհнʜꓧᎻ", "i": "іιıl1|!ӏɪʟꓲꓡᎥᏞ", "j": "јϳᴊꓙᎫ", "k": "кκᴋꓗᏦ", "m": "мᴍꓟᎷ", "n": "пηոոɴꓠ", "o": "оοօσ0øᴏꓳ",
    "p": "рρᴘꓑᏢ", "q": "ԛգ", "r": "гɾʀꓣᎡ", "s": "ѕ5$ꜱꓢᏚ", "t": "тτ7+†ᴛꓔᎢ", "u": "υսʋᴜꓴ", "v": "ѵνᴠꓦᏙ", "w": "ԝωшѡᴡꓪᎳ",
    "x": "хχꓫ", "y": "уγүʏꓬᎽ", "z": "ᴢ2ꓜᏃ",
}  # fmt: skip
BLANK = "\u115f\u1160\u3164\uffa0"  # letters of Hangul that nobody sees
TOGETHER = {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"}
TO_LATIN = str.maketrans({sign: letter for letter, signs in LOOKALIKES.items() for sign in signs})


class NameField(forms.CharField):
    """A name of 2 to 60 characters, in one line and composed letters (NFC). `person`: whose it is, if known; staff may
    be called as they like."""

    person = None

    def __init__(self, **kwargs):
        length = _("A name has %(least)d to %(most)d characters.") % {"least": SHORTEST, "most": LONGEST}
        errors = dict.fromkeys(("required", "min_length", "max_length"), length) | kwargs.pop("error_messages", {})
        super().__init__(min_length=SHORTEST, max_length=LONGEST, error_messages=errors, **kwargs)
        self.widget.attrs.update(autocomplete="name", dir="auto")

    def to_python(self, value):
        return " ".join(unicodedata.normalize("NFC", super().to_python(value)).split())

    def validate(self, value):
        super().validate(value)
        if not value:
            return  # nobody asked for one
        check_readable(value)
        if not getattr(self.person, "is_staff", False) and imitates(value):
            raise ValidationError(
                _("This name could be taken for somebody who works here. Add something or choose another."),
                code="imitates",
            )


class NameForm(forms.Form):
    """What an account needs besides an address. allauth makes it the base of its own form."""

    name = NameField(label=_("Your name"), help_text=_("Readers see it beside what you write."))
    field_order = ["name", "email"]

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


def check_readable(name: str) -> None:
    """Raise ValidationError, with a sentence, for a name of signs, of unseen characters, or of letters under a heap."""
    kinds = [unicodedata.category(sign) for sign in _unjoined(name) if sign != " "]
    if (
        any(sign in BLANK for sign in name)
        or not all(kind[0] in READABLE for kind in kinds)
        or not any(kind[0] == "L" for kind in kinds)
    ):
        raise ValidationError(_("Use letters; signs and invisible characters are not for names."), code="unreadable")
    if any(mixes_alphabets(word) for word in re.split(r"[\W_]+", name)):
        raise ValidationError(_("One word of this name mixes the letters of two alphabets."), code="unreadable")
    if "MMMM" in "".join("M" if kind in ("Mn", "Me") else "-" for kind in map(unicodedata.category, name)):
        raise ValidationError(_("Too many marks stand on one letter of this name."), code="unreadable")


def _unjoined(name: str) -> str:
    """Without the joiners that stand between letters or their marks, where alone they mean something."""
    kinds = ["LM".find(unicodedata.category(sign)[0]) >= 0 for sign in name]
    inner = [0 < at < len(name) - 1 and kinds[at - 1] and kinds[at + 1] for at in range(len(name))]
    return "".join(sign for sign, between in zip(name, inner, strict=True) if not (sign in JOINERS and between))


def mixes_alphabets(word: str) -> bool:
    """Whether it is written in letters of two alphabets that no language writes together."""
    found = _alphabets(word)
    return len(found) > 1 and not found <= TOGETHER


def _alphabets(word: str) -> set[str]:
    """By the first word of each letter's name in Unicode: LATIN, CYRILLIC, CJK …"""
    return {
        unicodedata.name(sign, "").partition(" ")[0]
        for sign in word
        if unicodedata.category(sign) in ("Lu", "Ll", "Lo")
    }


def imitates(name: str) -> bool:
    """Whether readers could take this name, look-alike letters included, for the site or for somebody of its staff."""
    shape = skeleton(name)
    if not shape:
        return False
    english, here = _offices()
    house = {skeleton(word) for word in [*english, *here, *Site.current().name.split()]}
    words = [skeleton(word.removeprefix("ال")) for word in re.split(r"[\W_]+", name) if word.casefold() not in FILLERS]
    if not {skeleton(word) for word in english if word not in SHARED}.isdisjoint(words):
        return True
    parts = "|".join(re.escape(part) for part in house if part)
    if re.fullmatch(f"(?:{parts})+", "".join(words)):
        return True
    staff = User.objects.filter(is_staff=True, is_active=True).values_list("name", flat=True)
    return any(skeleton(other) == shape for other in staff)


def skeleton(text: str) -> str:
    """What is left of a text for the eye: equal for 'Editor', 'ЕDIТОR', 'éd1t0r' and 'e.d.i.t.o.r'."""
    plain = "".join(sign for sign in text if unicodedata.category(sign) not in ("Lm", "No"))
    letters = unicodedata.normalize("NFKD", plain.casefold()).translate(TO_LATIN)
    letters = unicodedata.normalize("NFKD", letters.casefold())
    return "".join(sign for sign in letters if sign.isalnum()).replace("rn", "m").replace("vv", "w")


def _offices() -> tuple[list[str], list[str]]:
    """In English, and in the language of the page."""
    return OFFICES, [gettext(word) for word in OFFICES]
