"""What changed between two versions of a story, worked out when it is shown, and once."""

from functools import cached_property

from articles import differences
from articles.models import StoryVersion


class Change:
    """Two versions side by side, the older one first."""

    def __init__(self, before: StoryVersion, after: StoryVersion):
        self.before, self.after = before, after

    @property
    def facts(self) -> tuple:
        """All that a comparison is made from: a version is never another under the same seal."""
        return self.before.seal, self.after.seal

    @property
    def struck(self) -> list[StoryVersion]:
        """Those whose text was struck, so that there is nothing to compare."""
        return [version for version in (self.before, self.after) if version.struck_at]

    @cached_property
    def title(self):
        return differences.lines(self.before.title, self.after.title)

    @cached_property
    def subtitle(self):
        return differences.lines(self.before.subtitle, self.after.subtitle)

    @cached_property
    def body(self) -> differences.Compared:
        return differences.texts(self.before.body, self.after.body)

    @property
    def new_title(self) -> bool:
        return self.before.title != self.after.title

    @property
    def new_subtitle(self) -> bool:
        return self.before.subtitle != self.after.subtitle

    def __bool__(self):
        return self.new_title or self.new_subtitle or bool(self.body)
