"""The desk's pages for what readers answer: comments, reports, the log of decisions, discussions, insights, retention."""

from comments.admin import comment, discussion, insight, log, retention

__all__ = ["comment", "discussion", "insight", "log", "retention"]
