"""The account behind readers, creators and staff."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from newsroom import images
from newsroom.models.site import Site
from newsroom.roles import ROLES


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **fields, is_staff=True, is_superuser=True)

    @transaction.atomic
    def create_with_role(self, email, *, name, role, password=None):
        """A person with a role: reader, creator, moderator, editor (groups) or admin (everything)."""
        user = self.create_user(email, password, name=name, is_staff=role != "reader", is_superuser=role == "admin")
        if role in ROLES:
            user.groups.add(Group.objects.get(name=ROLES[role]))
        return user

    @transaction.atomic
    def create_confirmed(self, email, *, name):
        """A person who is known to have the address; they sign in with a mailed code."""
        from allauth.account.models import EmailAddress

        user = self.create_user(email, name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def forget_avatar(self, name: str):
        """Delete a picture's file if it is nobody's now."""
        if not self.filter(avatar=name).exists():
            default_storage.delete(name)


SHOWN = ("name", "email", "avatar", "is_staff")  # what pages of others show of a person


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=100)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Untick this instead of deleting an account.")
    )
    language = models.CharField(
        _("language"), max_length=12, blank=True, help_text=_("Of the interface. Empty: the site's.")
    )
    avatar = models.FileField(_("picture"), upload_to="avatars", max_length=120, blank=True, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["name", "id"], name="people_by_name")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_an_address",
                violation_error_message=_("There is an account with this address."),
            )
        ]

    def __str__(self):
        return self.name or self.email

    @transaction.atomic
    def save(self, *args, update_fields=None, **kwargs):
        """A new name, picture or role of somebody who is known already stands on pages that others may have made."""
        super().save(*args, update_fields=update_fields, **kwargs)
        if self._shown and self._shown != self._faces():
            Site.renew()
        self._shown = self._faces()

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        user._shown = user._faces()
        return user

    _shown = ()  # what pages showed of them when they were loaded; empty for somebody new

    def _faces(self) -> tuple:
        """Of what is loaded: nothing is asked for."""
        return tuple(str(self.__dict__.get(name)) for name in SHOWN)

    @transaction.atomic
    def set_avatar(self, data: bytes | None):
        """Take a picture for this person, or with None away. Equal pictures are one file, named by its content.

        Raises ValidationError with a sentence for a file that is no picture.
        """
        before, picture = self.avatar.name, images.avatar(data) if data else None
        self.avatar = picture.name if picture else ""
        if picture and not default_storage.exists(picture.name):
            default_storage.save(picture.name, ContentFile(picture.data))
        self.save(update_fields=["avatar"])
        if before and before != self.avatar.name:
            transaction.on_commit(lambda: User.objects.forget_avatar(before))

    @cached_property
    def lacks_second_factor(self) -> bool:
        """Whether this site asks it of those who may do more than read, and this person has none."""
        return settings.STAFF_SECOND_FACTOR and not self.authenticator_set.exists()

    def has_perm(self, perm, obj=None):
        """Without the second factor everybody is a reader: whoever reads their mail must not lead the site."""
        return self.may_have_rights and super().has_perm(perm, obj) and not self.lacks_second_factor

    def has_module_perms(self, app_label):
        return self.may_have_rights and super().has_module_perms(app_label) and not self.lacks_second_factor

    @property
    def may_have_rights(self) -> bool:
        """Every role is one of the staff's: the pages of readers need not look for theirs."""
        return self.is_staff or self.is_superuser

    def has_role(self, role: str) -> bool:
        return self.is_superuser if role == "admin" else self.groups.filter(name=ROLES[role]).exists()

    @transaction.atomic
    def give_role(self, role: str):
        """Besides those they have: creator, moderator, editor or admin."""
        self.is_staff, self.is_superuser = True, self.is_superuser or role == "admin"
        self.save(update_fields=["is_staff", "is_superuser"])
        if role in ROLES:
            self.groups.add(Group.objects.get(name=ROLES[role]))

    @transaction.atomic
    def take_role(self, role: str):
        """Whoever has no other role left is a reader again, in sessions that are open too."""
        self.groups.remove(*Group.objects.filter(name=ROLES[role]))
        self.is_staff = self.is_superuser or self.groups.exists()
        self.save(update_fields=["is_staff"])

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name
