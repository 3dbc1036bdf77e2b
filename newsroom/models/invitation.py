"""Somebody is asked to work here, in one role, by somebody who may give it."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from newsroom import moments
from newsroom.models.site import EditorsInvite, Site
from newsroom.models.user import User
from newsroom.moments import MomentField

LASTS = timedelta(days=14)
SIGNER = signing.Signer(salt="newsroom.invitation")


def key():
    return secrets.token_urlsafe(16)


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self):
        return self.unanswered().filter(ends_at__gt=moments.now())

    def ended(self):
        """What nobody can accept any more."""
        return self.filter(accepted_at__isnull=True).exclude(pk__in=self.model.objects.open().values("pk"))

    def accepted(self):
        return self.filter(accepted_at__isnull=False)

    def good(self, key: str):
        """The open invitation with this key, if whoever sent it may still give that role; else None."""
        found = self.open().select_related("invited_by").filter(key=key).first()
        sender = found and found.invited_by
        return found if sender and sender.is_active and found.role in Invitation.roles_of(sender) else None


class InvitationManager(models.Manager.from_queryset(InvitationQuerySet)):
    def invite(self, email, *, by, role, name="", message="", profile=None):
        """Raises PermissionDenied where `by` may not give that role, ValidationError where there is nothing to invite to."""
        if role not in Invitation.roles_of(by):
            raise PermissionDenied
        email, now = email.strip().lower(), moments.now()
        known = User.objects.filter(email__iexact=email).first()
        if known and known.has_role(role):
            raise ValidationError(_("This person has that role already."), code="email")
        self.unanswered().filter(email=email, ends_at__lte=now).update(revoked_at=now)
        try:
            with transaction.atomic():
                return self.create(
                    email=email, name=name, role=role, message=message, profile=profile,
                    invited_by=by, invited_by_name=str(by), made_at=now, ends_at=now + LASTS,
                )  # fmt: skip
        except IntegrityError:
            said = _("This address has an open invitation. Send it again, or revoke it first.")
            raise ValidationError(said, code="email") from None


class Invitation(models.Model):
    """Whoever opens the mailed link has the address; so accepting it confirms the address too."""

    class Role(models.TextChoices):
        CREATOR = "creator", _("Creator")
        MODERATOR = "moderator", _("Moderator")
        EDITOR = "editor", _("Editor")
        ADMIN = "admin", _("Administrator")

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=100, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role)
    message = models.TextField(_("a few words"), max_length=1000, blank=True)
    # What an app that keeps profiles knows the person by (settings.JOINED); a plain id.
    profile = models.BigIntegerField(null=True, editable=False)
    key = models.CharField(max_length=32, default=key, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_by_name = models.CharField(_("invited by"), max_length=120)
    made_at = MomentField(_("invited"))
    ends_at = MomentField(_("good until"))
    accepted_at = MomentField(_("accepted"), null=True)
    revoked_at = MomentField(_("revoked"), null=True)

    objects = InvitationManager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_an_address",
            )
        ]

    def __str__(self):
        return self.email

    @property
    def secret_address(self) -> str:
        """Not `get_absolute_url`: the admin redirects everybody of the staff to that of any row."""
        return reverse("invitation", args=[SIGNER.sign(self.key)])

    @staticmethod
    def roles_of(by, site=None) -> tuple[str, ...]:
        """The roles that somebody may give: administrators every one, editors what the site says, others none.

        `site` is the site as a request has it at hand.
        """
        if not by or not by.has_perm("newsroom.add_invitation"):
            return ()
        if by.is_superuser:
            return tuple(Invitation.Role.values)
        return EditorsInvite((site or Site.current()).editors_invite).roles

    @property
    def state(self) -> str:
        """open, accepted, revoked or ended."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "open" if self.ends_at > moments.now() else "ended"

    @property
    def account(self) -> "User | None":
        """Who has the address already."""
        return User.objects.filter(
            Q(email__iexact=self.email) | Q(emailaddress__email__iexact=self.email, emailaddress__verified=True)
        ).first()

    @transaction.atomic
    def accept(self, *, user=None, name=""):
        """Give the role, to `user` or to a new account of that name with the address confirmed. Answers whose it is."""
        if not Invitation.objects.open().filter(pk=self.pk).update(accepted_at=moments.now()):
            raise ValidationError(_("This invitation was used, revoked, or is too old."))
        user = user or User.objects.create_confirmed(self.email, name=name)
        user.give_role(self.role)
        for react in settings.JOINED:
            import_string(react)(user, self)
        return user

    @transaction.atomic
    def renew(self):
        """Good for as long again, and the link of before is good for nothing."""
        self.key, self.ends_at = key(), moments.now() + LASTS
        if not Invitation.objects.unanswered().filter(pk=self.pk).update(key=self.key, ends_at=self.ends_at):
            raise ValidationError(_("This invitation was accepted or revoked."))

    def revoke(self):
        if not Invitation.objects.unanswered().filter(pk=self.pk).update(revoked_at=moments.now()):
            raise ValidationError(_("This invitation was accepted or revoked."))
