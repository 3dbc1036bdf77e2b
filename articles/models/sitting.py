"""Somebody at a story: who is there now, and what they typed and have not saved. Versions are apart (version.py)."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from articles.models.version import TEXT
from newsroom import moments
from newsroom.html import ILLEGAL, CleanHTMLField
from newsroom.moments import MomentField

HERE = timedelta(seconds=40)  # a page that is open says so every 15 seconds
KEPT = timedelta(days=30)
EMPTY = timedelta(days=1)
MOST_TEXTS = 10  # that wait for one person at one story
MOST_CHARACTERS = 5_000  # of a title or subtitle that waits, too long to be saved as it may be
CLOSED = 2**62  # the turn after which a page that was saved cannot bring an older text back


class SittingQuerySet(models.QuerySet):
    def here(self):
        return self.filter(seen_at__gt=moments.now() - HERE)

    def waiting(self, *, story, person):
        """The texts that somebody typed at a story (None: at one not made yet) and never saved, newest first."""
        found = self.filter(person=person, typed_at__isnull=False)
        found = found.filter(story=story) if story else found.filter(story=None)
        return found.order_by("-typed_at", "-pk")[:MOST_TEXTS]

    @transaction.atomic
    def keep(self, *, story, person, tab, text=None, turn=0, version=0) -> "Sitting":
        """They are here, with the page `tab`; with `text`, they typed it over the version of that number.

        `turn` grows with each text of a page: what arrives late never replaces what was typed after it.
        """
        now = moments.now()
        row, made = self.defer(*TEXT).get_or_create(story=story, person=person, tab=tab, defaults={"seen_at": now})
        if made:
            self._tidy(person, row)
        if text is None:
            self.filter(pk=row.pk).update(seen_at=now)
            return row
        row = self.select_for_update().get(pk=row.pk)
        row.seen_at = now
        if turn > row.turn:
            row.take(text, turn, version)
        row.save()
        return row

    def close(self, *, story, person, tab) -> None:
        """What the page `tab` held was saved, as `story`: nothing of it waits any more."""
        rows = self.filter(models.Q(story=story) | models.Q(story=None), person=person, tab=tab)
        rows.update(title="", subtitle="", body="", typed_at=None, turn=CLOSED)

    def _tidy(self, person, row):
        theirs = self.filter(person=person).exclude(pk=row.pk)
        theirs.filter(seen_at__lt=moments.now() - KEPT).delete()
        theirs.filter(typed_at=None, seen_at__lt=moments.now() - EMPTY).delete()
        waiting = theirs.filter(story=row.story, typed_at__isnull=False).order_by("-typed_at", "-pk")
        theirs.filter(pk__in=list(waiting.values_list("pk", flat=True)[MOST_TEXTS - 1 :])).delete()


class Sitting(models.Model):
    """One page that one person has, or had, open."""

    story = models.ForeignKey(
        "articles.Story", models.CASCADE, db_index=False, null=True, related_name="sittings", verbose_name=_("story")
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    tab = models.CharField(max_length=40)
    seen_at = MomentField(_("seen"))
    title = models.TextField(_("title"), blank=True)
    subtitle = models.TextField(_("subtitle"), blank=True)
    body = CleanHTMLField(_("text"), blank=True)
    typed_at = MomentField(_("typed"), null=True)
    turn = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(_("typed over version"), default=0)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        constraints = [
            models.UniqueConstraint(fields=["story", "person", "tab"], name="one_sitting_a_page"),
            models.UniqueConstraint(
                fields=["person", "tab"], condition=models.Q(story=None), name="one_sitting_a_new_page"
            ),
        ]

    def __str__(self):
        return f"{self.person_id}, {self.seen_at}"

    @property
    def text(self) -> dict:
        return {name: getattr(self, name) for name in TEXT}

    @property
    def was_saved(self) -> bool:
        return self.turn == CLOSED

    def take(self, text: dict, turn: int, version: int) -> None:
        """Hold what was typed. Raises ValidationError for what is too long. What is saved already need not wait."""
        for name in TEXT:
            setattr(self, name, ILLEGAL.sub("", text.get(name, "")))
        if max(len(self.title), len(self.subtitle)) > MOST_CHARACTERS:
            raise ValidationError(_("The title or the subtitle is far too long."))
        self.body = self._meta.get_field("body").cleaned(self.body)
        self.turn, self.version = turn, version
        saved = self.story.working_copy_text() if self.story else dict.fromkeys(TEXT, "")
        self.typed_at = None if self.text == saved else moments.now()
