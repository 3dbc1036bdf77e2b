"""What a reader wants to hear of: a row written with the comment, shown on /me/notices/ and mailed in batches."""

from itertools import islice

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Story
from comments.models.discussion import Discussion
from comments.models.letter import Letter
from comments.models.response import Follow, Mute
from newsroom.models import Site

AT_A_TIME = 1000


class NoticeQuerySet(models.QuerySet):
    def record(self, comment, kind="", by=None):
        """Rows for those concerned: by a pin or a pick its author; by a comment that is shown, whom it answers and who follows.

        Nobody hears of what they did themselves, or of whom they have muted; and of one comment once a kind.
        """
        rows = self._of_deed(comment, kind, by) if kind else self._of_new(comment)
        while some := list(islice(rows, AT_A_TIME)):  # a story may have a hundred thousand followers
            self.bulk_create(some, ignore_conflicts=True)

    def _of_deed(self, comment, kind, by):
        if comment.author_id and comment.author_id != getattr(by, "pk", None):
            yield Notice(recipient_id=comment.author_id, comment=comment, kind=kind)

    def _of_new(self, comment):
        muted = set(Mute.objects.filter(muted=comment.author_id).values_list("reader", flat=True))
        out = muted | {comment.author_id, None}
        answered = comment.parent.author_id if comment.parent_id else None
        if answered not in out:
            yield Notice(recipient_id=answered, comment=comment, kind=Notice.Kind.REPLY)
        followers = Follow.objects.filter(story=comment.story_id).exclude(reader=answered or 0)
        for reader in followers.values_list("reader", flat=True).iterator(AT_A_TIME):
            if reader not in out:
                yield Notice(recipient_id=reader, comment=comment, kind=Notice.Kind.FOLLOW)

    def to_mail(self):
        return self.filter(mail_settled=False)

    def news(self):
        """What is still worth a mail: unread, readable by everybody, of nobody muted and nothing left since."""
        shown = Q(shown=True) | Q(shown__isnull=True) if Site.current().comments_shown else Q(shown=True)
        discussion = Discussion.objects.filter(shown, story=OuterRef("comment__story"))
        muted = Mute.objects.filter(reader=OuterRef("recipient"), muted=OuterRef("comment__author"))
        follow = Follow.objects.filter(reader=OuterRef("recipient"), story=OuterRef("comment__story"))
        live = Story.objects.live().filter(pk=OuterRef("comment__story"))
        unread = self.filter(read_at__isnull=True, comment__state="published")
        followed = ~Q(kind=Notice.Kind.FOLLOW) | Exists(follow)
        return unread.filter(Exists(live), Exists(discussion), ~Exists(muted), followed)

    def unread(self, reader):
        return self.filter(recipient=reader, read_at__isnull=True)


class Notice(models.Model):
    class Kind(models.TextChoices):
        REPLY = "reply", _("reply")
        FOLLOW = "follow", _("followed discussion")
        PIN = "pin", _("pinned")
        PICK = "pick", _("editors' pick")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="notices")
    mail_settled = models.BooleanField(default=False)  # put into a letter, or not to be mailed

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["recipient", "comment", "kind"], name="one_notice_a_kind")]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notices_newest"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notices_unread"),
            models.Index(fields=["created_at"], condition=Q(mail_settled=False), name="notices_to_mail"),
            # Without it SQLite would look for one reader's among all that wait.
            models.Index(fields=["recipient", "created_at"], condition=Q(mail_settled=False), name="notices_to_gather"),
        ]

    def __str__(self):
        return f"{self.kind} {self.comment_id}"


class MailSettings(models.Model):
    """How a reader wants to hear by mail. No row: soon."""

    class Mail(models.TextChoices):
        SOON = "soon", _("Soon: what happens within ten minutes comes in one mail")
        DAILY = "daily", _("Once a day")
        NEVER = "never", _("Never; I look here")

    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="mail_settings"
    )
    mail = models.CharField(_("mail"), max_length=5, choices=Mail, default=Mail.SOON)

    class Meta:
        verbose_name = _("mail settings")
        verbose_name_plural = _("mail settings")

    def __str__(self):
        return self.mail

    @classmethod
    def change(cls, reader, mail: str) -> str:
        """Set how; answers how it was."""
        row, made = cls.objects.get_or_create(reader=reader, defaults={"mail": mail})
        before = cls.Mail.SOON if made else row.mail
        if row.mail != mail:
            row.mail = mail
            row.save(update_fields=["mail"])
        return before
