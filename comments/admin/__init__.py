"""The desk's pages for what readers answer: comments, reports, the log of decisions, discussions, insights, blocks,
people and notes on them, saved replies, house rules, retention, the spam filter."""

from comments.admin import (
    block,
    comment,
    desk_mail,
    discussion,
    house_rule,
    insight,
    log,
    person,
    retention,
    saved_reply,
    spam_filter,
)  # fmt: skip

__all__ = [
    "block", "comment", "desk_mail", "discussion", "house_rule", "insight", "log", "person",
    "retention", "saved_reply", "spam_filter",
]  # fmt: skip
