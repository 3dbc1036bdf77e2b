from comments.models.announcement import Announcement
from comments.models.comment import Comment, EarlierText
from comments.models.decision import Decision
from comments.models.discussion import Discussion
from comments.models.letter import Letter
from comments.models.notice import MailSettings, Notice
from comments.models.response import Follow, Insight, Like, Mute, Report, StoryInsight, StoryLike

__all__ = [
    "Announcement", "Comment", "Decision", "Discussion", "EarlierText", "Follow", "Insight", "Letter", "Like", "MailSettings", "Mute",
    "Notice", "Report", "StoryInsight", "StoryLike",
]  # fmt: skip
