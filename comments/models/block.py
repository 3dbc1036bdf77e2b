"""Who may not write here for a while, or ever: an account, an address, a domain of addresses, or a network."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Lower, StrIndex, Substr
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from comments.models.decision import REASONS, Decision
from newsroom import moments
from newsroom.models import User
from newsroom.moments import MomentField


def confirmed(person) -> dict:
    """What a block may name, by its kind, of every address that is certainly this person's: queries to ask within."""
    mine = EmailAddress.objects.filter(user=person, verified=True)
    domain = Substr(Lower("email"), StrIndex("email", Value("@")) + 1)
    return {Block.Kind.ADDRESS: mine.values_list(Lower("email")), Block.Kind.DOMAIN: mine.values_list(domain)}


def domain_of(address: str) -> str:
    """What follows the @, in small letters and as mail is sent to it: 'bücher.example' is 'xn--bcher-kva.example'."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


class BlockQuerySet(models.QuerySet):
    @transaction.atomic
    def make(self, *, kind, value, by, reason, until=None, note="", person=None) -> "Block":
        """Block from now on, and log it. `person`: whom it is about; nobody for a domain or a network.

        Raises ValidationError where the same is blocked already, also by somebody who was a moment quicker.
        """
        same = self.filter(kind=kind, value=value, lifted_at__isnull=True)
        same.filter(until__lte=moments.now()).update(lifted_at=F("until"))  # it has ended by itself
        name = str(person)[:120] if person else ""
        said = {"reason": reason, "note": note.strip(), "until": until}
        try:
            with transaction.atomic():
                block = self.create(kind=kind, value=value, name=name, by_id=by.pk, by_name=str(by)[:120], **said)
        except IntegrityError:
            raise ValidationError(_("This is blocked already. Lift that block first."), code="twice") from None
        Decision.objects.record_person(person.pk if person else None, Decision.Verb.BLOCK, by=by, **said)
        return block

    def in_force(self, at=None):
        """What holds at this moment: a block ends by itself, no job ends it."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at or moments.now()), lifted_at__isnull=True)

    def against(self, person=None, network=""):
        """Those that meet a person with any of their addresses, or whoever writes from a network (a salted hash)."""
        met = Q(kind=Block.Kind.NETWORK, value=network) if network else Q(pk__in=[])
        if person:
            met |= Q(kind=Block.Kind.ACCOUNT, value=str(person.pk))
            met |= Q(kind=Block.Kind.ADDRESS, value=person.email.lower())
            met |= Q(kind=Block.Kind.DOMAIN, value=domain_of(person.email))
            for kind, values in confirmed(person.pk).items():
                met |= Q(kind=kind, value__in=values)
        return self.filter(met)

    def refuse(self, person, network=""):
        """Raise ValidationError, with reason and end, where this person may not write now. Staff may: a domain or a
        network that meets a stranger can be theirs too.
        """
        if person and person.is_staff:
            return
        block = self.in_force().against(person, network).order_by("pk").first()
        if block:
            raise ValidationError(block.told, code="blocked")


class Block(models.Model):
    class Kind(models.TextChoices):
        ACCOUNT = "account", _("account")
        ADDRESS = "address", _("e-mail address")
        DOMAIN = "domain", _("domain of addresses")
        NETWORK = "network", _("network")

    kind = models.CharField(_("what is blocked"), max_length=7, choices=Kind)
    # The account's number, the address or domain in lower case, or the salted hash of a network.
    value = models.CharField(_("which"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)  # of the person it is about, as it was
    until = MomentField(_("until"), null=True, blank=True, help_text=_("Empty: until somebody lifts it."))
    reason = models.CharField(_("reason"), max_length=20, choices=REASONS)
    note = models.TextField(_("note"), max_length=1000, blank=True, help_text=_("The blocked person reads it."))
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("by"), max_length=120, blank=True, editable=False)
    made_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], condition=Q(lifted_at__isnull=True), name="one_block_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["kind", "value"], name="blocks_of_a_value"),
            models.Index(fields=["-made_at"], name="blocks_newest"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.whom}"

    @property
    def whom(self) -> str:
        """A name, an address, a domain; of a network the beginning of its hash, by which two are told apart."""
        if self.kind == self.Kind.NETWORK:
            return f"{self.value[:8]}…"
        return (self.name if self.kind == self.Kind.ACCOUNT else "") or self.value

    @property
    def person_id(self) -> int | None:
        return int(self.value) if self.kind == self.Kind.ACCOUNT else None

    @transaction.atomic
    def lift(self, by, note=""):
        """End it now, and log it. Raises ValidationError where it holds no more."""
        self.refresh_from_db(from_queryset=Block.objects.select_for_update())
        if not self.is_in_force:
            raise ValidationError(_("This block does not hold any more."), code="over")
        self.lifted_at = timezone.now()
        self.save(update_fields=["lifted_at"])
        Decision.objects.record_person(self._about(), Decision.Verb.UNBLOCK, by=by, reason=self.reason, note=note)

    def _about(self) -> int | None:
        if self.kind != self.Kind.ADDRESS:
            return self.person_id
        return User.objects.filter(email=self.value).values_list("pk", flat=True).first()

    @property
    def is_in_force(self) -> bool:
        return not self.lifted_at and (not self.until or self.until > moments.now())

    @property
    def told(self) -> str:
        """What the blocked person reads when they try to write."""
        reason = self.get_reason_display()
        if not self.until:
            said = _("You cannot write here. Reason: %(reason)s.") % {"reason": reason}
        else:
            until = date_format(timezone.localtime(self.until), "DATETIME_FORMAT")
            said = _("You cannot write here until %(until)s. Reason: %(reason)s.") % {"until": until, "reason": reason}
        return f"{said} {self.note}".strip()
