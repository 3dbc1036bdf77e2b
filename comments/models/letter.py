"""Mail that has to reach somebody: a row written with what it tells of, sent by a sweep (comments/letters.py)."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom import limits


def key():
    return secrets.token_hex(8)


class LetterManager(models.Manager):
    def ask_to_confirm(self, comment):
        """A link to whoever has the address of a signed-out writer; the comment is not in it. At most LIMIT_MAILS."""
        if limits.refuse_after("mails", comment.email.lower()):
            return None
        letter = self.create(kind=Letter.Kind.CONFIRM, to=comment.email, comment=comment)
        transaction.on_commit(nudge)
        return letter


def nudge():
    from comments.tasks import send_letters

    send_letters.enqueue()


class Letter(models.Model):
    """Sent at least once, with the same Message-ID however often; `sending_since` is a lease, not a lock."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("confirm the address")
        NOTICES = "notices", _("notices")

    LEASE = timedelta(minutes=5)

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
