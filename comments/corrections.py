"""Tells readers that a story was corrected: those who follow its discussion, and those who wrote in it.

The correction leaves one row, however many they are; a sweep turns it into notices, a batch a transaction, so that it may
be killed at any moment. Mail then comes from the notices, as for everything else.
"""

import time

from django.db import transaction

from comments.models import Announcement, Comment, Follow, Notice

BATCH = 1000


def tell(correction) -> None:
    """In the transaction of the correction (CORRECTED in settings)."""
    Announcement.objects.create(correction=correction)


def sweep(seconds: float = 10) -> int:
    """Write notices for about so many seconds; what is left is for the next. Answers how many batches were written."""
    until, batches = time.monotonic() + seconds, 0
    while time.monotonic() < until and _write_batch():
        batches += 1
    return batches


@transaction.atomic
def _write_batch() -> bool:
    """The next readers of the oldest announcement; whether there was one. The lock keeps two sweeps off the same readers."""
    waiting = Announcement.objects.select_for_update(of=("self",)).select_related("correction")
    announcement = waiting.order_by("pk").first()
    if not announcement:
        return False
    correction = announcement.correction
    walk = _commenters if announcement.followers_told else _followers
    readers = walk(announcement, correction.story_id) - {None, correction.by_id}
    told = {"correction": correction, "kind": Notice.Kind.CORRECTION}
    rows = [Notice(recipient_id=reader, **told) for reader in sorted(readers)]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return True


def _followers(announcement, story) -> set:
    found = Follow.objects.filter(story=story, reader__gt=announcement.after_reader)
    readers = list(found.order_by("reader").values_list("reader", flat=True)[:BATCH])
    announcement.after_reader = readers[-1] if readers else 0
    announcement.followers_told = len(readers) < BATCH
    announcement.save()
    return set(readers)


def _commenters(announcement, story) -> set:
    """Authors of published comments, in the order in which an index holds what is visible of a story."""
    found = Comment.objects.visible().filter(story=story, path__gt=announcement.after_path)
    rows = list(found.order_by("path").values_list("path", "author", "state")[:BATCH])
    if len(rows) < BATCH:
        Announcement.objects.filter(pk=announcement.pk).delete()
    else:
        announcement.after_path = rows[-1][0]
        announcement.save()
    return {author for _path, author, state in rows if state == Comment.State.PUBLISHED}
