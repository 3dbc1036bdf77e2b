"""What editors say to each other about a story, and what reviewers say who were sent a preview."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom import moments
from newsroom.moments import MomentField

LONGEST = 4000


class NoteQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at__isnull=True)

    def shown_to(self, user):
        """All of a story's for editors; to its creators what is meant for them."""
        return self if user.has_perm("articles.see_all_stories") else self.filter(for_creators=True)


class Note(models.Model):
    """Plain text, never shown to readers. A reviewer's note has the `preview_link` it came by, and a name as typed."""

    story = models.ForeignKey(
        "articles.Story", models.CASCADE, db_index=False, related_name="notes", verbose_name=_("story")
    )
    text = models.TextField(_("note"), max_length=LONGEST)
    for_creators = models.BooleanField(_("the story's creators may read it"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("who"), max_length=120)
    preview_link = models.ForeignKey(
        "articles.PreviewLink", models.CASCADE, null=True, related_name="notes", verbose_name=_("preview link")
    )
    at = MomentField(_("when"), default=moments.now)
    done_at = MomentField(_("done"), null=True)
    done_by_name = models.CharField(_("done by"), max_length=120, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["story", "id"], name="notes_of_a_story"),
            models.Index(fields=["story"], condition=Q(done_at__isnull=True), name="notes_open"),
        ]

    def __str__(self):
        return f"{self.by_name}: {self.text[:60]}"

    def finish(self, by):
        """Ticked off; pressed twice, the first stands."""
        Note.objects.open().filter(pk=self.pk).update(done_at=moments.now(), done_by_name=str(by))

    def reopen(self):
        Note.objects.filter(pk=self.pk).update(done_at=None, done_by_name="")

    def show_to_creators(self):
        Note.objects.filter(pk=self.pk).update(for_creators=True)
