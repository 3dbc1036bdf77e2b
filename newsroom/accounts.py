"""How people sign up and in: django-allauth, told about this site. Names, limits and mails are the house's own."""

import logging
from functools import wraps
from html import unescape
from smtplib import SMTPException

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.views import authenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import render
from django.urls import path

from newsroom import limits
from newsroom.http import client_address
from newsroom.models import Site

log = logging.getLogger("newsroom.accounts")


def display(user) -> str:
    return str(user)


class SignUpForm(SignupForm):
    """Without a password: whoever signs up with somebody else's address must leave nothing behind that opens the
    account once its owner has confirmed it. A password can be set after signing in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)


class Adapter(DefaultAccountAdapter):
    def get_client_ip(self, request):
        return client_address(request)

    def get_reauthentication_methods(self, user):
        """A passkey first, where there is no app: a recovery code is for the day when all else is lost."""
        methods = super().get_reauthentication_methods(user)
        if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            return methods
        return sorted(methods, key=lambda method: method["id"] == "mfa_reauthenticate")

    def render_mail(self, *args, **kwargs):
        """Text is text: allauth's templates escape names as HTML would need it."""
        message = super().render_mail(*args, **kwargs)
        message.subject, message.body = unescape(message.subject), unescape(message.body)
        return message

    def send_mail(self, template_prefix, email, context):
        """One mail. An address that nobody has confirmed gets a few a day; the page says the same either way."""
        known = EmailAddress.objects.filter(email__iexact=email, verified=True).exists()
        if not known and limits.refuse_after("mails", email.lower()):
            return
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.error("A mail about an account could not be sent: %s", error)
            raise ImmediateHttpResponse(_no_mail(self.request)) from error


def _no_mail(request):
    response = render(request, "account/no_mail.html", status=503)
    response["Retry-After"] = "300"
    return response


class SecondFactorAdapter(DefaultMFAAdapter):
    def _get_site_name(self):
        return Site.current().name


# What is tried in a network, by how many times it exceeds what may be tried for one account.
NETWORK = {"sign_ups": 1, "sign_ins": 10}


def throttled(name: str, view):
    """Count what is posted there, for one account and from one network; one try too many is answered 429."""

    @wraps(view)
    def counted(request, *args, **kwargs):
        if request.method == "POST" and (wait := _wait(request, name)):
            return limits.too_often(request, wait, context={"address": _address(request)})
        return view(request, *args, **kwargs)

    return counted


def _wait(request, name: str) -> int:
    network = limits.refuse_after(name, f"network {limits.network(request)}", times=NETWORK[name])
    return network or limits.refuse_after(name, _whose(request))


def _whose(request) -> str:
    """The account that is tried: by address, or who has shown the first of two proofs, or is signed in."""
    if address := _address(request):
        return f"address {address.lower()}"
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    begun = unstash_login(request, peek=True)
    return f"person {begun.user.pk}" if begun and begun.user else f"session {request.session.session_key}"


def _address(request) -> str:
    return (request.POST.get("login") or request.POST.get("email") or "").strip()[:254]


# Before allauth's own list, which has the same addresses without a count that all processes share.
urlpatterns = [
    path("signup/", throttled("sign_ups", views.signup), name="account_signup"),
    path("login/", throttled("sign_ins", views.login), name="account_login"),
    path("login/code/", throttled("sign_ins", views.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", throttled("sign_ins", views.confirm_login_code), name="account_confirm_login_code"),
    path(
        "confirm-email/", throttled("sign_ins", views.email_verification_sent), name="account_email_verification_sent"
    ),
    path("password/reset/", throttled("sign_ins", views.password_reset), name="account_reset_password"),
    path("reauthenticate/", throttled("sign_ins", views.reauthenticate), name="account_reauthenticate"),
    path("2fa/authenticate/", throttled("sign_ins", authenticate), name="mfa_authenticate"),
]
