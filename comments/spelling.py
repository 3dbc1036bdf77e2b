"""One way to spell what can be written in many: case, accents, unseen characters, signs in the place of letters.

`fold` brings a text to letters, marks, digits, the signs that pass for letters, and spaces. `shape` goes further, to
what is left for the eye: 'spam', 'SP4M' and a Cyrillic 'ѕраm' have one shape, and so have 'ball' and 'bail'. Words of
one shape are only candidates; `fits` says whether one stands for the other.
"""

import re
import unicodedata
from functools import lru_cache

from comments.text import UNSEEN
from newsroom.names import TO_LATIN, mixes_alphabets

TATWEEL = "ـ"  # stretches Arabic words
# One letter, typed on keyboards of two countries, or written as two.
KEYBOARDS = {"ی": "ي", "ى": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "œ": "oe", "æ": "ae", "ƒ": "f", "ɡ": "g", "ɑ": "a"}
# Letters of their own, not accents: 'hør' is no 'hor'. But who has not got the key types the other one, and a capital
# of 'ı' is 'I'.
KEYLESS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "þ": "th"})
# Letters in another dress: ꜱ, 🆂, 🅢.
DRESSED = re.compile(r"(?:LATIN LETTER SMALL CAPITAL|NEGATIVE (?:SQUARED|CIRCLED) LATIN CAPITAL LETTER) ([A-Z])")
LIGATURE = 4  # letters in one character; what holds more is a phrase
SIGNS = "".join(sign for sign in map(chr, TO_LATIN) if not sign.isalnum())
DISGUISES = {chr(code) for code in TO_LATIN if not chr(code).isalpha()}
# Han, kana, Thai, Lao, Tibetan, Burmese, Khmer, Tai: no spaces between their words.
UNSPACED = (
    "\u0e01-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u2e80-\u2fdf\u3005-\u3007"
    "\u3021-\u3029\u3031-\u3035\u303b\u3041-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua9e0-\ua9ff"
    "\uaa60-\uaadf\uf900-\ufaff\U00020000-\U0003ffff"
)
WITHOUT_SPACES = re.compile(f"[{UNSPACED}]")
SIGN = re.compile(f"[{re.escape(SIGNS)}]")
APART = re.compile(f"[{UNSPACED}{re.escape(SIGNS)}]")
RUN = re.compile(r"(.)\1*", re.S)
STRETCHED = re.compile(r"([^\W\d_])\1\1")
NUMBER_WITH_UNIT = re.compile(r"\d+\w")  # 3D, 50s


class _Folded(dict):
    """What each character folds to, found out once."""

    def __missing__(self, code):
        self[code] = _folded(chr(code))
        return self[code]


def _folded(sign: str) -> str:
    if "가" <= sign <= "힣":  # else syllables would begin like longer ones
        return sign
    if sign == TATWEEL or UNSEEN.match(sign):
        return ""
    if letter := DRESSED.fullmatch(unicodedata.name(sign, "")):
        return letter[1].lower()
    if sign in "™℠" or unicodedata.category(sign) == "No":
        return " "
    plain = _without_accents(_without_accents(sign).casefold())
    if len(plain) > LIGATURE:
        return " "
    return "".join(KEYBOARDS.get(one, one if _is_kept(one) else " ") for one in plain)


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not _is_accent(sign))


def _is_accent(sign: str) -> bool:
    """Accents, Arabic and Hebrew vowels. Vowel signs of India and Thailand, and kana's voice marks, are letters."""
    kind, kin = unicodedata.category(sign), unicodedata.combining(sign)
    return kind in ("Me", "Cf") or (kind == "Mn" and not (kin in (0, 8, 9) or 84 <= kin <= 132))


def _is_kept(sign: str) -> bool:
    return sign.isalnum() or sign in SIGNS or unicodedata.category(sign)[0] == "M"


FOLDED = _Folded()


def fold(text: str) -> str:
    return text.translate(FOLDED)


def typed_elsewhere(folded: str) -> str:
    """An entry as it is typed where the keyboard has not got its letters."""
    return folded.translate(KEYLESS)


@lru_cache(maxsize=4)  # several lists, and several ways to look, ask for the places of one text
def places(text: str) -> list[int]:
    """For each character of the folded text, where in `text` it comes from; and at last the end. Not to be changed."""
    if text.isascii():
        return [*range(len(text) + 1)]
    found = [at for at, sign in enumerate(text) for _folded in FOLDED[ord(sign)]]
    return [*found, len(text)]


def in_words(folded: str) -> str:
    """Of the same length: signs, and scripts that have no spaces, are spaces."""
    return APART.sub(" ", folded)


def shape(folded: str) -> str:
    """What is left for the eye of a folded text, and of a letter that is repeated one."""
    return "".join(RUN.findall(folded.translate(TO_LATIN)))


def fits(word: str, meant: str, begins: bool = False) -> bool:
    """Whether a folded word stands for what was `meant`, or `begins` with it: letters stretched to three or more count
    as fewer, and in a disguised word signs and letters of another alphabet count as what they look like."""
    if is_disguised(word):
        word, meant = word.translate(TO_LATIN), meant.translate(TO_LATIN)
    elif not STRETCHED.search(word):
        return word.startswith(meant) if begins else word == meant
    said, wanted = _runs(word), _runs(meant)
    if len(said) != len(wanted) and not (begins and len(said) > len(wanted)):
        return False
    *first, (sign, times) = zip(said, wanted, strict=False)
    last = sign[0] == times[0] and (_same(sign, times) or (begins and sign[1] > times[1]))
    return last and all(_same(one, other) for one, other in first)


def _runs(word: str) -> list[tuple[str, int]]:
    return [(run[1], len(run[0])) for run in RUN.finditer(word)]


def _same(said: tuple[str, int], wanted: tuple[str, int]) -> bool:
    return said == wanted or (said[0] == wanted[0] and said[1] >= 3 and said[1] > wanted[1])


@lru_cache(maxsize=256)
def is_disguised(word: str) -> bool:
    """Whether letters stand in it among signs or digits, or among letters of another alphabet."""
    if len(word) < 3 or (word.isascii() and word.isalpha()):
        return False
    if mixes_alphabets(word):
        return True
    signs = sum(sign in DISGUISES for sign in word)
    return 0 < signs < len(word) and not NUMBER_WITH_UNIT.fullmatch(word)
