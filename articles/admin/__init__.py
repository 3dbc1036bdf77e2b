"""The desk's pages for stories, their corrections, creators, topics and tags."""

from articles.admin import correction, creator, story, topic

__all__ = ["correction", "creator", "story", "topic"]
