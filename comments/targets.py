"""What can be blocked: of a comment or a person, the account, the address, its domain and the network; or what was typed.

The values are as Block stores them, so that they meet whom they are meant for.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Block
from comments.models.block import domain_of
from newsroom.addresses import key
from newsroom.models import User

# Of these everybody can have an address.
HOSTS = """
126.com 163.com aol.com bigpond.com btinternet.com comcast.net duck.com fastmail.com free.fr freenet.de gmail.com
gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.com hotmail.co.uk hotmail.fr icloud.com
laposte.net libero.it live.com mac.com mail.com mail.ru mailbox.org me.com msn.com naver.com o2.pl orange.fr
outlook.com outlook.de pm.me posteo.de proton.me protonmail.com qq.com rediffmail.com seznam.cz sina.com t-online.de
tuta.com tutanota.com uol.com.br web.de wp.pl yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com
yandex.ru ymail.com zoho.com
"""
BIG_HOSTS = frozenset(HOSTS.split())
Kind = Block.Kind


@dataclass(frozen=True)
class Target:
    """`person`: whom it is about; None for what meets more than one."""

    kind: str
    value: str
    label: str | Promise = ""
    person: User | None = None


def of_person(person: User) -> list[Target]:
    address = person.email.lower()
    account = format_lazy(gettext_lazy("The account of {name}"), name=str(person))
    return [Target(Kind.ACCOUNT, str(person.pk), account, person), *_of_address(address, person)]


def of_comment(comment) -> list[Target]:
    """Where its author has no account yet, the address they gave."""
    found = of_person(comment.author) if comment.author else _of_address(comment.email.lower())
    if comment.network:
        found.append(Target(Kind.NETWORK, comment.network, gettext_lazy("The network that this comment came from")))
    return found


def _of_address(address, person=None) -> list[Target]:
    if not (domain := domain_of(address)):
        return []
    said = format_lazy(gettext_lazy("The address {address}"), address=address)
    all_of_it = format_lazy(gettext_lazy("Every address at {domain}"), domain=domain)
    return [Target(Kind.ADDRESS, address, said, person), Target(Kind.DOMAIN, domain, all_of_it)]


def typed(kind: str, value: str) -> Target:
    """Raises ValidationError, with a sentence, for what can be no such thing."""
    return {Kind.ACCOUNT: _account, Kind.ADDRESS: _address, Kind.DOMAIN: _domain}[kind](value.strip().lower())


def _account(value):
    people = User.objects.filter(email=value) if "@" in value else User.objects.filter(pk=key(value.removeprefix("#")))
    if not (person := people.first()):
        raise ValidationError(_("There is no account with this address or number."))
    return Target(Kind.ACCOUNT, str(person.pk), person=person)


def _address(value):
    validate_email(value)
    return Target(Kind.ADDRESS, value, person=User.objects.filter(email=value).first())


def _domain(value):
    domain = domain_of(value)
    try:
        validate_email(f"someone@{domain}")
    except ValidationError:
        raise ValidationError(_("This is no domain. Write what follows the @, such as example.org.")) from None
    return Target(Kind.DOMAIN, domain)


def check(target: Target) -> None:
    """Raises ValidationError where it is somebody who works here."""
    if target.person and target.person.is_staff:
        raise ValidationError(_("Staff and moderators cannot be blocked. An administrator can take their role away."))


def warning(target: Target, by: User, network: str) -> str:
    """What to think of before; `by` and `network` (a salted hash) are of who is about to block. Empty: nothing."""
    if target.kind == Kind.NETWORK and target.value == network:
        return _("You write from this network yourself. It meets every reader in it, but no staff.")
    if target.kind == Kind.DOMAIN and target.value == domain_of(by.email):
        return _("Your own address is at this domain. It meets every reader there, but no staff.")
    if target.kind == Kind.DOMAIN and target.value in BIG_HOSTS:
        return _("Very many people have an address at %(domain)s. None of them could write here.") % {
            "domain": target.value
        }
    return ""
