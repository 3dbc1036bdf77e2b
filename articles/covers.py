"""Draws the cover of a story that has no photograph: the same slug always gives the same two-colour print."""

from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString

from newsroom.html import drawn

INKS = {  # ground, first ink, second ink
    "local": ("#f4e0d6", "#d2472b", "#8fc1cf"),
    "science": ("#dce4f2", "#2457b8", "#e3a92b"),
    "culture": ("#f3dde8", "#b0336f", "#7cc4bd"),
    "politics": ("#dfe5e9", "#3b4a58", "#e79a80"),
    "environment": ("#dceadd", "#1f7a4d", "#e6b93a"),
    "work": ("#f2e6c9", "#b67d0c", "#e27a55"),
    "health": ("#d8eaeb", "#137a88", "#f0a184"),
    "": ("#e6e7e2", "#2a2f30", "#b9bfb6"),
}
# Tiles on a sheet of 6 by 4: x, y, size; the first is the large one, the others fill the rest.
LAYOUTS = (
    ((0, 0, 4), (4, 0, 2), (4, 2, 2)),
    ((1, 0, 4), *((x, y, 1) for x in (0, 5) for y in range(4))),
    ((0, 1, 3), (3, 1, 3), *((x, 0, 1) for x in range(6))),
    ((0, 0, 2), (2, 0, 2), (4, 0, 2), (0, 2, 2), (2, 2, 2), (4, 2, 2)),
    ((2, 0, 4), (0, 0, 2), (0, 2, 1), (1, 2, 1), (0, 3, 1), (1, 3, 1)),
    ((0, 0, 3), (3, 0, 3), *((x, 3, 1) for x in range(6))),
    ((1, 0, 3), (4, 0, 2), (4, 2, 2), (0, 0, 1), (0, 1, 1), (0, 2, 1), (0, 3, 1), (1, 3, 1), (2, 3, 1), (3, 3, 1)),
    ((2, 1, 3), (0, 0, 2), (0, 2, 2), (5, 1, 1), (5, 2, 1), (5, 3, 1), (2, 0, 1), (3, 0, 1), (4, 0, 1), (5, 0, 1)),
)
FIGURES = {  # one in a square of 100, in each topic's own vocabulary
    "local": "M0 100V50L25 25L50 50V100ZM50 100V30L75 5L100 30V100Z",  # roofs
    "culture": "M0 0H100A100 100 0 0 1 0 100ZM100 100V62A38 38 0 0 0 62 100Z",  # a stage and its lamp
    "politics": "M0 100V40H16V100ZM21 100V12H37V100ZM42 100V58H58V100ZM63 100V26H79V100ZM84 100V70H100V100Z",
    "environment": "M0 34A50 34 0 0 1 100 34ZM0 67A50 33 0 0 1 100 67ZM0 100A50 33 0 0 1 100 100Z",  # hills
    "work": "M0 100V75H25V50H50V25H75V0H100V100Z",  # steps
    "health": "M34 0H66V34H100V66H66V100H34V66H0V34H34Z",  # a cross
    "": "M0 0H100V20H0ZM0 40H70V60H0ZM0 80H100V100H0Z",  # lines of type
}
TURNING = ("science", "culture", "work")
RULED = "".join(f"M0 {n}H100V{n + 5}H0Z" for n in range(0, 100, 10))
SOLID = "M-.3-.3H100.3V100.3H-.3Z"  # bleeds a hair over its edge, so that neighbours close up


def numbers(slug: str) -> Iterator[int]:
    """FNV-1a of the slug, then xorshift: the same in any language, for ever."""
    state = 2166136261
    for byte in slug.encode():
        state = (state ^ byte) * 16777619 % 2**32
    while True:
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
        yield state


def draw(slug: str, ink: str = "", title: str = "") -> SafeString:
    """The cover as an SVG element, 3:2. Without a title it is decoration and hidden from screen readers."""
    inks = INKS.get(ink, INKS[""])
    dice = numbers(slug)
    layout = LAYOUTS[next(dice) % len(LAYOUTS)]
    flip = next(dice) % 4
    tiles = []
    for place, (x, y, size) in enumerate(layout):
        x, y = (6 - x - size if flip & 1 else x), (4 - y - size if flip & 2 else y)
        content, bleeds = _tile(place, ink, inks, dice)
        overflow = ' overflow="visible"' if bleeds else ""
        tiles.append(
            f'<svg{overflow} x="{x * 100}" y="{y * 100}" width="{size * 100}" height="{size * 100}" '
            f'viewBox="0 0 100 100">{content}</svg>'
        )
    label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return drawn(
        f'<svg viewBox="0 0 600 400" width="600" height="400" preserveAspectRatio="xMidYMid slice" {label}>'
        f'<path fill="{inks[0]}" d="M0 0H600V400H0Z"/>{"".join(tiles)}</svg>'
    )


def _tile(place: int, ink: str, inks: tuple, dice: Iterator[int]) -> tuple[str, bool]:
    """What stands in one tile, and whether it may bleed over its edge."""
    ground, first, second = inks
    turn = next(dice) % 4 * 90 if ink in TURNING else 0
    kind = 0 if place == 0 else 1 + (place + next(dice) % 2) % 4
    if kind == 0:  # the figure, and a disc printed over it
        at = (25, 50, 75)[next(dice) % 3]
        return (
            f'{_figure(ink, first, turn)}<circle class="over" cx="{at}" cy="{100 - at}" r="25" fill="{second}"/>',
            False,
        )
    if kind == 1:  # the figure knocked out of a solid
        edge = "M0 0H100V100H0Z" if ink == "science" else SOLID
        return (
            f'<path shape-rendering="crispEdges" fill="{second}" d="{edge}"/>{_figure(ink, ground, turn)}',
            ink != "science",
        )
    if kind == 2:
        return f'<path fill="{first}" d="{RULED}"/>', False
    if kind == 3:  # a dot in a solid
        return (
            f'<path shape-rendering="crispEdges" fill="{first}" d="{SOLID}"/><circle cx="50" cy="50" r="30" fill="{ground}"/>',
            True,
        )
    return _figure(ink, second, turn), False


def _figure(ink: str, colour: str, turn: int) -> str:
    spin = f' transform="rotate({turn} 50 50)"' if turn else ""
    if ink == "science":  # rings
        rings = "".join(f'<circle r="{r}"/>' for r in (20, 45, 70, 95))
        return f'<g fill="none" stroke="{colour}" stroke-width="12.5"{spin}>{rings}</g>'
    return f'<path fill="{colour}" d="{FIGURES[ink if ink in FIGURES else ""]}"{spin}/>'
