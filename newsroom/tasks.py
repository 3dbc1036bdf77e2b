"""Background work. A task is a nudge to look at the rows, so that one lost or run twice does no harm."""

import logging

from django_tasks import task

log = logging.getLogger("newsroom.tasks")


@task()
def make_renditions() -> int:
    """Make the sizes of every picture that lacks them; answers how many."""
    from newsroom.models import Image

    made = 0
    for image in Image.objects.awaiting_renditions().iterator():
        try:
            image.make_renditions()
            made += 1
        except OSError:
            log.exception("Image %s has no readable master file.", image.pk)
    return made
