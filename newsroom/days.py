"""Days of the site's zone as moments: from midnight to midnight, also where the clocks change."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import get_format

ONE = timedelta(days=1)


def start(day: date) -> datetime:
    """Its first moment, aware, in the current zone."""
    return timezone.make_aware(datetime.combine(day, time()))


def run(first: date, count: int) -> list[date]:
    """So many days, one after the other."""
    return [first + ONE * place for place in range(count)]


def last_days(count: int) -> list[date]:
    """Those that end today, the oldest first."""
    return run(timezone.localdate() - ONE * (count - 1), count)


def first_of_week(day: date) -> date:
    """The day with which its week begins, as the language of the page has it."""
    first = int(get_format("FIRST_DAY_OF_WEEK"))  # 0: Sunday
    return day - ONE * ((day.isoweekday() - first) % 7)
