"""What the filter says of itself, in plain sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models.spam_filter import SpamFilter
from comments.spam.signs import signs

MOST_REASONS = 5


def lines(row) -> list[str]:
    """Of a SpamFilter: what it learned from, how good that is, and why it may not act, if so."""
    figures = row.trial
    said = [
        ngettext("Learned from %(number)d decision", "Learned from %(number)d decisions", row.decisions)
        % {"number": row.decisions}
        + ": "
        + _("%(spam)d spam, %(others)d others.") % {"spam": figures.spam, "others": figures.others}
    ]
    if figures.held:
        said += [quality(figures), numbers(figures)]
    return [*said, row.why_not] if row.why_not else said


def state(row) -> str:
    if not row.is_on:
        return _("Off.")
    return _("On, but it holds nothing now.") if row.why_not else _("On.")


def quality(figures) -> str:
    return _("Of 100 comments it would hold, %(precision)d were spam; it finds %(recall)d of 100 spam comments.") % {
        "precision": _of_100(figures.right, figures.held), "recall": _of_100(figures.right, figures.spam),
    }  # fmt: skip


def numbers(figures) -> str:
    return _(
        "Precision %(precision).1f%% (%(right)d of %(held)d held were spam), "
        "recall %(recall).1f%% (%(right)d of %(spam)d spam comments held)."
    ) % {
        "precision": 100 * figures.precision, "recall": 100 * figures.recall,
        "right": figures.right, "held": figures.held, "spam": figures.spam,
    }  # fmt: skip


def judgement(comment, site) -> dict:
    """The score of a comment of 100, whether it is enough to hold it, and the heaviest reasons with their sentences; empty
    while the filter does nothing.
    """
    in_force = SpamFilter.in_force(site)
    if not in_force:
        return {}
    table, threshold = in_force
    found = signs(comment.body)
    reasons = [(reason, table.said(reason)) for reason in table.reasons(found)[:MOST_REASONS]]
    return {"score": int(100 * table.score(found)), "held": table.odds(found) >= threshold, "reasons": reasons}


def _of_100(part: int, whole: int) -> int:
    """Rounded down: 100 of 100 is said only where it is true."""
    return 100 * part // whole if whole else 0
