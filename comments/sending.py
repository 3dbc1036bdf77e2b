"""What comes along with a comment besides its text, as the house rules are told of it."""

from math import isfinite

from comments.rules import Sent
from newsroom.limits import network

TRAP = "website"  # a name that programs cannot resist
LONGEST = 200
WEEK = 7 * 24 * 3600


def sent_with(request) -> Sent:
    return Sent(request.POST.get(TRAP, "").strip()[:LONGEST], _seconds(request.POST.get("took", "")), network(request))


def _seconds(said: str) -> float | None:
    """None also for what is no time: the rule is about haste, not about form."""
    try:
        seconds = float(said[:20])
    except ValueError:
        return None
    return seconds if isfinite(seconds) and 0 <= seconds <= WEEK else None
