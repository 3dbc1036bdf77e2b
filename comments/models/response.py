"""What readers do besides writing: like, mark insights, follow, mute, report."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.discussion import Discussion
from newsroom import purge
from newsroom.models import Shared

MOST_INSIGHTS = 3


# A key has no index of its own where another index begins with it: each costs every write.
def one_reader(related_name="+", **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name=related_name, verbose_name=_("reader"), **options
    )


class SwitchManager(models.Manager):
    def switch(self, on: bool, **keys) -> int:
        """Make a row exist, or not, however often it is asked for; the change in their number: -1, 0 or 1."""
        if on:
            return int(self.get_or_create(**keys)[1])
        return -self.filter(**keys).delete()[0]


class LikeManager(SwitchManager):
    @transaction.atomic
    def set(self, comment, reader, on=True):
        if step := self.switch(on, comment=comment, reader=reader):
            Comment.objects.filter(pk=comment.pk).update(like_count=F("like_count") + step)
            Discussion.changed(comment.story_id)


class Like(models.Model):
    comment = models.ForeignKey(Comment, models.CASCADE, db_index=False, related_name="likes")
    reader = one_reader("comment_likes")
    created_at = models.DateTimeField(default=timezone.now)

    objects = LikeManager()

    class Meta:
        verbose_name = _("like of a comment")
        verbose_name_plural = _("likes of comments")
        constraints = [models.UniqueConstraint(fields=["comment", "reader"], name="one_like_a_comment_and_reader")]

    def __str__(self):
        return f"{self.reader}: {self.comment_id}"


class StoryLikeManager(SwitchManager):
    @transaction.atomic
    def set(self, story, reader, on=True):
        if step := self.switch(on, story=story, reader=reader):
            Discussion.changed(story.pk, likes=step)


class StoryLike(models.Model):
    story = models.ForeignKey("articles.Story", models.CASCADE, db_index=False, related_name="+")
    reader = one_reader("story_likes")
    created_at = models.DateTimeField(default=timezone.now)

    objects = StoryLikeManager()

    class Meta:
        verbose_name = _("like of a story")
        verbose_name_plural = _("likes of stories")
        constraints = [models.UniqueConstraint(fields=["story", "reader"], name="one_like_a_story_and_reader")]

    def __str__(self):
        return f"{self.reader}: {self.story_id}"


class Insight(Shared):
    """What a story can be to a reader: 'Eye-opening'."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    offered = models.BooleanField(_("offered to readers"), default=True)

    class Meta:
        verbose_name = _("insight")
        verbose_name_plural = _("insights")
        ordering = ["position", "id"]

    def __str__(self):
        return self.name


class StoryInsightManager(SwitchManager):
    @transaction.atomic
    def set(self, story, reader, insight, on=True):
        """Mark a story, or take the mark back. Raises ValidationError for a fourth mark."""
        discussion = Discussion.locked(story)
        mine = self.filter(story=story, reader=reader)
        if on and not mine.filter(insight=insight).exists() and mine.count() >= MOST_INSIGHTS:
            raise ValidationError(_("You have chosen three. Take one back to choose another."))
        if step := self.switch(on, story=story, reader=reader, insight=insight):
            key = str(insight.pk)
            discussion.insights[key] = discussion.insights.get(key, 0) + step
            discussion.save(update_fields=["insights"])
            purge.soon(f"story-{story.pk}")


class StoryInsight(models.Model):
    story = models.ForeignKey("articles.Story", models.CASCADE, db_index=False, related_name="+")
    reader = one_reader("story_insights")
    insight = models.ForeignKey(Insight, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = StoryInsightManager()

    class Meta:
        verbose_name = _("insight of a reader")
        verbose_name_plural = _("insights of readers")
        constraints = [models.UniqueConstraint(fields=["story", "reader", "insight"], name="one_mark_a_reader")]

    def __str__(self):
        return f"{self.reader}: {self.insight}"


class Follow(models.Model):
    """A reader hears of new comments on a story."""

    story = models.ForeignKey("articles.Story", models.CASCADE, db_index=False, related_name="+")
    reader = one_reader("follows", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SwitchManager()

    class Meta:
        verbose_name = _("followed discussion")
        verbose_name_plural = _("followed discussions")
        constraints = [models.UniqueConstraint(fields=["story", "reader"], name="one_follow_a_reader")]
        indexes = [models.Index(fields=["reader", "-id"], name="follows_newest")]

    def __str__(self):
        return f"{self.reader}: {self.story_id}"


class Mute(models.Model):
    """A reader does not want to read somebody."""

    reader = one_reader("mutes", db_index=False)
    muted = one_reader("muted_by")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SwitchManager()

    class Meta:
        verbose_name = _("muted person")
        verbose_name_plural = _("muted people")
        constraints = [models.UniqueConstraint(fields=["reader", "muted"], name="one_mute_a_person")]

    def __str__(self):
        return f"{self.reader}: {self.muted}"


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(handled_at__isnull=True)

    def take(self, comment, reader, network, **said):
        """One a reader, or, without an account, one a network (a salted hash), and comment: a second one takes its place."""
        who = {"reader": reader} if reader else {"reader": None, "network": network or NOWHERE}
        anew = {"handled_at": None}
        if self.filter(comment=comment, handled_at__isnull=False, **who).exists():
            anew["created_at"] = timezone.now()  # it waits from now on, not since the one that was handled
        return self.update_or_create(comment=comment, **who, defaults=said | anew)[0]


NOWHERE = "unknown"  # the network of whoever comes without an address: one report of all of them


class Report(models.Model):
    """A reader says that a comment breaks the house rules."""

    class Reason(models.TextChoices):
        PERSON = "person", _("It attacks a person")
        HATE = "hate", _("It is hateful towards a group of people")
        SPAM = "spam", _("It is spam or advertising")
        PRIVATE = "private", _("It tells private things about somebody")
        OTHER = "other", _("Something else")

    comment = models.ForeignKey(
        Comment, models.CASCADE, db_index=False, related_name="reports", verbose_name=_("comment")
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("reader")
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    # Of whoever reported without an account: newsroom.limits.network.
    network = models.CharField(max_length=32, blank=True, default="", db_default="")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["comment", "reader"], name="one_report_a_reader"),
            models.UniqueConstraint(
                fields=["comment", "network"], condition=~models.Q(network=""), name="one_report_a_network"
            ),
        ]
        indexes = [
            models.Index(fields=["comment"], condition=models.Q(handled_at__isnull=True), name="reports_open"),
            models.Index(fields=["created_at", "handled_at"], name="reports_by_month"),  # the public report counts here
            models.Index(fields=["created_at"], condition=models.Q(handled_at__isnull=True), name="reports_open_since"),
        ]

    def __str__(self):
        return self.get_reason_display()

    @property
    def whose(self) -> str:
        """Who reported it, for staff."""
        if self.reader:
            return str(self.reader)
        return _("a reader without an account") if self.network else _("a deleted account")
