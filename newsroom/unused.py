"""Taking away pictures that nothing uses: rows and files, never while somebody has just chosen one."""

from datetime import timedelta

from django.contrib.admin.models import DELETION, LogEntry
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from newsroom import uses
from newsroom.models import Image

REST = timedelta(days=7)  # a picture is often uploaded some days before its story


def forgotten() -> QuerySet:
    """Pictures that were uploaded some time ago and that nothing uses, the newest first."""
    return uses.unused(Image.objects.filter(created_at__lt=timezone.now() - REST)).order_by("-pk")


@transaction.atomic
def discard(pks, by) -> list[Image]:
    """Delete those of these pictures that nothing uses; answers them. Whoever chooses one of them meanwhile waits."""
    # Locked first and judged after: a use that was being written is seen by now.
    locked = list(Image.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))
    gone = list(uses.unused(Image.objects.filter(pk__in=locked)).order_by("-pk"))
    if not gone:
        return []
    LogEntry.objects.log_actions(by.pk, gone, DELETION, "")
    Image.objects.filter(pk__in=[image.pk for image in gone]).delete()
    files = {name for image in gone for name in image.files}
    transaction.on_commit(lambda: _delete(files))
    return gone


def _delete(files: set) -> None:
    """But for those that another picture has too: a file is stored once, whoever uses it."""
    for image in Image.objects.order_by().only("file", "renditions").iterator(2000):
        files = files.difference(image.files)
    for name in files:
        default_storage.delete(name)
