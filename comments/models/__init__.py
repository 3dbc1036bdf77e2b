from comments.models.announcement import Announcement
from comments.models.appeal import Appeal
from comments.models.block import Block
from comments.models.comment import Comment, EarlierText
from comments.models.decision import Decision
from comments.models.desk_mail import DeskMail
from comments.models.discussion import Discussion
from comments.models.house_rule import HouseRule
from comments.models.letter import Letter
from comments.models.notice import MailSettings, Notice
from comments.models.objection import Objection
from comments.models.person import PersonNote, SavedReply
from comments.models.response import Follow, Insight, Like, Mute, Report, StoryInsight, StoryLike
from comments.models.retention import Retention
from comments.models.spam_filter import SpamFilter

__all__ = [
    "Announcement", "Appeal", "Block", "Comment", "Decision", "DeskMail", "Discussion", "EarlierText", "Follow", "HouseRule",
    "Insight", "Letter", "Like", "MailSettings", "Mute", "Notice", "Objection", "PersonNote", "Report", "Retention", "SavedReply",
    "SpamFilter", "StoryInsight", "StoryLike",
]  # fmt: skip
