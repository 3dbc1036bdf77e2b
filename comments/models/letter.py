"""Mail that has to reach somebody: a row written with what it tells of, sent by a sweep (comments/letters.py)."""

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom import limits

log = logging.getLogger("newsroom.letters")


def key():
    return secrets.token_hex(8)


class LetterManager(models.Manager):
    def ask_to_confirm(self, comment):
        """A link to whoever has the address of a signed-out writer; the comment is not in it. At most LIMIT_MAILS."""
        if limits.refuse_after("mails", comment.email.lower()):
            return None
        letter = self.create(kind=Letter.Kind.CONFIRM, to=comment.email, comment=comment)
        # Whoever wrote waits for this one. A nudge that cannot be given costs seconds, the comment is stored.
        transaction.on_commit(lambda: nudge(letter), robust=True)
        return letter

    def due(self):
        """To be sent now, and in nobody's hands; who has held one for longer than LEASE was killed."""
        now = timezone.now()
        free = Q(sending_since__isnull=True) | Q(sending_since__lt=now - Letter.LEASE)
        return self.filter(free, sent_at__isnull=True, not_before__lte=now, tries__lt=Letter.MOST_TRIES)

    def open_for(self, reader):
        """The letter that waits for this reader's morning and still takes notices in, locked, or None."""
        waiting = self.filter(recipient=reader, kind=Letter.Kind.NOTICES, sent_at__isnull=True, tries=0)
        return waiting.select_for_update(of=("self",)).filter(not_before__gt=timezone.now()).first()


def nudge(letter):
    """Ask for a look at the letters, unless somebody was just asked: under a flood one task does for many."""
    from comments.tasks import send_letters

    if not Letter.objects.due().filter(kind=letter.kind).exclude(pk=letter.pk).exists():
        send_letters.enqueue()


class Letter(models.Model):
    """Sent at least once, with the same Message-ID however often; `sending_since` is a lease, not a lock."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("confirm the address")
        NOTICES = "notices", _("notices")

    LEASE = timedelta(minutes=5)
    FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
    MOST_TRIES = 20  # about three days, as mail servers do

    kind = models.CharField(max_length=10, choices=Kind)
    to = models.EmailField(max_length=254)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey("comments.Comment", models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=16, default=key)
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    sending_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = LetterManager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [models.Index(fields=["not_before"], condition=Q(sent_at__isnull=True), name="letters_to_send")]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    def take(self) -> bool:
        """Take it in hand, where nobody else has. It counts as a try at once: what kills us must not do so for ever."""
        now = timezone.now()
        taken = Letter.objects.due().filter(pk=self.pk).update(sending_since=now, tries=F("tries") + 1)
        if taken:
            self.refresh_from_db(fields=["tries", "to"])
        return bool(taken)

    def mark_sent(self, to: str):
        Letter.objects.filter(pk=self.pk).update(sent_at=timezone.now(), sending_since=None, to=to)

    def mark_failed(self, error):
        """Try again later, and later still; at the end give up. The log has neither address nor text."""
        wait = min(self.FIRST_WAIT * 2 ** (self.tries - 1), self.LONGEST_WAIT)
        Letter.objects.filter(pk=self.pk).update(sending_since=None, not_before=timezone.now() + wait)
        if self.tries >= self.MOST_TRIES:
            log.error("Letter %s is given up after %d tries: %s", self.pk, self.tries, type(error).__name__)
        elif self.tries == 1:
            log.warning("Letter %s could not be sent and will be tried again: %s", self.pk, type(error).__name__)
