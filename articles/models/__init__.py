from articles.models.address import Address
from articles.models.byline import Byline
from articles.models.correction import Correction
from articles.models.creator import Creator
from articles.models.listing import Listing
from articles.models.reads import Reads
from articles.models.search_entry import SearchEntry, SearchLanguage
from articles.models.source import Source
from articles.models.story import Story
from articles.models.topic import Tag, Topic
from articles.models.version import StoryVersion

__all__ = [
    "Address",
    "Byline",
    "Correction",
    "Creator",
    "Listing",
    "Reads",
    "SearchEntry",
    "SearchLanguage",
    "Source",
    "Story",
    "StoryVersion",
    "Tag",
    "Topic",
]
