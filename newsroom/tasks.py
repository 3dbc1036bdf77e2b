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
        except Exception:  # one broken file must not keep the others waiting
            log.exception("The sizes of image %s cannot be made.", image.pk)
    return made


@task()
def forget_sessions() -> int:
    """End the sessions of accounts that are gone: they open nothing, but say who was here. Answers how many."""
    from django.contrib.auth import SESSION_KEY
    from django.contrib.sessions.models import Session

    from newsroom.models import User

    ended = 0
    for session in Session.objects.iterator(500):
        person = session.get_decoded().get(SESSION_KEY)
        if person and not User.objects.filter(pk=person).exists():
            ended += session.delete()[0]
    return ended
