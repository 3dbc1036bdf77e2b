"""What the desk page says of stories: what waits for editors, the week, and what one creator finds of their own."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Case, Count, Subquery, When
from django.utils import timezone
from django.utils.functional import cached_property

from articles.models import Byline, Creator, Listing, Reads, Story
from newsroom import days, moments
from newsroom.firsts import first_of_each

MOST = 10
SOONEST = 5
NEWEST = 20  # live stories of one creator
LOOKED_AT = 200  # of a creator's stories, the newest
A_DAY = timedelta(days=1)
LINE = ("title", "status", "published_at", "saved_at")


def in_review() -> list[Story]:
    """Handed in and waiting, the longest first, at most MOST and one that says there are more. `first_name`: by whom."""
    stories = Story.objects.filter(status=Story.Status.IN_REVIEW).exclude(status=Story.Status.READY)
    return list(stories.order_by("saved_at").with_first_name().only(*LINE)[: MOST + 1])


def coming() -> list[Story]:
    """What goes live within a day, in that order; at most SOONEST and one that says there are more."""
    now = moments.now()
    stories = Story.objects.scheduled(now).filter(published_at__lte=now + A_DAY).order_by("published_at", "id")
    return list(stories.only(*LINE)[: SOONEST + 1])


@dataclass
class DayOfWeek:
    day: date
    live: int
    planned: int

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate()


def week() -> list[DayOfWeek]:
    """The days of this week with the number of stories that went or will go live: one walk through an index."""
    now, shown = moments.now(), days.run(days.first_of_week(timezone.localdate()), 7)
    ends = [(days.start(day + days.ONE), day) for day in shown]
    ready = Story.objects.filter(status=Story.Status.READY, published_at__gte=days.start(shown[0]))
    ready = ready.filter(published_at__lt=ends[-1][0]).order_by()
    day = Case(*(When(published_at__lt=end, then=place) for place, (end, _day) in enumerate(ends)))
    planned = Case(When(published_at__gt=now, then=1), default=0)
    counts = ready.annotate(day=day, planned=planned).values_list("day", "planned").annotate(Count("pk"))
    found = {(place, planned): number for place, planned, number in counts}
    return [DayOfWeek(day, found.get((place, 0), 0), found.get((place, 1), 0)) for place, day in enumerate(shown)]


@dataclass
class Room:
    """A creator's own stories. Of those who wrote thousands the newest: the list of stories has all."""

    user: object
    days: list[date] = field(default_factory=lambda: days.last_days(7))

    @cached_property
    def profile(self) -> Creator | None:
        return Creator.objects.filter(user=self.user).first()

    @cached_property
    def _not_ready(self) -> list[Story]:
        newest = Byline.objects.filter(creator=self.profile).order_by("-story").values("story")[:LOOKED_AT]
        stories = Story.objects.filter(pk__in=Subquery(newest)).planned().order_by("-saved_at")
        return list(stories.only(*LINE, "returned_reason"))

    @property
    def returned(self) -> list[Story]:
        return [story for story in self._not_ready if story.returned_reason]

    @property
    def drafts(self) -> list[Story]:
        return [story for story in self._not_ready if story.state == "draft" and not story.returned_reason][:MOST]

    @property
    def in_review(self) -> list[Story]:
        return [story for story in self._not_ready if story.state == "in_review"][:MOST]

    @cached_property
    def _ready(self) -> list[Story]:
        """The next that are scheduled and the newest that are live, by their dates: however many of the others there are."""
        listed, now = Listing.objects.filter(creator=self.profile), moments.now()
        parts = [listed.filter(live_at__gt=now).order_by("live_at", "story")[:MOST]]
        parts.append(listed.filter(live_at__lte=now).order_by("-live_at", "-story")[:NEWEST])
        lines = Listing.objects.filter(pk__in=first_of_each(parts)).order_by("live_at", "story")
        fields = [f"story__{name}" for name in (*LINE, "slug")]
        return [line.story for line in lines.select_related("story").only(*fields)]

    @property
    def scheduled(self) -> list[Story]:
        """The first to go live stands first."""
        return [story for story in self._ready if story.state == "scheduled"]

    @cached_property
    def live(self) -> list[Story]:
        """The newest, each with its `reads`: a number for each of the days."""
        stories = [story for story in reversed(self._ready) if story.state == "live"]
        read = Reads.objects.by_story([story.pk for story in stories], self.days) if stories else {}
        for story in stories:
            story.reads = read.get(story.pk, [0] * len(self.days))
        return stories

    @property
    def reads(self) -> list[int]:
        """Of all of these together."""
        return [sum(numbers) for numbers in zip(*(story.reads for story in self.live), strict=True)]

    @property
    def is_empty(self) -> bool:
        return not (self._not_ready or self._ready)
