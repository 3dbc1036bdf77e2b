"""Whether the versions of stories are what was written: every row, every link between them, and what readers see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from articles.models import Story, StoryVersion

AT_ONCE = 50  # stories whose text is held at a time
VERSIONS_AT_ONCE = 20


@dataclass
class Verdict:
    """What was looked at so far."""

    stories: int = 0
    versions: int = 0
    struck: int = 0


@dataclass(frozen=True)
class Fault:
    """`version` is a number; 0 where it is the story that is wrong."""

    story: Story
    version: int
    says: str | Promise

    def __str__(self):
        about = {"title": self.story.title, "id": self.story.pk, "address": self.story.get_absolute_url()}
        place = _("“%(title)s” (story %(id)d, %(address)s)") % about
        version = _(", version %(number)d") % {"number": self.version} if self.version else ""
        return f"{place}{version}: {self.says}"


def verify(stories, verdict: Verdict) -> Iterator[Fault]:
    """Every fault of these stories, in the order of their ids; however many there are, little is held at a time."""
    last = 0
    while found := list(stories.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = found[-1].pk
        for story, versions in _with_versions(found):
            # Somebody may have saved it meanwhile: what looks wrong is looked at once more, alone.
            if list(faults(story, versions, verdict)):
                yield from _again(story)


def _again(story) -> list[Fault]:
    with transaction.atomic():
        now = Story.objects.select_for_update().filter(pk=story.pk).first()
        return list(faults(now, _versions(story=now), Verdict())) if now else []


def _versions(**where):
    return StoryVersion.objects.filter(**where).order_by("story", "number").iterator(VERSIONS_AT_ONCE)


def _with_versions(stories):
    """Each story with an iterator over its versions, out of one query."""
    versions = _versions(story__gte=stories[0].pk, story__lte=stories[-1].pk)
    ahead = [next(versions, None)]

    def of(story):
        while ahead[0] and ahead[0].story_id <= story.pk:
            if ahead[0].story_id == story.pk:
                yield ahead[0]
            ahead[0] = next(versions, None)

    for story in stories:
        yield story, of(story)


def faults(story: Story, versions: Iterable[StoryVersion], verdict: Verdict) -> Iterator[Fault]:
    """What is wrong with one story, whose versions come in their order."""
    before = for_readers = None
    listed = number = 0
    verdict.stories += 1
    for version in versions:
        verdict.versions += 1
        verdict.struck += version.struck_at is not None
        number += 1
        if version.number != number:
            yield Fault(story, number, _("It is missing, or its number was changed."))
            number = version.number
        yield from (Fault(story, version.number, says) for says in version.faults(before))
        if version.public_at:
            for_readers = version
            listed += not version.typo_only
        before = version
    if number != story.newest_version:
        yield Fault(story, story.newest_version, _("It should be the newest one, and is not."))
    if listed != story.public_versions:
        yield Fault(story, 0, _("It counts other public versions than there are."))
    yield from _of_readers(story, for_readers)


def _of_readers(story, version) -> Iterator[Fault]:
    """What readers are shown has to be the text of the version that says so."""
    if story.status not in (Story.Status.READY, Story.Status.WITHDRAWN):
        return
    if version is None:
        yield Fault(story, 0, _("It is public, but has no public version."))
    elif any(getattr(story, name) != value for name, value in version.text.items()):
        yield Fault(
            story, version.number, _("Readers are shown another title, subtitle or text than this version has.")
        )
