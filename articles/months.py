"""Calendar months in the site's zone, for the archive and for filters: index ranges, no date functions in SQL."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone


@dataclass(frozen=True, order=True)
class Month:
    year: int
    month: int

    def __str__(self):
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def previous(self) -> "Month":
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def next(self) -> "Month":
        return Month(self.year + (self.month == 12), self.month % 12 + 1)

    @property
    def start(self) -> datetime:
        """Its first moment, aware, in the current zone."""
        return timezone.make_aware(datetime(self.year, self.month, 1))

    @property
    def last_moment(self) -> datetime:
        """Its last second."""
        return self.next.start - timedelta(seconds=1)

    def of(self, stories):
        """Those of `stories` that go or went live in this month."""
        return stories.filter(published_at__gte=self.start, published_at__lt=self.next.start)

    @classmethod
    def at(cls, moment: datetime) -> "Month":
        local = timezone.localtime(moment)
        return cls(local.year, local.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """From '2026-11'; None for anything that is no month."""
        if re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", text, re.ASCII):
            return cls(int(text[:4]), int(text[5:]))
        return None


def months_of(stories) -> list[Month]:
    """Every month from the newest story to the oldest. Two look-ups in an index, however many stories there are."""
    newest = stories.order_by("-published_at").values_list("published_at", flat=True).first()
    oldest = stories.order_by("published_at").values_list("published_at", flat=True).first()
    if not newest:
        return []
    month, last, months = Month.at(newest), Month.at(oldest), []
    while month >= last:
        months.append(month)
        month = month.previous
    return months
