"""Who asks for pages: people, or the robots that name themselves. The only importer of crawlerdetect."""

import time
from collections import deque

from crawlerdetect import CrawlerDetect

LONGEST = 300  # letters looked at: its patterns take 1.5 ms for a browser, 9 ms for the worst text of this length
MOST_KNOWN = 4096
MOST_NEW = 500  # agents looked at in a minute

_detector = CrawlerDetect()
_known: dict[str, bool] = {}
_looks = deque(maxlen=MOST_NEW)


def is_robot(user_agent: str) -> bool:
    """Whether an agent says that it is no browser, or says nothing."""
    robot = _known.get(user_agent)
    return _look(user_agent[:LONGEST].strip()) if robot is None else robot


def _look(agent: str) -> bool:
    """Looked at once. People do not bring hundreds of new agents a minute: whoever invents them is none."""
    if (robot := _known.get(agent)) is not None:
        return robot
    now = time.monotonic()
    if len(_looks) == MOST_NEW and now - _looks[0] < 60:
        return True
    _looks.append(now)
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    robot = _known[agent] = not agent or _detector.is_crawler(agent)
    return robot
