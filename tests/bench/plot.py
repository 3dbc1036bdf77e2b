"""The bars as a drawing: how much of what is allowed each figure uses, on a logarithmic scale, left of the line is held."""

from html import escape
from math import log10

ROW, LABEL, WIDTH, LEFT_END, RIGHT_END = 22, 400, 860, 0.01, 10
STYLE = """svg { --ink: #1c2327; --paper: #fcfcfa; --held: #2a7d5f; --missed: #c4432b }
@media (prefers-color-scheme: dark) { svg { --ink: #e8ecee; --paper: #131617; --held: #58b893; --missed: #f0795f } }
text { font: 12px system-ui, sans-serif; fill: var(--ink); stroke: var(--paper); stroke-width: 4px; paint-order: stroke }
.far { text-anchor: end } .paper { fill: var(--paper) } .held { fill: var(--held) } .MISSED { fill: var(--missed) }
.line { stroke: var(--ink) } .grid { stroke: var(--ink); stroke-opacity: .2 }"""


def place(times: float) -> float:
    """Where this many times what is allowed stands, from left."""
    times = min(max(times, LEFT_END), RIGHT_END)
    share = (log10(times) - log10(LEFT_END)) / (log10(RIGHT_END) - log10(LEFT_END))
    return LABEL + share * (WIDTH - LABEL - 60)


def svg(around: dict, rows: list) -> str:
    judged = [row for row in rows if row.verdict in ("held", "MISSED")]
    height = ROW * (len(judged) + 3)
    title = f"{around['date'][:10]} {around['commit']}, {around['versions']['engine']}, {around['stories']:,} stories"
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        f'<style>{STYLE}</style><path class="paper" d="M0 0H{WIDTH}V{height}H0z"/>',
        f'<text x="8" y="16">{escape(title)}</text>',
    ]
    for times, said in ((0.01, "1 %"), (0.1, "10 %"), (1, "the bar"), (10, "10 times")):
        x, kind = round(place(times), 1), "line" if times == 1 else "grid"
        drawn.append(f'<line class="{kind}" x1="{x}" x2="{x}" y1="{ROW + 14}" y2="{height - 8}"/>')
        drawn.append(f'<text x="{x}" y="{ROW + 8}" text-anchor="middle">{said}</text>')
    drawn += [_bar(row, ROW * (number + 2)) for number, row in enumerate(judged)]
    return "\n".join([*drawn, "</svg>\n"])


def _bar(row, top) -> str:
    from tests.bench.report import shown

    x, end = place(LEFT_END), round(place(row.times_allowed), 1)
    return (
        f'<text class="far" x="{LABEL - 8}" y="{top + 12}">{row.bar} {escape(row.what)}</text>'
        f'<rect class="{row.verdict}" x="{x:.0f}" y="{top + 3}" width="{max(end - x, 1):.1f}" height="11" rx="2"/>'
        f'<text x="{end + 5}" y="{top + 12}">{escape(f"{shown(row.figure)} {row.unit}".strip())}</text>'
    )
