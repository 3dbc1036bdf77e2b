"""What changed between two texts, word by word: for readers, for editors, and for joining two people's changes.

Clean HTML is cut into leaves (a paragraph, a heading, one item of a list), leaves are matched with leaves, and the words
of those that belong together are compared. Every step is bounded: of texts made to be costly less is compared, and more
is shown as replaced whole.
"""

from articles.differences.compared import Compared, lines, texts
from articles.differences.leaf import blocks

__all__ = ["Compared", "blocks", "lines", "texts"]
