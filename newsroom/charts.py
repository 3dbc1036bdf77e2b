"""Small charts, drawn on the server from numbers alone."""

from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsroom.html import drawn

HEIGHT, STEP, BAR = 28, 9, 6


class Ranked(NamedTuple):
    """A story in a list of the most read or most discussed, with a number for each day, the oldest first."""

    story: int
    title: str
    address: str
    numbers: list[int]

    @property
    def total(self) -> int:
        return sum(self.numbers)


def bars(numbers: list[int], label: str) -> SafeString:
    """A bar for each number, the tallest as high as the chart. `label` says the same in words."""
    most = max([*numbers, 1])
    rects = []
    for place, number in enumerate(numbers):
        height = max(2, round(number / most * HEIGHT)) if number else 1
        rects.append(f'<rect x="{place * STEP}" y="{HEIGHT - height}" width="{BAR}" height="{height}"/>')
    width = len(numbers) * STEP - (STEP - BAR)
    return format_html(
        '<svg class="bars" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>',
        *(label, width, HEIGHT, width, HEIGHT, drawn("".join(rects))),
    )
