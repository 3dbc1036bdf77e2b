"""Words as the index knows them: folded, stemmed by language, and in pairs where a script writes no spaces."""

import re
import threading
import unicodedata
from functools import cache, lru_cache

import snowballstemmer

LONGEST = 40
STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
# Han, kana, Hangul, Thai, Lao, Burmese, Khmer: where one word ends only a dictionary knows.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
FIRST = re.compile(f"[{UNSPACED}]")
# Signs that readers leave out: accents on Latin and Greek letters, vowel signs of Arabic and Hebrew.
SIGNS = re.compile("(?<=[a-zα-ω])[\u0300-\u036f]+|[\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+")
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ى": "ي", "ё": "е"})
# A short cut for text in ASCII, as most is once its quotation marks and dashes are: the same as spans() finds.
PRINTED = str.maketrans("’‘“”–—…\xa0", "''\"\"--. ")
ASCII = re.compile("[a-z0-9]{2,}|(?<!')[a-z0-9](?!')")
_own = threading.local()


@cache
def token() -> re.Pattern:
    """A run of an unspaced script, or a word with the marks on its letters."""
    marks = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M"))
    letter = f"[^\\W_{UNSPACED}]"
    return re.compile(f"[{UNSPACED}]+|{letter}(?:{letter}|[{marks}])*")


def fold(text: str) -> str:
    """Small letters without the signs that people type or leave out as they please."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", SIGNS.sub("", text)).translate(PLAIN)


def spans(text: str):
    """Every token of a text as (start, end, folded word). Unspaced scripts come in pairs that overlap."""
    for match in token().finditer(text):
        start, end = match.span()
        if is_unspaced(match[0]):
            yield from _pairs(text, start, end)
        elif not _clipped(text, start, end) and (word := fold(match[0])[:LONGEST]):
            yield start, end, word  # of a lone tatweel nothing is left


def tokens(text: str) -> list[str]:
    text = text.translate(PRINTED)
    if text.isascii():
        return [word[:LONGEST] for word in ASCII.findall(text.lower())]
    return [word for _start, _end, word in spans(text)]


def stems(text: str, language: str) -> list[str]:
    """What the index keeps of a text, in its order."""
    return [stem(word, language) for word in tokens(text)]


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    name = STEMMERS.get(language.partition("-")[0])
    if not name or is_unspaced(word):
        return word
    # A stemmer keeps state between two steps: each thread has its own.
    stemmers = _own.__dict__
    if name not in stemmers:
        stemmers[name] = snowballstemmer.stemmer(name)
    return fold(stemmers[name].stemWord(word)) or word


def is_unspaced(word: str) -> bool:
    return word[:1] > "\u0dff" and bool(FIRST.match(word))


def _pairs(text, start, end):
    for place in range(start, end):
        yield place, min(place + 2, end), fold(text[place : min(place + 2, end)])


def _clipped(text, start, end):
    """The s of "bridge's" and the l of "l'eau": letters that an apostrophe cut off."""
    return end - start == 1 and (text[start - 1 : start] in ("'", "’") or text[end : end + 1] in ("'", "’"))
