"""Mail that has to reach somebody: a row written with what it tells of, sent by a sweep (comments/letters.py)."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom import limits
from newsroom.models.delivery import Delivery, DeliveryManager, key

__all__ = ["Letter", "key"]  # a migration looks for the key here


class LetterManager(DeliveryManager):
    def ask_to_confirm(self, comment):
        """A link to whoever has the address of a signed-out writer; the comment is not in it. At most LIMIT_MAILS."""
        if limits.refuse_after("mails", comment.email.lower()):
            return None
        letter = self.create(kind=Letter.Kind.CONFIRM, to=comment.email, comment=comment)
        # Whoever wrote waits for this one. A nudge that cannot be given costs seconds, the comment is stored.
        transaction.on_commit(lambda: nudge(letter), robust=True)
        return letter

    def open_for(self, reader):
        """The letter that waits for this reader's morning and still takes notices in, locked, or None."""
        waiting = self.filter(recipient=reader, kind=Letter.Kind.NOTICES, sent_at__isnull=True, tries=0)
        return waiting.select_for_update(of=("self",)).filter(not_before__gt=timezone.now()).first()


def nudge(letter):
    """Ask for a look at the letters, unless somebody was just asked: under a flood one task does for many."""
    from comments.tasks import send_letters

    if not Letter.objects.due().filter(kind=letter.kind).exclude(pk=letter.pk).exists():
        send_letters.enqueue()


class Letter(Delivery):
    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("confirm the address")
        NOTICES = "notices", _("notices")
        DECIDED = "decided", _("decision")  # to a comment's author
        WAITING = "waiting", _("what waits")  # to a moderator

    kind = models.CharField(max_length=10, choices=Kind)
    to = models.EmailField(max_length=254)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey("comments.Comment", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # Of WAITING: what began to wait from one moment on and before the other.
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    objects = LetterManager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [models.Index(fields=["not_before"], condition=Q(sent_at__isnull=True), name="letters_to_send")]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    def message(self):
        from comments import desk_mail, mail

        return (desk_mail if self.kind == self.Kind.WAITING else mail).message_of(self)

    def mark_sent(self, to):
        Letter.objects.filter(pk=self.pk).update(sent_at=timezone.now(), sending_since=None, to=to)
