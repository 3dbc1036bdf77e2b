"""Finished pieces of HTML, kept in this process by all they were made from: none of them can be out of date."""

from collections.abc import Callable, Hashable
from hashlib import blake2b
from sys import getsizeof

from django.conf import settings
from django.utils import timezone, translation
from django.utils.safestring import SafeString

ROOM = 10_000_000  # bytes a generation; there are two
OVERHEAD = 1000  # of a key, roughly: long texts stand in it as `digest`


class Fragments:
    """What was asked for lately. When one generation is full, what the one before held and nobody wanted is dropped."""

    def __init__(self):
        self.young, self.old, self.size = {}, {}, 0

    def get(self, key: Hashable, make: Callable[[], SafeString]) -> SafeString:
        """The piece for this key, which must name everything that `make` looks at."""
        piece = self.young.get(key)
        if piece is None:
            piece = self.old.get(key)
            if piece is None:
                piece = make()
            if settings.FRAGMENTS:
                self._keep(key, piece)
        return piece

    def _keep(self, key, piece):
        self.young[key] = piece
        self.size += getsizeof(piece) + OVERHEAD
        if self.size > ROOM:
            self.old, self.young, self.size = self.young, {}, 0


fragments = Fragments()


def digest(text: str) -> bytes:
    """What stands for a long text in a key."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


def manner() -> tuple[str, str]:
    """What every piece of the interface depends on: the language and the time zone it is told in."""
    return translation.get_language(), str(timezone.get_current_timezone())
