"""Background work. A task is a nudge to look at the rows, so that one lost or run twice does no harm."""

import base64
import hashlib
import json
import logging
from datetime import timedelta
from smtplib import SMTPException

from cryptography.fernet import Fernet
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django_tasks import task

from newsroom import purge

log = logging.getLogger("newsroom.tasks")
TRIES = 4


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
    if made:
        purge.soon(purge.SITE)
    return made


def sealed(message: mail.EmailMessage) -> str:
    """What send_mail takes: unreadable in the rows of tasks and in backups, for mails hold codes and links."""
    parts = [message.subject, message.body, message.from_email, message.to]
    return _seal().encrypt(json.dumps(parts).encode()).decode()


def _seal() -> Fernet:
    key = hashlib.sha256(f"newsroom.tasks.mail {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


@task()
def send_mail(message: str, tries: int = 1) -> bool:
    """A `sealed` mail about an account: whoever waits for a code asks for another when this one is lost. Tried again
    after a minute where the mail server does not answer."""
    try:
        mail.send_mail(*json.loads(_seal().decrypt(message)))
    except (SMTPException, OSError) as error:
        log.error("A mail about an account could not be sent, try %d: %s", tries, type(error).__name__)
        if tries < TRIES and send_mail.get_backend().supports_defer:
            later = timezone.now() + timedelta(minutes=1)
            send_mail.using(run_after=later).enqueue(message, tries + 1)
        return False
    return True


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
