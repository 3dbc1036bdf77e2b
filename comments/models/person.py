"""What moderators keep for their own work: notes on a person, and replies they write often."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class NoteQuerySet(models.QuerySet):
    def add(self, person, text: str, by) -> "PersonNote":
        return self.create(person=person, text=text, by_id=by.pk, by_name=str(by)[:120])


class PersonNote(models.Model):
    """Of one moderator for the others. Its person does not read it, but gets it with what is held about them."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+", verbose_name=_("person")
    )
    text = models.TextField(_("note"), max_length=2000)
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("by"), max_length=120, blank=True, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note on a person")
        verbose_name_plural = _("notes on people")
        indexes = [models.Index(fields=["person", "-id"], name="notes_on_a_person")]

    def __str__(self):
        return self.text[:60]


class SavedReply(models.Model):
    """Words for the note of a decision, which the comment's author reads."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    text = models.TextField(_("text"), max_length=1000)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")
        ordering = ["position", "name"]

    def __str__(self):
        return gettext(self.name) if self.name else ""

    @property
    def words(self) -> str:
        """Those that a migration made speak the language of whoever takes them."""
        return gettext(self.text) if self.text else ""
