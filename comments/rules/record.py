"""What is known of the person: how fast they write, whether they repeat themselves, what became of earlier comments."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import BigIntegerField, BooleanField, DateTimeField, ExpressionWrapper, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import text
from comments.models.objection import Objection
from comments.rules.rule import Rule
from comments.rules.wording import LINK
from newsroom.prepared import Given, prepared

MOST = 20  # earlier comments that are looked at
COMPARED = 500  # characters of a text without a gist; those are short
REPEATED_WITHIN = timedelta(days=1)
FAST = timedelta(minutes=5)
REFUSED = {"rejected", "spam", "removed"}


class Earlier(NamedTuple):
    """An earlier comment of the same person, as far as rules look at it."""

    pk: int
    state: str
    gist: int | None
    second_gist: int | None
    beginning: str
    is_recent: bool  # written within FAST before
    is_repeatable: bool  # written within REPEATED_WITHIN before


def earlier(comment) -> list[Earlier]:
    """The last comments of its author before it, the newest first: one question for all rules that look at them."""
    if "earlier" not in comment.__dict__:
        at = comment.created_at
        times = {"at": at, "recent": at - FAST, "repeatable": at - REPEATED_WITHIN}
        comment.earlier = [Earlier(*row) for row in _earlier(author=comment.author_id, **times)]
    return comment.earlier


@prepared
def _earlier():
    from comments.models import Comment

    at, author = Given("at", DateTimeField()), Given("author", BigIntegerField())
    found = Comment.objects.filter(author=author, created_at__lt=at).order_by("-created_at")
    return found.values_list(
        "pk", "state", "gist", "second_gist", Substr("body", 1, COMPARED), _since("recent"), _since("repeatable")
    )[:MOST]


def _since(name):
    return ExpressionWrapper(Q(created_at__gt=Given(name, DateTimeField())), BooleanField())


def repeats(comment, setting):
    if len(comment.body) < setting.number and not LINK.search(comment.body):
        return  # thanks, and the like; but advertising is short, too
    said = text.alike(comment.body[:COMPARED])
    for one in earlier(comment):
        if one.state == "deleted" or not one.is_repeatable:  # what was taken back may be said elsewhere
            continue
        if _gists(one) == _gists(comment) and (comment.gist is not None or text.alike(one.beginning) == said):
            yield Objection(words=_("Said the same day, comment %(number)d") % {"number": one.pk})
            return


def _gists(comment):
    return comment.gist, comment.second_gist


def too_fast(comment, setting, sent):
    """Asked when it is sent: what waited for an address is confirmed all at once, and edited is not written."""
    if not comment.author_id:
        return
    count = sum(one.is_recent for one in earlier(comment)) + 1
    if count > setting.number:
        said = _("%(count)d comments within five minutes, %(most)d allowed")
        yield Objection(words=said % {"count": count, "most": setting.number})


def newcomer(comment, setting):
    age = comment.created_at - comment.author.joined_at
    if age < timedelta(hours=setting.number):
        minutes = max(0, age // timedelta(minutes=1))
        yield Objection(words=_("The account was %(minutes)d minutes old") % {"minutes": minutes})


def poor_record(comment, setting):
    """More than half of the last comments about which something is known, whether a rule or a person refused them."""
    fates = [one.state for one in earlier(comment) if one.state in REFUSED or one.state == "published"]
    refused = sum(state in REFUSED for state in fates[: setting.number])
    if setting.number and refused > setting.number / 2:
        words = _("%(refused)d of the last %(count)d comments were refused")
        yield Objection(words=words % {"refused": refused, "count": len(fates[: setting.number])})


RECORD = [
    Rule(
        "repeats", gettext_lazy("Repeats"), gettext_lazy("You said the same a short while ago"),
        gettext_lazy("The same person says the same again within a day, anywhere. Thanks may be repeated."),
        repeats, looks_at="history", number=40, number_label=gettext_lazy("Characters below which a text may be repeated"),
    ),
    Rule(
        "too_fast", gettext_lazy("Too fast"), gettext_lazy("You wrote many comments within a few minutes"),
        gettext_lazy("One person writes more than this within five minutes."),
        too_fast, looks_at="sending", number=10, number_label=gettext_lazy("Comments in five minutes"),
    ),
    # Off: who confirms an address after writing has an account of that minute, and newcomers are what a site wants.
    Rule(
        "newcomer", gettext_lazy("Just registered"),
        gettext_lazy("Comments from new accounts are read before they are shown"),
        gettext_lazy("The account is younger than this. Useful while somebody keeps making new ones."),
        newcomer, looks_at="history", is_on=False, number=24, number_label=gettext_lazy("Hours"),
    ),
    # On: it meets nobody of whom less than three comments were refused.
    Rule(
        "poor_record", gettext_lazy("Poor record"),
        gettext_lazy("Most of your last comments were refused, so that this one is read first"),
        gettext_lazy("More than half of so many last comments of this person were refused or removed."),
        poor_record, looks_at="history", number=5, number_label=gettext_lazy("Last comments"),
    ),
]  # fmt: skip
