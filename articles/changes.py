"""What changed between two versions of a story, worked out when it is shown, and once."""

from functools import cached_property

from django.db.models import OuterRef, Subquery

from articles import differences
from articles.models import Correction, Story, StoryVersion


def corrections_by_version(story: Story) -> dict[int, list[Correction]]:
    """Of a story (`with_marks`): by the number of the version readers saw when they were given, the oldest first."""
    found = {}
    if story.is_corrected:
        seen = StoryVersion.objects.listed().filter(story=OuterRef("story"), public_at__lte=OuterRef("at"))
        number = Subquery(seen.order_by("-number").values("number")[:1])
        for correction in story.corrections.annotate(number=number).order_by("at", "id"):
            found.setdefault(correction.number, []).append(correction)
    return found


class Change:
    """Two versions side by side, the older one first, and the corrections that readers were given with it."""

    def __init__(self, before: StoryVersion, after: StoryVersion, given: dict[int, list[Correction]] | None = None):
        self.before, self.after = before, after
        told = sorted(number for number in given or () if number and before.number < number <= after.number)
        self.corrections = [correction for number in told for correction in given[number]]

    @property
    def facts(self) -> tuple:
        """All that a comparison is made from: a version is never another under the same seal."""
        return self.before.seal, self.after.seal, *(correction.facts for correction in self.corrections)

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
