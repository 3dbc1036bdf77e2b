"""The desk's pages for stories, creators, topics and tags."""

from articles.admin import creator, feature, story, topic

__all__ = ["creator", "feature", "story", "topic"]
