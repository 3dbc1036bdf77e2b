"""The desk's pages for what readers answer: comments, reports, the log of decisions, discussions, insights."""

from comments.admin import comment, desk_mail, discussion, insight, log

__all__ = ["comment", "desk_mail", "discussion", "insight", "log"]
