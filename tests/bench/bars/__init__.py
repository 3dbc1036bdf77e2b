"""The bars of SPEED.md by their numbers. Each is a function from a Bench to rows."""

from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import Subject, Taken
from tests.bench.sites import Site


@dataclass(frozen=True)
class Bench:
    """What every bar is given: the site, a smaller one where growth is measured, and how long to look."""

    site: Site
    least: Site | None
    rounds: int
    seconds: int
    folder: Path

    @property
    def is_full(self) -> bool:
        return self.site.size == "full"

    def take(self, subjects: dict[str, Subject]) -> Taken:
        return Taken(subjects, self.rounds, self.seconds)

    def subject(self, load, *servers, site: Site | None = None) -> Subject:
        """What these servers bear, and the database server with them."""
        return Subject(load, tuple(server.pid for server in servers) + (site or self.site).beside)
