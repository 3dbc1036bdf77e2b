"""A comment as it was typed, with what the rules met in it."""

from comments.models import Objection


def pieces(body: str, objections: list[Objection]) -> list[tuple[str, bool]]:
    """The whole text in pieces, each with whether a rule met it. What it does not say (any more) at its place is left out."""
    spans = sorted(
        (one.position, one.position + len(one.text))
        for one in objections
        if one.text and one.position is not None and body.startswith(one.text, one.position)
    )
    found, at = [], 0
    for start, end in spans:
        start = max(start, at)  # two rules may meet the same words
        if end <= start:
            continue
        found += [(body[at:start], False), (body[start:end], True)]
        at = end
    return [(text, hit) for text, hit in [*found, (body[at:], False)] if text]
