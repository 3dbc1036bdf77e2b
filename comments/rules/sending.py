"""How a comment was sent: what programs do and people do not."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models.objection import Objection
from comments.rules.rule import Rule

BRISKLY = 2  # times as fast as most people read
ALERT = timedelta(minutes=2)  # after which people come who do not read a long story to its end before they answer


def trap(comment, setting, sent):
    if sent and sent.trap:
        yield Objection(words=_("In the hidden field: %(text)s") % {"text": sent.trap})


def time_trap(comment, setting, sent):
    """Sooner after the page was opened than anybody types, or sooner after publication than anybody reads."""
    if sent and sent.took is not None and sent.took < setting.number:
        said = _("%(seconds).1f seconds after the page was opened")
        yield Objection(words=said % {"seconds": sent.took})
        return
    passed = comment.created_at - comment.story.published_at
    if timedelta(0) <= passed < min(ALERT, timedelta(minutes=comment.story.reading_minutes) / BRISKLY):
        said = _("%(seconds)d seconds after publication; to read the story takes %(minutes)d minutes")
        facts = {"seconds": passed.total_seconds(), "minutes": comment.story.reading_minutes}
        yield Objection(words=said % facts)


SENDING = [
    Rule(
        "trap", gettext_lazy("Trap field"), gettext_lazy("It looked as if a program had sent it; a person reads it first"),
        gettext_lazy("The form has a field that people do not see. Programs fill it in."), trap, looks_at="sending",
    ),
    Rule(
        "time_trap", gettext_lazy("Time trap"), gettext_lazy("It came faster than people read and write; a person reads it first"),
        gettext_lazy("It was sent so soon after the page was opened, or after publication sooner than the story can be read."),
        time_trap, looks_at="sending", number=3, number_label=gettext_lazy("Seconds"),
    ),
]  # fmt: skip
