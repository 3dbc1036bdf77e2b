"""What stories are about: topics are few and ordered, tags are many."""

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.address import Address, Addressed
from newsroom.models import Shared


class Topic(Shared, Addressed):
    class Ink(models.TextChoices):
        """The colours a topic can have, by the name the style sheet and the covers know."""

        PLAIN = "", _("Black")
        LOCAL = "local", _("Brick")
        SCIENCE = "science", _("Blue")
        CULTURE = "culture", _("Plum")
        POLITICS = "politics", _("Slate")
        ENVIRONMENT = "environment", _("Green")
        WORK = "work", _("Ochre")
        HEALTH = "health", _("Teal")

    kind = Address.Kind.TOPIC

    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("description"), max_length=300, blank=True)
    ink = models.CharField(_("colour"), max_length=12, choices=Ink, blank=True, default=Ink.PLAIN)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Smaller numbers come first in the menu.")
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_topic_a_name", violation_error_message=_("There is a topic with this name.")
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("topic", args=[self.slug])


class Tag(Addressed):
    kind = Address.Kind.TAG

    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_tag_a_name", violation_error_message=_("There is a tag with this name.")
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("tag", args=[self.slug])
