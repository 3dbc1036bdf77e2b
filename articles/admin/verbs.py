"""What can be done with a story: the model's verbs, who may use them, and when the desk offers them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Story
from newsroom import moments

PUBLISHES = "articles.publish_story"


@dataclass(frozen=True)
class Verb:
    """A button. `field` is the form's field that an objection without a place of its own belongs to."""

    name: str
    label: Promise
    done: Promise
    states: tuple[str, ...]
    act: Callable
    permission: str = PUBLISHES
    field: str | None = None
    own: bool = False
    fits: Callable = lambda story: True  # whether it is offered now, beyond the state

    def allowed(self, user, story: Story) -> bool:
        """Whether this person may do it; `own` is for those who stand in the byline."""
        if self.own:
            return story.bylines.filter(creator__user=user).exists()
        return not self.permission or user.has_perm(self.permission)

    def do(self, story: Story, user, form=None) -> None:
        """Raises Refused where the story's state or the model objects."""
        try:
            if story.state not in self.states:
                raise ValidationError(
                    gettext("The story is in another state by now: '%s' cannot be done.") % self.label
                )
            self.act(story, user, form)
        except ValidationError as error:
            raise Refused(self, error) from error


def _schedule(story, by, form):
    at = story.published_at
    if not at:
        raise ValidationError(gettext("Say when the story goes live."))
    if at <= moments.now():
        raise ValidationError(gettext("This moment has passed. Choose one that is still to come, or publish now."))
    story.publish(at=at, by=by)


DRAFTS = ("draft", "in_review")
SAVE = Verb(
    "save",
    _("Save"),
    _("Saved."),
    ("scheduled", "live"),
    lambda story, by, form: story.check_byline_and_cover(),
    permission="",
)
VERBS = {
    verb.name: verb
    for verb in [
        Verb(
            "submit", _("Send for review"), _("Sent for review."), ("draft",),
            lambda story, by, form: story.submit(by=by), permission="",
        ),
        Verb(
            "take_back", _("Take back"), _("Taken back to the drafts."), ("in_review",),
            lambda story, by, form: story.take_back(by=by), permission="", own=True,
        ),
        Verb(
            "publish", _("Publish now"), _("Published."), (*DRAFTS, "scheduled"),
            lambda story, by, form: story.publish(by=by),
        ),
        Verb("schedule", _("Schedule"), _("Scheduled."), (*DRAFTS, "scheduled"), _schedule, field="published_at"),
        Verb(
            "send_back", _("Send back"), _("Sent back."), ("in_review",),
            lambda story, by, form: story.send_back(form.cleaned_data["reason"], by=by), field="reason",
        ),
        Verb(
            "unschedule", _("Back to drafts"), _("Back to the drafts."), ("scheduled",),
            lambda story, by, form: story.unschedule(by=by),
        ),
        Verb(
            "publish_changes", _("Publish changes"), _("Changes published."), ("scheduled", "live"),
            lambda story, by, form: story.publish_changes(by=by),
        ),
        Verb(
            "publish_typo", _("Publish as typo only"), _("Published as typo only."), ("live",),
            lambda story, by, form: story.publish_changes(by=by, typo_only=True), fits=lambda story: story.may_mend_typos,
        ),
        Verb(
            "withdraw", _("Withdraw"), _("Withdrawn."), ("live",),
            lambda story, by, form: story.withdraw(form.cleaned_data["reason"], by=by), field="reason",
        ),
        Verb("restore", _("Bring back"), _("Brought back."), ("withdrawn",), lambda story, by, form: story.restore(by=by)),
    ]
}  # fmt: skip


def offered(story: Story, user) -> list[Verb]:
    found = [verb for verb in VERBS.values() if story.state in verb.states and verb.allowed(user, story)]
    return [verb for verb in found if verb.fits(story)]


class Refused(Exception):
    """A verb objected. Raised through the admin's transaction, so that nothing is half done."""

    def __init__(self, verb: Verb, error: ValidationError):
        self.verb, self.error = verb, error

    def complaints(self, fields) -> list[tuple[str | None, ValidationError]]:
        """Each objection with the field of the form it is about, if it is about one."""
        errors = self.error.error_list if hasattr(self.error, "error_list") else [self.error]
        places = [(error.code if error.code in fields else self.verb.field, error) for error in errors]
        return [(place if place in fields else None, error) for place, error in places]
