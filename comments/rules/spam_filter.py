"""What the spam filter holds, with its reasons. It holds and never refuses, for it is right nearly always and not always."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from comments.models.objection import LONGEST, Objection
from comments.models.spam_filter import SpamFilter
from comments.rules.rule import Rule
from comments.spam.signs import place, signs

MOST_REASONS = 5


def spam_filter(comment, setting):
    site = comment.discussion.site
    in_force = SpamFilter.in_force(site)
    if not in_force:
        return
    table, threshold = in_force
    found = signs(comment.body)
    if table.odds(found) < threshold:
        return
    with override(site.language):  # moderators read it, not its author
        yield _objection(table, found, comment.body)


def _objection(table, found, body) -> Objection:
    """The heaviest sign that stands somewhere in the text is marked; the sentence says what all of them weigh."""
    reasons = [reason for reason in table.reasons(found) if reason.weight > 0][:MOST_REASONS]
    where = next(filter(None, (place(reason.sign, body) for reason in reasons)), None)
    words = _("Score %(score)d of 100") % {"score": 100 * table.score(found)}
    for reason in reasons:
        longer = f"{words}; {table.said(reason)}"
        words = longer if len(longer) <= LONGEST else words
    return Objection(words=words, text=where.text if where else "", position=where.position if where else None)


SPAM_FILTER = Rule(
    "spam_filter",
    gettext_lazy("Spam filter"),
    gettext_lazy("It looks like spam to the filter that learns here; a person reads it"),
    gettext_lazy("Learned from this site's decisions; it has a page of its own."),
    spam_filter,
    is_mode=True,
)
