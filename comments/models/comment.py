"""A reader's comment: where it stands, who sees it, and what can be done with it."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from comments import moderation, paths, text
from comments.gists import gists
from comments.models.block import Block
from comments.models.discussion import Discussion
from comments.models.moderated import Moderated
from comments.models.objection import REFUSE
from comments.models.state import State
from newsroom import moments
from newsroom.html import COMMENT, CleanHTMLField
from newsroom.moments import MomentField

EDIT_MINUTES = 15

# What the page of a discussion needs of a comment and of who wrote it.
SHOWN = ["story_id", "story_version_id", "parent_id", "path", "name", "state", "state_since", "visible", "body_html"]
SHOWN += ["like_count", "reply_count", "created_at", "edited_at", "picked_at"]
SHOWN += ["author__name", "author__email", "author__avatar", "author__is_staff"]


class CommentQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=Comment.State.PUBLISHED)

    def visible(self):
        """What stands in a discussion: what is published, and the place of what is not but was answered."""
        return self.filter(visible=True)

    def below(self, path: str):
        return self.filter(path__gt=path, path__lt=path + paths.AFTER)

    def with_people(self):
        return self.select_related("author", "parent__author")

    def for_page(self):
        """With who wrote it and without what no page shows: see Viewer and templates/comments/_comment.html."""
        return self.select_related("author").only(*SHOWN)

    def waiting(self, email: str):
        """Texts that wait until somebody confirms this address."""
        return self.filter(state=Comment.State.UNCONFIRMED, email__iexact=email)

    def post(self, **said) -> "tuple[Comment, bool]":
        """Write a comment: see comments.models.posting."""
        from comments.models import posting

        return posting.post(**said)


class Comment(Moderated):
    story = models.ForeignKey(
        "articles.Story", models.CASCADE, db_index=False, related_name="+", verbose_name=_("story")
    )
    story_version = models.ForeignKey("articles.StoryVersion", models.RESTRICT, related_name="+")
    parent = models.ForeignKey("self", models.RESTRICT, db_index=False, null=True, blank=True, related_name="replies")
    path = paths.PathField(max_length=paths.SEGMENT * paths.LEVELS)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        db_index=False,
        null=True,
        related_name="comments",
        verbose_name=_("author"),
    )
    name = models.CharField(_("name"), max_length=100, blank=True)  # where there is no account
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)  # until it is confirmed
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.UNCONFIRMED)
    visible = models.BooleanField(default=False)  # see CommentQuerySet.visible
    body = models.TextField(_("text"))
    body_html = CleanHTMLField(policy=COMMENT)
    fingerprint = models.CharField(max_length=64)
    gist = models.BigIntegerField(null=True)  # of the text: comments.gists
    second_gist = models.BigIntegerField(null=True)
    like_count = models.PositiveIntegerField(_("likes"), default=0)
    reply_count = models.PositiveIntegerField(default=0)  # of the comment that begins a thread: all shown answers
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    edited_at = MomentField(_("edited"), null=True)
    state_since = MomentField(_("in this state since"), default=moments.now)
    picked_at = MomentField(_("editors' pick since"), null=True)
    network = models.CharField(max_length=32, blank=True, default="", db_default="")  # newsroom.limits.network

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [
            ("moderate_comment", _("Can approve, refuse, remove and restore comments")),
            ("lead_discussion", _("Can pin comments and mark editors' picks")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["story", "path"], name="one_comment_a_path"),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=~Q(state="deleted"), name="one_comment_a_double_submit"
            ),
        ]
        indexes = [
            models.Index(
                fields=["story", "path"], condition=Q(parent__isnull=True, visible=True), name="comments_threads"
            ),
            models.Index(
                fields=["story", "-like_count", "-path"],
                condition=Q(parent__isnull=True, visible=True),
                name="comments_threads_by_likes",
            ),
            models.Index(fields=["story", "path"], condition=Q(visible=True), name="comments_visible"),
            # Without the condition SQLite would look for threads among all that have no parent.
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="comments_replies"),
            models.Index(
                fields=["story", "-picked_at"],
                condition=Q(picked_at__isnull=False, visible=True),
                name="comments_picks",
            ),
            models.Index(fields=["story", "-created_at"], name="comments_of_a_story"),
            models.Index(fields=["author", "-created_at"], name="comments_by_author"),
            # With the story, so that the most discussed are counted without a look at the comments.
            models.Index(fields=["state", "-created_at", "story"], name="comments_by_state_of_stories"),
            models.Index(fields=["-created_at"], name="comments_newest"),  # the desk's list of all
            models.Index(fields=["email"], condition=Q(state="unconfirmed"), name="comments_waiting"),
            models.Index(fields=["created_at"], condition=~Q(network=""), name="comments_with_network"),
            models.Index(fields=["gist", "-created_at"], condition=Q(gist__isnull=False), name="comments_by_gist"),
            models.Index(
                fields=["second_gist", "-created_at"],
                condition=Q(second_gist__isnull=False),
                name="comments_by_second_gist",
            ),
            models.Index(fields=["story", "state"], condition=Q(state="held"), name="comments_held_on_a_story"),
            models.Index(fields=["state", "state_since"], condition=Q(state="held"), name="comments_held_since"),
        ]

    def __str__(self):
        return _("Comment by %(name)s") % {"name": self.byline}

    def get_absolute_url(self):
        return reverse("comment", args=[self.pk])

    # What it is

    @cached_property
    def discussion(self) -> Discussion:
        """Where it stands, as it was at the first look."""
        return Discussion.of(self.story)

    @property
    def byline(self) -> str:
        """The name readers see."""
        return str(self.author) if self.author else self.name or _("Deleted account")

    @property
    def level(self) -> int:
        return paths.level(self.path)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def editable_until(self):
        return self.created_at + timedelta(minutes=EDIT_MINUTES)

    def can_be_edited_by(self, user) -> bool:
        states = (self.State.PUBLISHED, self.State.HELD)
        return (
            bool(user.pk)
            and self.author_id == user.pk
            and self.state in states
            and timezone.now() < self.editable_until
        )

    @property
    def can_be_deleted(self) -> bool:
        """By its author. What was refused or removed stays: else it could be posted again."""
        return self.state in (self.State.UNCONFIRMED, self.State.HELD, self.State.PUBLISHED)

    def make_fingerprint(self) -> str:
        """Equal for what one person sends twice: same story, same place, same text."""
        who = f"person {self.author_id}" if self.author_id else f"address {self.email.lower()}"
        said = "\0".join([who, str(self.story_id), str(self.parent_id or ""), text.alike(self.body)])
        return hashlib.sha256(said.encode()).hexdigest()

    def check_parent(self):
        """Lock what is answered. Raises ValidationError if that is no longer shown."""
        parent = Comment.objects.select_for_update(of=("self",)).filter(pk=self.parent_id).first()
        if not parent or not parent.is_published or parent.story_id != self.story_id:
            raise ValidationError(
                _("What you answer is no longer shown. Your text is kept: post it as a comment of its own."),
                code="parent",
            )

    # What its author does

    def confirm(self, author) -> "Comment":
        """The address is confirmed and belongs to `author`: on to moderation. What they said already stays one comment.

        Raises ValidationError, with a sentence, where the discussion would not take it now; it waits on.
        """
        for _try in range(5):
            try:
                with transaction.atomic():
                    return self._confirm(author)
            except IntegrityError:  # as when posting: the same text or path came first
                continue
        raise ValidationError(_("This could not be stored. Send it once more."))

    def _confirm(self, author):
        self._lock(self.State.UNCONFIRMED)
        self.discussion.check_open()
        Block.objects.refuse(author, self.network)
        if self.parent_id:
            self.check_parent()
        self.author, self.email, self.name = author, "", ""
        self.fingerprint = self.make_fingerprint()
        known = Comment.objects.filter(fingerprint=self.fingerprint).exclude(pk=self.pk)
        if same := known.exclude(state=self.State.DELETED).first():
            self.delete()
            return same
        self.created_at = timezone.now()
        self.path = paths.below(self.parent.path if self.parent_id else "")
        return self.enter()

    def enter(self, insert=False, sent=None) -> "Comment":
        """Through moderation: shown, held or refused, with what the rules have against it. In a transaction.

        `sent`: what came along with it; of a comment that waited for its author that was looked at when it came.
        """
        found = moderation.review(self, sent, self.discussion.site)
        earlier = [] if insert else list(self.objections.all())
        if earlier and not found and moderation.is_trusted(self):
            earlier = []
        before, self.state = self.state, self._state_after([*earlier, *found])
        self.visible = self.is_published
        self.state_since = moments.now()
        self.save(force_insert=insert)
        self.keep_objections(found)
        self._log_objections([*earlier, *found], before)
        if self.is_published:
            self._shown(+1)
        return self

    def _state_after(self, objections) -> str:
        if any(objection.verdict == REFUSE for objection in objections):
            return self.State.REJECTED
        return self.State.HELD if objections else self.State.PUBLISHED

    @transaction.atomic
    def edit(self, body: str, network=""):
        """Change the text; the earlier one is kept for moderators. `network`: from where. Raises ValidationError."""
        self._lock(self.State.PUBLISHED, self.State.HELD)
        if timezone.now() >= self.editable_until:
            raise ValidationError(
                _("A comment can be changed for %(minutes)d minutes. Those are over.") % {"minutes": EDIT_MINUTES}
            )
        Block.objects.refuse(self.author, network)
        said = text.check(body)
        before, self.body = self.body, str(said)
        if self.body == before:
            return
        self.fingerprint = self.make_fingerprint()
        same = Comment.objects.filter(fingerprint=self.fingerprint).exclude(pk=self.pk)
        if same.exclude(state=self.State.DELETED).exists():
            raise ValidationError(_("You have said exactly this here already."))
        self.body_html, self.edited_at = said.html, moments.now()
        self.gist, self.second_gist = gists(self.body)
        self.earlier_texts.create(body=before)
        self.save(update_fields=["body", "body_html", "fingerprint", "gist", "second_gist", "edited_at"])
        Discussion.changed(self.story_id)
        self.objections.exclude(rule__in=moderation.about_sending()).delete()  # they were about the earlier text
        objections = moderation.review(self)
        self.keep_objections(objections)
        if self.is_published and objections:
            self._log_objections(objections, self.state)
            self._become(self._state_after(objections))

    @transaction.atomic
    def delete_by_author(self):
        """Take it back; a tombstone keeps the answers together."""
        self._lock(self.State.UNCONFIRMED, self.State.HELD, self.State.PUBLISHED)
        self._become(self.State.DELETED)


class EarlierText(models.Model):
    """What a comment said before it was edited; for moderators."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="earlier_texts")
    body = models.TextField(_("text"))
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)

    class Meta:
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")
        ordering = ["-id"]

    def __str__(self):
        return self.body[:60]
