from articles.models.address import Address
from articles.models.byline import Byline
from articles.models.correction import Correction
from articles.models.creator import Creator
from articles.models.feature import Feature
from articles.models.listing import Listing
from articles.models.note import Note
from articles.models.picture_use import PictureUse
from articles.models.preview_link import PreviewLink
from articles.models.reads import Reads
from articles.models.search_entry import SearchEntry, SearchLanguage
from articles.models.sitting import Sitting
from articles.models.source import Source
from articles.models.step import Step
from articles.models.step_mail import StepMail
from articles.models.story import Story
from articles.models.topic import Tag, Topic
from articles.models.version import StoryVersion

__all__ = [
    "Address",
    "Byline",
    "Correction",
    "Creator",
    "Feature",
    "Listing",
    "Note",
    "PictureUse",
    "PreviewLink",
    "Reads",
    "SearchEntry",
    "SearchLanguage",
    "Sitting",
    "Source",
    "Step",
    "StepMail",
    "Story",
    "StoryVersion",
    "Tag",
    "Topic",
]
