"""The discussion of one story: whether readers may answer, what is pinned, and the counts that pages show."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import connection, models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import StoryVersion
from newsroom import moments, purge
from newsroom.models import CommentsMode, Site
from newsroom.models.site import new_revision
from newsroom.moments import MomentField
from newsroom.prepared import Given, prepared

COUNTED = "discussed"  # by which a CDN forgets pages that show the numbers of comments of several stories


class Discussion(models.Model):
    """Written with the first response, or when an editor says otherwise than the site."""

    Mode = CommentsMode

    story = models.OneToOneField(
        "articles.Story", models.CASCADE, primary_key=True, related_name="+", verbose_name=_("story")
    )
    mode = models.CharField(
        _("comments"), max_length=10, choices=Mode, blank=True, help_text=_("Empty: as everywhere on the site.")
    )
    shown = models.BooleanField(_("comments are shown"), null=True, blank=True)
    close_after = models.PositiveSmallIntegerField(
        _("comments close after"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(3650)],
        help_text=_("Days after publication. 0: never. Empty: as everywhere on the site."),
    )
    pinned = models.ForeignKey("comments.Comment", models.SET_NULL, null=True, editable=False, related_name="+")
    comments = models.PositiveIntegerField(_("comments"), default=0, editable=False)
    likes = models.PositiveIntegerField(_("likes"), default=0, editable=False)
    insights = models.JSONField(default=dict, editable=False)  # number of marks by the insight's id
    # Another one with every change of what the discussion shows: a page that was made of this one is still true.
    revision = models.BigIntegerField(default=new_revision, db_default=0, editable=False)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [models.CheckConstraint(condition=Q(comments__gte=0, likes__gte=0), name="no_count_below_zero")]

    def __str__(self):
        return str(self.story)

    @classmethod
    def of(cls, story) -> "Discussion":
        """The stored row, or what it would be."""
        row = cls.objects.filter(story=story).first() or cls(story=story)
        row.story = story
        return row

    @classmethod
    def for_page(cls, story, site) -> "Discussion":
        """The same with what a page needs besides, in one query: `pinned`, and `public_version`, the id readers see."""
        row = next(iter(_for_page(story=story.pk, now=moments.now())), None) or cls(story=story, revision=0)
        row.__dict__.setdefault("public_version", None)  # whoever has said nothing about it has nothing outdated
        row.story, row.site = story, site
        return row

    @classmethod
    def changed(cls, story_id, **steps):
        """Something that the discussion shows has changed, and with it these counts; in the transaction of the change."""
        table, quote = cls._meta.db_table, connection.ops.quote_name
        changes = "".join(f", {quote(name)} = {quote(name)} + %s" for name in steps)
        statement = f"UPDATE {quote(table)} SET revision = %s{changes} WHERE story_id = %s"
        values = [new_revision(), *steps.values(), story_id]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            if not cursor.rowcount:
                cls.objects.get_or_create(pk=story_id)
                cursor.execute(statement, values)
        purge.soon(f"story-{story_id}", *([COUNTED] if "comments" in steps else []))

    @classmethod
    def locked(cls, story) -> "Discussion":
        """The row for counts that need a look before; in a transaction."""
        cls.objects.get_or_create(pk=story.pk)
        return cls.objects.select_for_update().get(pk=story.pk)

    @cached_property
    def site(self) -> Site:
        """The site whose rules hold where the story has none of its own; pages hand in the one they have."""
        return Site.current()

    @property
    def mode_now(self) -> str:
        """One of Mode, at this moment."""
        closed = self.closes_at and self.closes_at <= moments.now()
        return self.Mode.CLOSED if closed else self.mode or self.site.comments_mode

    @property
    def closes_at(self):
        """The moment after which nothing is accepted any more (aware, UTC); None: never."""
        days = self.site.comments_close_after if self.close_after is None else self.close_after
        return self.story.published_at + timedelta(days=days) if days and self.story.published_at else None

    @property
    def is_shown(self) -> bool:
        return self.site.comments_shown if self.shown is None else self.shown

    @property
    def is_open(self) -> bool:
        return self.story.is_live and self.is_shown and self.mode_now != self.Mode.CLOSED

    def check_open(self):
        """Raise ValidationError, with a sentence, where nothing is accepted."""
        if not self.is_open:
            raise ValidationError(_("Comments on this story are closed."), code="closed")

    def pin(self, comment):
        type(self).objects.update_or_create(story=self.story, defaults={"pinned": comment})


@prepared
def _for_page():
    story, now = Given("story", models.BigAutoField()), Given("now", MomentField())
    versions = StoryVersion.objects.filter(story=story, public_at__lte=now).order_by("-number").values("pk")[:1]
    rows = Discussion.objects.select_related("pinned__author", "pinned__parent__author")
    return rows.annotate(public_version=versions).filter(story=story)
