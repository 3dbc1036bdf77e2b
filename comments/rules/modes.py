"""What the mode of a discussion asks for: every comment is read first, or everybody's first one."""

from django.utils.translation import gettext_lazy as _

from comments.models.objection import Objection
from comments.rules.rule import Rule
from newsroom.models import CommentsMode


def all_held(comment, setting):
    if comment.discussion.mode_now == CommentsMode.ALL_HELD:
        yield Objection()


def first_held(comment, setting):
    if comment.discussion.mode_now != CommentsMode.FIRST_HELD:
        return
    if not type(comment).objects.published().filter(author=comment.author).exclude(pk=comment.pk).exists():
        yield Objection()


MODES = [
    Rule(
        "all_held", _("All comments are held"), _("Every comment here is read before it is shown"), "",
        all_held, looks_at="history", is_mode=True,
    ),
    Rule(
        "first_held", _("A person's first comment is held"), _("A person's first comment is read before it is shown"),
        "", first_held, looks_at="history", is_mode=True,
    ),
]  # fmt: skip
