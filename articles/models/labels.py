"""What readers are told of a story before they read it: opinion, who paid, what may upset, what a machine made."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Labelled(models.Model):
    """Not versioned: readers of a live story see a change when it is saved."""

    class AiUse(models.TextChoices):
        NONE = "", gettext_lazy("No AI")
        ASSISTED = "assisted", gettext_lazy("AI helped with parts")
        GENERATED = "generated", gettext_lazy("Made by AI, checked by an editor")

    is_opinion = models.BooleanField(gettext_lazy("opinion"), default=False, db_default=False)
    sponsor = models.CharField(
        gettext_lazy("paid for by"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=gettext_lazy("Whoever paid for this story. Readers see the name above the title and in lists."),
    )
    content_warning = models.CharField(
        gettext_lazy("content warning"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=gettext_lazy("What may upset readers, in a few words: 'a drowning is described'."),
    )
    ai_use = models.CharField(
        gettext_lazy("use of AI"), max_length=9, blank=True, choices=AiUse, default="", db_default=""
    )
    ai_note = models.CharField(
        gettext_lazy("how AI was used"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=gettext_lazy("One sentence for readers. Shown where the use of AI is."),
    )

    class Meta:
        abstract = True

    @property
    def labels(self) -> tuple:
        """All of them, for the keys of finished pieces."""
        return self.is_opinion, self.sponsor, self.content_warning, self.ai_use, self.ai_note

    @property
    def label_words(self) -> list[str]:
        """A word for each, where a story is promised in a line or two."""
        said = {
            _("Sponsored"): self.sponsor,
            _("Opinion"): self.is_opinion,
            _("Content warning"): self.content_warning,
            _("Made by AI"): self.ai_use == self.AiUse.GENERATED,
        }
        return [word for word, is_so in said.items() if is_so]


LABELS = tuple(field.name for field in Labelled._meta.local_fields)
