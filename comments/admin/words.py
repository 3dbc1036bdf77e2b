"""What the desk says of a comment's state, and of a verb that could not be done."""

import json

from django.utils.html import format_html
from django.utils.translation import gettext as _


def state_word(comment):
    return format_html('<span class="state state-{}">{}</span>', comment.state, comment.get_state_display())


def not_done(verb, comment, refusal) -> str:
    said = {"verb": verb.label, "comment": comment, "number": comment.pk, "why": refusal}
    return _("“%(verb)s” was not done with number %(number)d, %(comment)s. %(why)s") % said


def desk_words() -> str:
    """What the moderation desk's script says, and the keys it knows."""
    keys = [
        ("j", _("the next comment")),
        ("k", _("the one before")),
        ("a", _("approve; dismiss reports; restore")),
        ("r", _("refuse or remove: choose a reason with the arrows, Enter sends")),
        ("s", _("spam")),
        ("u", _("take back what was decided last")),
        ("x", _("tick, for many at once")),
        ("o", _("open on a page of its own")),
        ("?", _("these keys")),
        ("Esc", _("close")),
    ]
    return json.dumps(
        {
            "keys": keys,
            "title": _("Keys"),
            "use": _("Use these keys"),
            "close": _("Close"),
            "failed": _("Nothing was decided: no answer came. Try again."),
            "end": _("That was the last one. Nothing more waits here."),
            "ticked": _("{number} ticked"),
            "undone": _("Taken back."),
        }
    )
