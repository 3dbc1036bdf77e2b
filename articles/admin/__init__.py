"""The desk's pages for stories, creators, topics and tags."""

from articles.admin import creator, story, topic

__all__ = ["creator", "story", "topic"]
