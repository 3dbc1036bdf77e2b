"""Readers and their accounts, as far as the discussion makes and ends them."""

from allauth.account.models import EmailAddress
from django.db import transaction

from newsroom.models import User


@transaction.atomic
def account_for(email: str, name: str) -> User:
    """The account of whoever has shown that this address is theirs, made if there is none."""
    email = email.lower()
    known = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
    user = known.user if known else User.objects.filter(email__iexact=email).first()
    if known and known.verified:
        return user
    if not user:
        user = User.objects.create_user(email, name=name)
    elif known:  # somebody began a sign-up with this address and never confirmed it; what they chose is not trusted
        user.name = name
        user.set_unusable_password()
        user.save(update_fields=["name", "password"])
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user
