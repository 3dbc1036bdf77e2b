"""Which format a file is in, and the item in it."""

from datetime import tzinfo
from pathlib import Path

from articles.transfer import front, markdown, pasted
from articles.transfer.item import Item
from articles.transfer.reading import lines_of

MARKDOWN = (".md", ".markdown")


def parse(path: Path, zone: tzinfo) -> Item:
    """The story in a file: Markdown by its name or its front matter, a pasted page otherwise. Raises Refused."""
    text = lines_of(path)
    if path.suffix.lower() in MARKDOWN or front.end_of(text):
        return markdown.parse(str(path), text, zone)
    return pasted.parse(str(path), text)
