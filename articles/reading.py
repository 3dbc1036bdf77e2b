"""How long a story takes to read."""

import re

from newsroom.html import words

WORDS_A_MINUTE = 230
LETTERS_A_MINUTE = 400  # in scripts that put no space between words
CLOSE_SET = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def minutes_to_read(body: str) -> int:
    """Whole minutes, at least one."""
    text = words(body)
    letters = sum(len(CLOSE_SET.findall(word)) for word in text)
    spaced = sum(not CLOSE_SET.search(word) for word in text)
    return max(1, round(spaced / WORDS_A_MINUTE + letters / LETTERS_A_MINUTE))
