"""The desk's pages for what readers answer: comments, reports, the log of decisions, discussions, insights."""

from comments.admin import comment, discussion, house_rule, insight, log

__all__ = ["comment", "discussion", "house_rule", "insight", "log"]
