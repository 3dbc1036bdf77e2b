"""The calendar of stories: what went live and what is planned, by days of the site's zone. A bounded number of each day."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from articles.models import Story
from articles.months import Month
from newsroom import days
from newsroom.firsts import first_of_each

A_DAY_OF_A_MONTH, A_DAY_OF_A_WEEK = 6, 20
MOST_PLANNED = 200  # drafts with a date, in the whole calendar
THURSDAY = 3  # the day that says to which year's weeks a week belongs (ISO 8601)
FIELDS = ("title", "status", "published_at", "embargoed_until", "topic__ink", "topic__name")


@dataclass
class Day:
    day: date
    is_outside: bool = False  # of the month
    stories: list[Story] = field(default_factory=list)
    has_more: bool = False

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate()

    @property
    def week(self) -> str:
        return name_of_week(self.day)


@dataclass(frozen=True)
class Calendar:
    """`name` as in the address, '2026-12' or '2026-W49'; `first` is the first day shown, of `count`."""

    name: str
    first: date
    count: int
    month: Month | None = None

    @classmethod
    def read(cls, month: str = "", week: str = "") -> "Calendar":
        """What an address asks for; this month where it asks for nothing that exists."""
        if found := re.fullmatch(r"([12]\d{3})-W(\d\d)", week, re.ASCII):
            try:
                return cls.of_week(date.fromisocalendar(int(found[1]), int(found[2]), THURSDAY + 1))
            except ValueError:
                pass
        return cls.of_month(Month.read(month) or Month.at(timezone.now()))

    @classmethod
    def of_week(cls, day: date) -> "Calendar":
        return cls(name_of_week(day), days.first_of_week(day), 7)

    @classmethod
    def of_month(cls, month: Month) -> "Calendar":
        first = days.first_of_week(month.first_day)
        last = days.first_of_week(month.next.first_day - days.ONE) + timedelta(days=6)
        return cls(str(month), first, (last - first).days + 1, month)

    @property
    def last(self) -> date:
        return self.first + days.ONE * (self.count - 1)

    @property
    def query(self) -> str:
        return f"month={self.name}" if self.month else f"week={self.name}"

    @property
    def previous(self) -> "Calendar":
        return self.of_month(self.month.previous) if self.month else self.of_week(self._thursday - 7 * days.ONE)

    @property
    def next(self) -> "Calendar":
        return self.of_month(self.month.next) if self.month else self.of_week(self._thursday + 7 * days.ONE)

    @property
    def now(self) -> "Calendar":
        """The month or the week that holds today."""
        return self.of_month(Month.at(timezone.now())) if self.month else self.of_week(timezone.localdate())

    @property
    def other(self) -> "Calendar":
        """The same time as a week, or as a month; of the month that holds today, this week."""
        if not self.month:
            return self.of_month(Month(self._thursday.year, self._thursday.month))
        today = timezone.localdate()
        return self.of_week(today if Month(today.year, today.month) == self.month else self.month.first_day)

    @property
    def _thursday(self) -> date:
        return next(day for day in days.run(self.first, 7) if day.weekday() == THURSDAY)

    def weeks(self, stories) -> list[list[Day]]:
        """The days in rows of seven, each with its stories of those that somebody may see: three queries."""
        most = A_DAY_OF_A_MONTH if self.month else A_DAY_OF_A_WEEK
        by_day = defaultdict(list)
        for story in self._found(stories, most + 1):
            by_day[timezone.localdate(story.published_at)].append(story)
        shown = [self._day(day, by_day[day], most) for day in days.run(self.first, self.count)]
        return [shown[start : start + 7] for start in range(0, self.count, 7)]

    def _day(self, day, stories, most) -> Day:
        outside = bool(self.month) and (day.year, day.month) != (self.month.year, self.month.month)
        return Day(day, outside, stories[:most], len(stories) > most)

    def _found(self, stories, most):
        """Planned drafts, and of each day so many that are live or will be."""
        ready = stories.filter(status=Story.Status.READY).order_by("published_at", "id")
        some = [within(ready, day, day)[:most] for day in days.run(self.first, self.count)]
        some.append(within(stories.planned().order_by("published_at"), self.first, self.last)[:MOST_PLANNED])
        found = Story.objects.filter(pk__in=first_of_each(some)).select_related("topic").only(*FIELDS)
        return found.order_by("published_at", "id")


def within(stories, first: date, last: date):
    """Those whose date lies on these days."""
    return stories.filter(published_at__gte=days.start(first), published_at__lt=days.start(last + days.ONE))


def name_of_week(day: date) -> str:
    """'2026-W49' of the week, as the language of the page has it, in which a day lies."""
    first = days.first_of_week(day)
    thursday = next(day for day in days.run(first, 7) if day.weekday() == THURSDAY)
    return f"{thursday.isocalendar().year}-W{thursday.isocalendar().week:02d}"
