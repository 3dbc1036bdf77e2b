"""How far the desk's lists are counted and turned."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST_COUNTED = 5_000


class Pages(Paginator):
    """Counts no further than anybody turns pages; search and filters reach the rest."""

    @cached_property
    def counted(self):
        return self.object_list.order_by()[: MOST_COUNTED + 1].count()

    @cached_property
    def count(self):
        return min(self.counted, MOST_COUNTED)

    @property
    def has_uncounted(self) -> bool:
        return self.counted > MOST_COUNTED
