from articles.models.address import Address
from articles.models.byline import Byline
from articles.models.creator import Creator
from articles.models.story import Story
from articles.models.topic import Tag, Topic
from articles.models.version import StoryVersion

__all__ = ["Address", "Byline", "Creator", "Story", "StoryVersion", "Tag", "Topic"]
