"""The desk's pages for what readers answer: comments, reports, the log of decisions, discussions, insights, blocks,
people and notes on them, saved replies, retention."""

from comments.admin import block, comment, discussion, insight, log, person, retention, saved_reply

__all__ = ["block", "comment", "discussion", "insight", "log", "person", "retention", "saved_reply"]
