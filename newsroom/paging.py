"""Pages of a list. Nothing is counted: one row more than a page holds says whether there is another."""

from dataclasses import dataclass

from django.http import Http404

DEEPEST = 1000


@dataclass
class Paging:
    """One page of `rows`, 1 the first."""

    rows: list
    number: int
    has_next: bool
    query: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    def address(self, number: int) -> str:
        """The query string of another page; the first page has none of its own."""
        parts = [self.query] if self.query else []
        parts += [f"page={number}"] if number > 1 else []
        return f"?{'&'.join(parts)}" if parts else "."

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def previous(self) -> str:
        return self.address(self.number - 1)

    @property
    def next(self) -> str:
        return self.address(self.number + 1)

    @property
    def first(self) -> str:
        return self.address(1)


def page_of(queryset, request, size: int = 20, query: str = "", deepest: int = DEEPEST) -> Paging:
    """The page that the request's `?page=` asks for (no request: the first). Raises Http404 for one that does not exist."""
    asked = request.GET.get("page", "1") if request else "1"
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:6]) <= deepest or len(asked) > 6:
        raise Http404
    number = int(asked)
    rows = list(queryset[(number - 1) * size : number * size + 1])
    if not rows and number > 1:
        raise Http404
    return Paging(rows[:size], number, has_next=len(rows) > size and number < deepest, query=query)
