"""A mail that has to reach somebody, as a row: taken, tried, tried again, given up (newsroom/mail.py sends them)."""

import logging
import secrets
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

log = logging.getLogger("newsroom.mail")


def key():
    return secrets.token_hex(8)


class DeliveryManager(models.Manager):
    def due(self):
        """To be sent now, and in nobody's hands; who has held one for longer than LEASE was killed."""
        now = timezone.now()
        free = Q(sending_since__isnull=True) | Q(sending_since__lt=now - self.model.LEASE)
        return self.filter(free, sent_at__isnull=True, not_before__lte=now, tries__lt=self.model.MOST_TRIES)


class Delivery(models.Model):
    """Sent at least once, with the same Message-ID however often; `sending_since` is a lease, not a lock."""

    LEASE = timedelta(minutes=5)
    FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
    MOST_TRIES = 20  # about three days, as mail servers do

    key = models.CharField(max_length=16, default=key)
    not_before = models.DateTimeField(default=timezone.now)
    sending_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = DeliveryManager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.model_name} {self.pk}"

    def message(self):
        """The mail as things are now; None where there is no more reason for it."""
        raise NotImplementedError

    def take(self) -> bool:
        """Take it in hand, where nobody else has. It counts as a try at once: what kills us must not do so for ever."""
        due = type(self).objects.due().filter(pk=self.pk)
        taken = due.update(sending_since=timezone.now(), tries=F("tries") + 1)
        if taken:
            self.refresh_from_db()
        return bool(taken)

    def mark_sent(self, to: str):
        type(self).objects.filter(pk=self.pk).update(sent_at=timezone.now(), sending_since=None)

    def mark_failed(self, error):
        """Try again later, and later still; at the end give up. The log has neither address nor text."""
        wait = min(self.FIRST_WAIT * 2 ** (self.tries - 1), self.LONGEST_WAIT)
        type(self).objects.filter(pk=self.pk).update(sending_since=None, not_before=timezone.now() + wait)
        if self.tries >= self.MOST_TRIES:
            log.error("%s is given up after %d tries: %s", self, self.tries, type(error).__name__)
        elif self.tries == 1:
            log.warning("%s could not be sent and will be tried again: %s", self, type(error).__name__)
