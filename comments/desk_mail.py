"""Tells moderators by mail what began to wait: at most one letter in ten minutes, or one in the morning, as each chose.

The rows say what is to do: a letter and how far its moderator was told stand in one transaction, so that any number of
sweeps may run at once and each may be killed at any moment.
"""

import time
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from comments import mail, waiting
from comments.decision_links import decision_address
from comments.letters import MORNING, SOON
from comments.models import DeskMail, Letter
from comments.verbs import MODERATES
from newsroom import mail as delivery
from newsroom.http import absolute
from newsroom.models import Site

# What began this long ago is stored by now: a comment names its moment a little before its transaction ends.
SETTLED = timedelta(seconds=10)
AT_A_TIME = 100


def sweep(seconds: float = 10) -> int:
    """One look at the rows, of about so many seconds. Answers how many letters were written; another sweep sends them."""
    until, written = time.monotonic() + seconds, 0
    newest = waiting.newest() if DeskMail.objects.exists() else None
    if not newest:
        return 0
    behind = Q(told_until__lte=newest) | Q(told_until__isnull=True)
    for person in _due().filter(behind).values_list("pk", flat=True)[:AT_A_TIME]:
        if time.monotonic() < until:
            written += _tell(person)
    return written


def _due():
    """Those whose last letter is long enough ago."""
    soon, morning = _horizon(DeskMail.Often.SOON) - SOON, _horizon(DeskMail.Often.DAILY)
    often = Q(often=DeskMail.Often.SOON, told_until__lte=soon) | Q(often=DeskMail.Often.DAILY, told_until__lt=morning)
    return DeskMail.objects.filter(often | Q(told_until__isnull=True))


def _horizon(often) -> datetime:
    """The moment up to which a letter of now tells."""
    now = timezone.now() - SETTLED
    if often == DeskMail.Often.SOON:
        return now
    local = now.astimezone(Site.current().zone)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning <= local else morning - timedelta(days=1)


@transaction.atomic
def _tell(pk: int) -> bool:
    """Whether there is a letter now. The lock makes a second sweep see it done."""
    wish = _due().select_for_update(of=("self",)).filter(pk=pk).first()
    if not wish:
        return False
    since, until = wish.told_until, _horizon(wish.often)
    found = bool(waiting.between(since, until, 1))
    if found or wish.often == DeskMail.Often.DAILY:
        DeskMail.objects.filter(pk=pk).update(told_until=until)
    if not found or not _moderator(pk):
        return False
    if letter := _unsent(pk):
        letter.until = until
        letter.save(update_fields=["until"])
    else:
        Letter.objects.create(kind=Letter.Kind.WAITING, recipient_id=pk, since=since, until=until)
    return True


def _unsent(pk) -> Letter | None:
    """The letter that could not be sent yet takes in what came since: a mail server that was away gets one, not a hundred."""
    letters = Letter.objects.filter(recipient=pk, kind=Letter.Kind.WAITING, sent_at__isnull=True)
    return (
        letters.filter(sending_since__isnull=True, tries__lt=Letter.MOST_TRIES).select_for_update(of=("self",)).first()
    )


def _moderator(pk):
    """With their confirmed `address`; None for who is none any more, or has no such address."""
    person = mail.readers().filter(pk=pk, is_active=True).first()
    return person if person and person.address and person.has_perm(MODERATES) else None


def message_of(letter) -> EmailMessage | None:
    """The mail as things are now: what was decided meanwhile is left out. None where nothing is left."""
    moderator = _moderator(letter.recipient_id)
    found = waiting.between(letter.since, letter.until, waiting.MOST_COUNTED + 1) if moderator else []
    if not found:
        return None
    site = Site.current()
    with translation.override(moderator.language or site.language):
        return _message(letter, moderator, found, site)


def _message(letter, moderator, found, site):
    entries, is_longer = waiting.entries(found), len(found) > waiting.MOST_COUNTED
    for entry in entries:
        entry["link"] = absolute(decision_address(entry["comment"], moderator))
    count = min(len(found), waiting.MOST_COUNTED)
    text = delivery.text_of(
        "comments/mail/waiting.txt", entries=entries, more=count - len(entries), is_longer=is_longer,
        desk=absolute(reverse("admin:comments_desk")), site=delivery.one_line(site.name),
        settings=absolute(reverse("admin:comments_deskmail_changelist")),
    )  # fmt: skip
    said = ngettext("%(count)d comment waits on %(site)s", "%(count)d comments wait on %(site)s", count)
    subject = (gettext("More than %(count)d comments wait on %(site)s") if is_longer else said) % {
        "count": count, "site": site.name,
    }  # fmt: skip
    return delivery.message_to(moderator.address, subject, text, f"letter-{letter.pk}.{letter.key}")
