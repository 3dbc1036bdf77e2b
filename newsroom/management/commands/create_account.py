"""`manage.py create_account EMAIL --name NAME --role ROLE`: a confirmed account, ready to sign in."""

import getpass
import secrets
import sys

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from newsroom.models import User
from newsroom.roles import ROLES

CHOICES = ("reader", *ROLES, "admin")


class Command(BaseCommand):
    help = "Make a confirmed account. Asks for a password on a terminal; elsewhere it makes one and prints it once."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address to sign in with")
        parser.add_argument("--name", required=True, help="as readers and colleagues see it")
        parser.add_argument("--role", required=True, help=", ".join(CHOICES))
        parser.add_argument("--password", help="better typed or made: other users of the machine can read this one")

    def handle(self, *, email, name, role, password, **options):
        email, name = email.strip().lower(), name.strip()
        if role not in CHOICES:
            raise CommandError(f"There is no role {role!r}. Use one of: {', '.join(CHOICES)}.")
        user = User(email=email, name=name)
        if User.objects.filter(email__iexact=email).exists():
            self.stdout.write(f"There is an account with {email} already; nothing was changed.")
            return
        for word, check in (("address", validate_email), ("name", User._meta.get_field("name").run_validators)):
            try:
                check({"address": email, "name": name}[word])
            except ValidationError as error:
                raise CommandError(f"This {word} cannot be used. {' '.join(error.messages)}") from None
        if not name:
            raise CommandError("This name cannot be used. It is empty.")
        made = "" if password is not None or sys.stdin.isatty() else secrets.token_urlsafe(15)
        password = password if password is not None else made or self.ask()
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(f"This password cannot be used. {' '.join(error.messages)}") from None
        try:
            create_confirmed(email, name=name, role=role, password=password)
        except IntegrityError:
            raise CommandError(f"An account with {email} was made at the same moment; nothing was changed.") from None
        self.stdout.write(f"{name} can sign in as {email} ({role}).")
        if made:
            self.stdout.write(f"Password, shown this once: {made}")

    def ask(self) -> str:
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("The same again: "):
            raise CommandError("The two passwords differ. Nothing was stored.")
        return password


@transaction.atomic
def create_confirmed(email, *, name, role, password=None):
    """A person whose address needs no mail to be confirmed: the deployer vouches for it."""
    user = User.objects.create_with_role(email, name=name, role=role, password=password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
