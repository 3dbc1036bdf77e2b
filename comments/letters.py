"""Puts what readers want to hear of into letters, and sends the letters that are due. The rows say what is to do:
any number of sweeps may run at once, and each may be killed at any moment.
"""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from comments import mail
from comments.models import Letter, MailSettings, Notice
from newsroom import mail as delivery
from newsroom.models import Site, User

SOON = timedelta(minutes=10)
MORNING = 7  # of the site's zone: the hour of daily mail
AT_A_TIME = 100


def sweep(seconds: float = 10) -> int:
    """One look at the rows, of about so many seconds; what is left is for the next. Answers how many letters were sent."""
    began = time.monotonic()
    gather(began + seconds / 2)
    return send(began + seconds)


def gather(until: float):
    """Settle the notices of every reader whose oldest has waited long enough."""
    while time.monotonic() < until:
        readers = set(_waiting().order_by("created_at").values_list("recipient", flat=True)[:AT_A_TIME])
        if not readers:
            return
        theirs = Notice.objects.to_mail().filter(recipient__in=readers)
        theirs.exclude(pk__in=theirs.news().values("pk")).update(mail_settled=True)
        for reader in readers:
            _gather_for(reader)


def _waiting():
    return Notice.objects.to_mail().filter(created_at__lte=timezone.now() - SOON)


@transaction.atomic
def _gather_for(pk: int):
    """All that waits for one reader into one letter, or to rest. The lock makes a second sweep see it done."""
    reader = mail.readers().select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if not reader or not _waiting().filter(recipient=pk).exists():
        return
    letter = _letter_for(reader) if mail.wants_mail(reader) else None
    # One statement: a notice that comes in between is either in the letter or waits on.
    Notice.objects.to_mail().filter(recipient=pk).update(letter=letter, mail_settled=True)


def _letter_for(reader: User) -> Letter:
    """A letter for now, or the one of the next morning, which takes in what happens until then."""
    daily = reader.mail == MailSettings.Mail.DAILY
    letter = Letter.objects.open_for(reader) or Letter(kind=Letter.Kind.NOTICES, recipient=reader)
    letter.to = reader.address
    letter.not_before = next_morning(timezone.now()) if daily else timezone.now()
    letter.save()
    return letter


def next_morning(now: datetime) -> datetime:
    local = now.astimezone(Site.current().zone)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def send(until: float) -> int:
    """Send what is due. Who waits to confirm an address comes before all news."""
    return delivery.send(lambda: Letter.objects.due().order_by("kind", "not_before"), until)
