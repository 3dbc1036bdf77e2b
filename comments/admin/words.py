"""What the desk says of a comment's state, and of a verb that could not be done."""

from django.utils.html import format_html
from django.utils.translation import gettext as _


def state_word(comment):
    return format_html('<span class="state state-{}">{}</span>', comment.state, comment.get_state_display())


def not_done(verb, comment, refusal) -> str:
    said = {"verb": verb.label, "comment": comment, "number": comment.pk, "why": refusal}
    return _("“%(verb)s” was not done with number %(number)d, %(comment)s. %(why)s") % said
