"""What a comment is to its discussion: whether it is shown and counted, picked, pinned, and who hears of it."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from comments import paths
from comments.models.discussion import Discussion
from comments.models.state import State
from newsroom import moments


class Shown(models.Model):
    State = State

    class Meta:
        abstract = True

    @transaction.atomic
    def pick(self, by=None):
        """Mark as an editors' pick."""
        self._lock(self.State.PUBLISHED)
        if not self.picked_at:
            self.picked_at = moments.now()
            self.save(update_fields=["picked_at"])
            self._tell("pick", by)
            Discussion.changed(self.story_id)

    @transaction.atomic
    def unpick(self):
        self._lock(self.State.PUBLISHED)
        self.picked_at = None
        self.save(update_fields=["picked_at"])
        self._untell("pick")
        Discussion.changed(self.story_id)

    @transaction.atomic
    def pin(self, by=None):
        """Keep above the discussion, in place of what was pinned before."""
        self._lock(self.State.PUBLISHED)
        Discussion.of(self.story).pin(self)
        self._tell("pin", by)
        Discussion.changed(self.story_id)

    @transaction.atomic
    def unpin(self):
        Discussion.objects.filter(pinned=self).update(pinned=None)
        self._untell("pin")
        Discussion.changed(self.story_id)

    def _lock(self, *states):
        """Take the row as it is now: somebody else may have been quicker. Raises ValidationError outside `states`."""
        self.__dict__.pop("discussion", None)
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))
        if self.state not in states:
            raise ValidationError(
                _("This cannot be done with a comment in the state '%(state)s'."),
                params={"state": self.get_state_display()},
            )

    def _check_text(self):
        """Of a comment that was answered retention leaves an empty place (comments/tombstones.py)."""
        if not self.body:
            raise ValidationError(_("Its text is gone: it was not kept for longer."))

    def _become(self, state):
        """Change the state, and with it what the discussion shows and counts. Locked; in a transaction.

        Locks go from an answer up to the comment that begins the thread and then to the discussion, never back.
        """
        if state == self.State.PUBLISHED:
            self._check_text()
        was_published, was_visible = self.is_published, self.visible
        self.state, self.state_since = state, moments.now()
        self.visible = self.is_published or self.replies.visible().exists()
        self.save(update_fields=["state", "state_since", "visible"])
        if self.is_published != was_published:
            self._shown(+1 if self.is_published else -1)
            return
        if self.visible != was_visible:
            self._settle_parent()
        Discussion.changed(self.story_id)

    def _shown(self, step: int):
        """One comment more, or one less, is shown."""
        self._settle_parent()
        if self.parent_id:
            thread = type(self).objects.filter(story=self.story_id, path=paths.root(self.path))
            thread.update(reply_count=F("reply_count") + step)
        Discussion.changed(self.story_id, comments=step)
        if step < 0:
            Discussion.objects.filter(pinned=self).update(pinned=None)
        if step > 0:
            self._tell()

    def _settle_parent(self):
        """A tombstone stands for as long as an answer to it does."""
        if not self.parent_id:
            return
        parent = type(self).objects.select_for_update(of=("self",)).get(pk=self.parent_id)
        if parent.is_published:
            return
        visible = parent.replies.visible().exists()
        if visible != parent.visible:
            parent.visible = visible
            parent.save(update_fields=["visible"])
            parent._settle_parent()

    def _tell(self, kind="", by=None):
        """Rows for those who want to know; a sweep mails them."""
        from comments.models.notice import Notice

        Notice.objects.record(self, kind, by)

    def _untell(self, kind):
        """What is no longer so is not told, and not mailed any more."""
        from comments.models.notice import Notice

        Notice.objects.filter(comment=self, kind=kind).delete()
