"""Who wrote it: the person readers know, with or without an account."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.address import Address, Addressed
from articles.models.listing import Listing
from articles.search import index
from newsroom import moments
from newsroom.models import Invitation
from newsroom.moments import MomentField


class CreatorQuerySet(models.QuerySet):
    def here(self):
        """Those who have not left."""
        return self.filter(left_at__isnull=True)

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
    mails = models.BooleanField(
        _("mails about their stories"),
        default=True,
        db_default=True,
        help_text=_("When somebody else sends back, schedules, publishes, changes or withdraws one of them."),
    )
    created_at = models.DateTimeField(_("here since"), default=timezone.now)
    left_at = MomentField(_("wrote here until"), null=True, editable=False)

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
        return self.pk, self.slug, self.name, self.bio, self.portrait and self.portrait.facts, self.left_at

    def get_absolute_url(self):
        return reverse("creator", args=[self.slug])

    @transaction.atomic
    def leave(self):
        """They write here no more. What they wrote keeps their name; their account keeps what other roles give it."""
        self._lock()
        if self.left_at:
            raise ValidationError(_("This creator has left already."))
        user, self.user, self.left_at = self.user, None, moments.now()
        self.save(update_fields=["user", "left_at"])
        Invitation.objects.open().filter(profile=self.pk).update(revoked_at=moments.now())
        if user:
            user.take_role("creator")
            Invitation.objects.open().filter(role="creator", email__iexact=user.email).update(revoked_at=moments.now())

    @transaction.atomic
    def come_back(self, user=None):
        """They write here again; with an account, at once. Raises ValidationError where it has a profile already."""
        self._lock()
        if not self.left_at:
            raise ValidationError(_("This creator has not left."))
        if user and Creator.objects.filter(user=user).exists():
            raise ValidationError(_("This account has a creator profile already."))
        self.user, self.left_at = user, None
        self.save(update_fields=["user", "left_at"])
        if user:
            user.give_role("creator")

    def _lock(self):
        now = Creator.objects.select_for_update().only("user", "left_at").get(pk=self.pk)
        self.user, self.left_at = now.user, now.left_at
