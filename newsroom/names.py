"""The names people give themselves: what can be read, and what imitates staff or the site."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop, override
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
    gettext_noop("editors"),
    gettext_noop("moderator"),
    gettext_noop("moderators"),
    gettext_noop("newsroom"),
    gettext_noop("official"),
    gettext_noop("staff"),
    gettext_noop("support"),
    gettext_noop("team"),
]
FILLERS = {"the", "of", "at", "from", "and", "a"}
# What passes for a Latin letter (after Unicode Technical Standard 39, confusables; lower case).
LOOKALIKES = {
    "a": "аαɑ@4", "b": "вьβ8", "c": "сϲ¢", "d": "ԁ", "e": "еєεҽ3€", "f": "ƒ", "g": "ɡց9", "h": "һհн", "i": "іιıl1|!ӏ",
    "j": "јϳ", "k": "кκ", "m": "м", "n": "пηոո", "o": "оοօσ0ø", "p": "рρ", "q": "ԛգ", "r": "гɾ", "s": "ѕ5$ꜱ",
    "t": "тτ7+", "u": "υսʋ", "v": "ѵν", "w": "ԝωшѡ", "x": "хχ", "y": "уγүʏ", "z": "ᴢ2",
}  # fmt: skip
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
    kinds = [unicodedata.category(sign) for sign in name if sign not in JOINERS and sign != " "]
    if not all(kind[0] in READABLE for kind in kinds) or not any(kind[0] == "L" for kind in kinds):
        raise ValidationError(_("Use letters; signs and invisible characters are not for names."), code="unreadable")
    if "MMMM" in "".join(kind[0] for kind in map(unicodedata.category, name)):
        raise ValidationError(_("Too many marks stand on one letter of this name."), code="unreadable")


def imitates(name: str) -> bool:
    """Whether readers could take this name, look-alike letters included, for the site or for somebody of its staff."""
    shape = skeleton(name)
    if not shape:
        return False
    house = [skeleton(word) for word in [Site.current().name, *Site.current().name.split(), *_offices()]]
    words = [skeleton(word) for word in re.split(r"[\W_]+", name) if word.casefold() not in FILLERS]
    parts = "|".join(re.escape(part) for part in house if part)
    if re.fullmatch(f"(?:{parts})+", "".join(words)):
        return True
    staff = User.objects.filter(is_staff=True, is_active=True).values_list("name", flat=True)
    return any(skeleton(other) == shape for other in staff)


def skeleton(text: str) -> str:
    """What is left of a text for the eye: equal for 'Editor', 'ЕDIТОR', 'éd1t0r' and 'e.d.i.t.o.r'."""
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(TO_LATIN)
    letters = unicodedata.normalize("NFKD", letters.casefold())
    return "".join(sign for sign in letters if sign.isalnum()).replace("rn", "m").replace("vv", "w")


def _offices() -> list[str]:
    with override("en"):
        english = [gettext(word) for word in OFFICES]
    return english + [gettext(word) for word in OFFICES]
