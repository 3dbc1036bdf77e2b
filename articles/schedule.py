"""When pages change by themselves: a planned story goes live."""

from datetime import datetime

from articles.models import Story


def next_to_go_live(after: datetime) -> datetime | None:
    return Story.objects.scheduled(after).order_by("published_at").values_list("published_at", flat=True).first()
