"""The desk's pages for stories, their corrections, creators, topics and tags."""

from articles.admin import correction, creator, feature, story, topic

__all__ = ["correction", "creator", "feature", "story", "topic"]
