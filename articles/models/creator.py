"""Who wrote it: the person readers know, with or without an account."""

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.address import Address, Addressed
from articles.models.listing import Listing
from articles.search import index
from newsroom import moments


class CreatorQuerySet(models.QuerySet):
    def with_live_stories(self):
        """Creators whom readers may meet: those with at least one live story."""
        theirs = Listing.objects.filter(creator=models.OuterRef("pk"), live_at__lte=moments.now())
        return self.filter(models.Exists(theirs))


class Creator(Addressed):
    kind = Address.Kind.CREATOR

    name = models.CharField(_("name"), max_length=120)
    bio = models.TextField(_("about the creator"), max_length=2000, blank=True)
    portrait = models.ForeignKey(
        "newsroom.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("portrait"),
        help_text=_("Without one, readers see the initials."),
    )
    website = models.URLField(_("website"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="creator",
        verbose_name=_("account"),
    )
    created_at = models.DateTimeField(_("here since"), default=timezone.now)

    objects = CreatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("creator")
        verbose_name_plural = _("creators")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["name", "id"], name="creators_by_name")]

    def __str__(self):
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            if update_fields is None or "name" in update_fields:
                index.write_creators([self.pk])

    @property
    def facts(self) -> tuple:
        """All that pages show of them."""
        return self.pk, self.slug, self.name, self.bio, self.portrait and self.portrait.facts

    def get_absolute_url(self):
        return reverse("creator", args=[self.slug])
