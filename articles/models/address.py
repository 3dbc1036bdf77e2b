"""Addresses: what was ever public leads to its thing for ever, and to no other."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from newsroom.addresses import check_slug, slugify


class Address(models.Model):
    """One slug of one thing, unique over all time. A plain id: what is deleted frees nothing that was public."""

    class Kind(models.TextChoices):
        STORY = "story"
        CREATOR = "creator"
        TOPIC = "topic"
        TAG = "tag"

    kind = models.CharField(max_length=8, choices=Kind)
    slug = models.CharField(max_length=200)
    owner_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_owner_an_address")]
        indexes = [models.Index(fields=["kind", "owner_id"], name="addresses_of")]

    def __str__(self):
        return f"{self.kind}/{self.slug}"


class Addressed(models.Model):
    """Something with an address of its own. `named_by` is the field that a slug is made from."""

    kind: Address.Kind
    named_by = "name"

    slug = models.CharField(
        _("address"),
        max_length=200,
        unique=True,
        blank=True,
        validators=[check_slug],
        help_text=_("The last part of its address. Empty: made from the name. Old addresses go on working."),
    )

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        made = not self.slug
        if made:
            self.slug = self.free_slug()
            update_fields = update_fields and {*update_fields, "slug"}
        try:
            with transaction.atomic():
                super().save(*args, update_fields=update_fields, **kwargs)
                if self.address_is_public:
                    self._claim()
        except IntegrityError:
            # Somebody took the slug between the look and the save: look again.
            if not made or not self.slug_is_taken(self.slug):
                raise
            self.slug = ""
            self.save(*args, update_fields=update_fields, **kwargs)

    @classmethod
    def at(cls, slug):
        """The id of what has, or once had, this address; None if nothing ever did."""
        return Address.objects.filter(kind=cls.kind, slug=slug).values_list("owner_id", flat=True).first()

    @property
    def address_is_public(self) -> bool:
        """Whether the slug has to lead here from now on."""
        return True

    def slug_is_taken(self, slug):
        others = type(self)._base_manager.filter(slug=slug).exclude(pk=self.pk)
        addresses = Address.objects.filter(kind=self.kind, slug=slug).exclude(owner_id=self.pk or 0)
        return others.exists() or addresses.exists()

    def free_slug(self) -> str:
        """A slug made from the name that nothing of this kind has or had."""
        base = slugify(str(getattr(self, self.named_by))) or self.kind
        slug, number = base, 1
        while self.slug_is_taken(slug):
            number += 1
            slug = f"{base}-{number}"
        return slug

    def clean(self):
        super().clean()
        if self.slug and self.slug_is_taken(self.slug):
            raise ValidationError({"slug": _("This address leads, or once led, to something else. Choose another.")})

    def _claim(self):
        address, _made = Address.objects.get_or_create(kind=self.kind, slug=self.slug, defaults={"owner_id": self.pk})
        if address.owner_id != self.pk:
            raise ValidationError({"slug": _("This address leads, or once led, to something else. Choose another.")})
