"""What a reader wants to hear of: a row written with the comment, shown on /me/notices/ and mailed in batches."""

from django.conf import settings
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Story
from comments.models.comment import Comment
from comments.models.discussion import Discussion
from comments.models.letter import Letter
from comments.models.response import Follow, Mute
from newsroom.models import Site

NEW = """
    INSERT INTO {0} (recipient_id, comment_id, kind, created_at, mail_settled)
    SELECT reader, %s, kind, %s, %s FROM (
        SELECT %s AS reader, 'reply' AS kind WHERE %s > 0
        UNION ALL SELECT reader_id, 'follow' FROM {1} WHERE story_id = %s AND reader_id <> %s
    ) AS concerned
    WHERE reader <> %s AND NOT EXISTS (SELECT 1 FROM {2} WHERE reader_id = reader AND muted_id = %s)
    ON CONFLICT DO NOTHING
"""


class NoticeQuerySet(models.QuerySet):
    def record(self, comment, kind="", by=None):
        """Rows for those concerned: by a pin or a pick its author; by a comment that is shown, whom it answers and who follows.

        Nobody hears of what they did themselves, or of whom they have muted; and of one comment once a kind.
        """
        if not kind:
            self._of_new(comment)
        elif comment.author_id and comment.author_id != getattr(by, "pk", None):
            self.bulk_create(
                [Notice(recipient_id=comment.author_id, comment=comment, kind=kind)], ignore_conflicts=True
            )

    def _of_new(self, comment):
        """One statement: a story may have a hundred thousand followers, and most have none."""
        author = comment.author_id or 0
        answered = (comment.parent.author_id if comment.parent_id else 0) or 0
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                NEW.format(*(connection.ops.quote_name(model._meta.db_table) for model in (Notice, Follow, Mute))),
                [comment.pk, now, False, answered, answered, comment.story_id, answered, author, author],
            )

    def to_mail(self):
        return self.filter(mail_settled=False)

    def news(self):
        """What is still worth a mail: unread, readable by everybody, of nobody muted and nothing left since."""
        return self.filter(self._of_comments() | self._of_corrections(), read_at__isnull=True)

    def _of_comments(self) -> Q:
        shown = Q(shown=True) | Q(shown__isnull=True) if Site.current().comments_shown else Q(shown=True)
        discussion = Discussion.objects.filter(shown, story=OuterRef("comment__story"))
        muted = Mute.objects.filter(reader=OuterRef("recipient"), muted=OuterRef("comment__author"))
        follow = Follow.objects.filter(reader=OuterRef("recipient"), story=OuterRef("comment__story"))
        live = Story.objects.live().filter(pk=OuterRef("comment__story"))
        followed = ~Q(kind=Notice.Kind.FOLLOW) | Exists(follow)
        return Q(Exists(live), Exists(discussion), ~Exists(muted), followed, comment__state="published")

    def _of_corrections(self) -> Q:
        """Of a live story, for as long as they follow it or something of theirs stands under it."""
        here = {"story": OuterRef("correction__story")}
        follow = Follow.objects.filter(reader=OuterRef("recipient"), **here)
        wrote = Comment.objects.published().filter(author=OuterRef("recipient"), **here)
        live = Story.objects.live().filter(pk=OuterRef("correction__story"))
        return Q(Exists(live), Exists(follow) | Exists(wrote), correction__isnull=False)

    def unread(self, reader):
        return self.filter(recipient=reader, read_at__isnull=True)


class Notice(models.Model):
    """Of a comment, or of a correction of the story; `about` is either."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("reply")
        FOLLOW = "follow", _("followed discussion")
        PIN = "pin", _("pinned")
        PICK = "pick", _("editors' pick")
        CORRECTION = "correction", _("correction")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="notices")
    comment = models.ForeignKey("comments.Comment", models.CASCADE, null=True, related_name="+")
    correction = models.ForeignKey("articles.Correction", models.CASCADE, db_index=False, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="notices")
    mail_settled = models.BooleanField(default=False)  # put into a letter, or not to be mailed

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "comment", "kind"], name="one_notice_a_kind"),
            models.UniqueConstraint(
                fields=["correction", "recipient"],
                condition=Q(correction__isnull=False),
                name="one_notice_a_correction",
            ),
            models.CheckConstraint(
                condition=Q(comment__isnull=False, correction__isnull=True) & ~Q(kind="correction")
                | Q(comment__isnull=True, correction__isnull=False, kind="correction"),
                name="notice_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notices_newest"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notices_unread"),
            models.Index(fields=["created_at"], condition=Q(mail_settled=False), name="notices_to_mail"),
            # Without it SQLite would look for one reader's among all that wait.
            models.Index(fields=["recipient", "created_at"], condition=Q(mail_settled=False), name="notices_to_gather"),
        ]

    def __str__(self):
        return f"{self.kind} {self.comment_id or self.correction_id}"

    @property
    def about(self):
        return self.comment or self.correction


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
