"""The public report of moderation: what was decided month by month, figured once for page, JSON and command.

All of it comes from the log and from the reports. A decision that was taken back counts as not made. Small numbers are
not hidden: a figure tells of a month, a kind and a reason, never of a person, a comment or a story; the removal of one
comment stands in its thread anyway, and what is hidden could be had by subtracting.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.urls import reverse
from django.utils import timezone

from articles.months import Month
from comments import tally
from comments.models.decision import Decision
from newsroom import moments
from newsroom.http import absolute
from newsroom.models import Site

MOST_MONTHS = 12  # on the page and in its JSON
PEOPLE, RULES = "people", "rules"
KINDS = [verb for verb in Decision.Verb if verb not in (Decision.Verb.APPEAL, Decision.Verb.UNDO)]


@dataclass(frozen=True, order=True)
class Count:
    """So many decisions of one kind, by people or by rules, for one reason ('': none was given)."""

    place: int  # of its kind, in the order of the log's verbs
    kind: Decision.Verb
    reason: str
    by: str
    number: int


@dataclass
class Figures:
    """What was decided in a month. `timed`: how many of the decisions the median is of; seconds, whole ones."""

    month: Month
    is_over: bool
    counts: list[Count] = field(default_factory=list)
    timed: int = 0
    median: int | None = None
    appeals: int = 0
    granted: int = 0
    reports: int = 0
    answered: int = 0

    def _sum(self, **wanted) -> int:
        return sum(one.number for one in self.counts if all(getattr(one, name) == is_ for name, is_ in wanted.items()))

    @property
    def people(self) -> int:
        return self._sum(by=PEOPLE)

    @property
    def rules(self) -> int:
        return self._sum(by=RULES)

    @property
    def upheld(self) -> int:
        return self._sum(kind=Decision.Verb.UPHOLD)

    @property
    def kinds(self) -> list[tuple[Decision.Verb, dict, list[tuple[str, dict]]]]:
        """Each kind with its numbers by people and by rules, and the same for each of its reasons."""
        return [(kind, _by(same), _reasons(same)) for kind, same in _grouped(self.counts, "kind")]


def _grouped(counts, name):
    return [(value, list(same)) for value, same in groupby(sorted(counts), attrgetter(name))]


def _by(counts) -> dict:
    return {who: sum(one.number for one in counts if one.by == who) for who in (PEOPLE, RULES)}


def _reasons(counts):
    return [(reason, _by(same)) for reason, same in _grouped(counts, "reason") if reason]


@dataclass
class Report:
    months: list[Figures]  # the newest, which is not over, first
    zone: str
    changes_at: datetime  # when another month begins


def report(site: Site, number: int = MOST_MONTHS) -> Report:
    """The newest so many months, back to the first in which anything happened. Four queries, or six where a month has to
    be counted.
    """
    with timezone.override(site.zone):
        now, began = moments.now(), tally.began()
        running = Month.at(now)
        months = _back(running, Month.at(began), number) if began else []
        told = zip(months, tally.of_log(months), tally.of_reports(months), strict=True) if months else []
        return Report([_figures(now, *one) for one in told][::-1], str(site.zone), running.next.start)


def _back(last: Month, first: Month, number: int) -> list[Month]:
    """At most so many months up to the last, the oldest first."""
    months = [last]
    while len(months) < number and months[-1] > first:
        months.append(months[-1].previous)
    return months[::-1]


def _figures(now, month: Month, log: tally.Tally, reports: tuple[int, int]) -> Figures:
    figures = Figures(month, month.next.start <= now, [], log.timed, log.median, 0, log.granted, *reports)
    for (verb, reason, is_rule), made in log.counts.items():
        if verb == Decision.Verb.APPEAL:
            figures.appeals += made
        else:
            kind = Decision.Verb(verb)
            figures.counts.append(Count(KINDS.index(kind), kind, reason, RULES if is_rule else PEOPLE, made))
    figures.counts.sort()
    return figures


HOW = [
    "Months are calendar months in 'zone', the newest first; one with is_over false is still running.",
    "decisions: how many of one kind, by 'people' or by 'rules' of the house, and for one reason. A comment that two rules"
    " hold counts under each. Decisions that were taken back are not counted.",
    "median_seconds: half of the comments that waited for a person were decided within this time, in whole seconds from"
    " being held, reported or appealed; timed: how many decisions that is of. null: nothing waited.",
    "appeals: made in the month (received); answered in the month with the decision standing (upheld) or with the comment"
    " shown again (granted).",
    "reports: made by readers in the month (received), and how many of those have been answered by now (answered).",
]


def as_data(told: Report) -> dict:
    """As the JSON and the command say it."""
    page = absolute(reverse("moderation_report"))
    return {"page": page, "zone": told.zone, "how": HOW, "months": [_month_data(one) for one in told.months]}


def _month_data(one: Figures) -> dict:
    return {
        "month": str(one.month),
        "is_over": one.is_over,
        "people": one.people,
        "rules": one.rules,
        "decisions": [
            {"kind": count.kind.value, "by": count.by, "reason": count.reason, "number": count.number}
            for count in one.counts
        ],
        "median_seconds": one.median,
        "timed": one.timed,
        "appeals": {"received": one.appeals, "upheld": one.upheld, "granted": one.granted},
        "reports": {"received": one.reports, "answered": one.answered},
    }
