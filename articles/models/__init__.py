from articles.models.address import Address
from articles.models.byline import Byline
from articles.models.creator import Creator
from articles.models.listing import Listing
from articles.models.reads import Reads
from articles.models.search_entry import SearchEntry, SearchLanguage
from articles.models.sitting import Sitting
from articles.models.story import Story
from articles.models.topic import Tag, Topic
from articles.models.version import StoryVersion

__all__ = [
    "Address",
    "Byline",
    "Creator",
    "Listing",
    "Reads",
    "SearchEntry",
    "SearchLanguage",
    "Sitting",
    "Story",
    "StoryVersion",
    "Tag",
    "Topic",
]
