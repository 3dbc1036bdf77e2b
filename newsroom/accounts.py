"""How people sign up and in: django-allauth, told about this site. Names, limits and mails are the house's own."""

import logging
from functools import wraps
from html import unescape
from urllib.parse import urlsplit

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.views import authenticate, reauthenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import render
from django.urls import path

from newsroom import limits, tasks
from newsroom.http import absolute, client_address
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
        """One mail, sent a moment later: neither time nor failure tells whether there was one to send.

        An address that nobody has confirmed gets a few a day; the page says the same either way.
        """
        known = EmailAddress.objects.filter(email__iexact=email, verified=True).exists()
        if not known and limits.refuse_after("mails", email.lower()):
            return
        message = self.render_mail(template_prefix, email, context | {"request": self.request, "email": email})
        try:
            tasks.send_mail.enqueue(tasks.sealed(message))
        except Exception as error:  # no task can be given: the queue is away
            log.error("A mail about an account could not be sent: %s", type(error).__name__)
            raise ImmediateHttpResponse(_no_mail(self.request)) from error

    def get_reset_password_from_key_url(self, key):
        """On this site, whatever port the request named."""
        return absolute(urlsplit(super().get_reset_password_from_key_url(key)).path)

    def is_ajax(self, request):
        """Pages only, but for what a passkey is asked with: there is no second way to talk to accounts."""
        return request.resolver_match.url_name == "mfa_login_webauthn" and request.method == "GET"


def _no_mail(request):
    response = render(request, "account/no_mail.html", status=503)
    response["Retry-After"] = "300"
    return response


class SecondFactorAdapter(DefaultMFAAdapter):
    def _get_site_name(self):
        return Site.current().name


# What is tried in a network, by how many times it exceeds what may be tried for one account.
NETWORK = {"sign_ups": 1, "sign_ins": 10}


def throttled(name: str, view, field: str | None = None):
    """Count what is posted there, for one account and from one network; one try too many is answered 429.

    `field` has the address of the account; without it, it is the account of whoever is here. What has to be mended is
    answered 422.
    """

    @wraps(view)
    def counted(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        address = request.POST.get(field, "").strip()[:254] if field else ""
        if wait := _wait(request, name, address):
            return limits.too_often(request, wait, context={"address": address})
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and _has_errors(getattr(response, "context_data", None) or {}):
            response.status_code = 422
        return response

    return counted


def _wait(request, name: str, address: str) -> int:
    network = limits.refuse_after(name, f"network {limits.network(request)}", times=NETWORK[name])
    who = f"address {address.lower()}" if address else _whose(request)
    # Each way in by itself: who keeps an account's password busy does not keep its owner from the mailed code.
    return network or limits.refuse_after(name, f"{request.resolver_match.url_name} {who}")


def _whose(request) -> str:
    """The account that is tried without naming it here: of who is signed in, or has begun to sign in or up.

    By its address, which is there whether or not an account is: else the count would tell.
    """
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    begun = unstash_login(request, peek=True)
    address = begun and (begun.email or (begun.user and begun.user.email))
    return f"address {address.lower()}" if address else f"network {limits.network(request)}"


def _has_errors(context) -> bool:
    return any(getattr(context.get(name), "errors", None) for name in ("form", "verify_form"))


# Before allauth's own list, which has the same addresses without a count that all processes share.
COUNTED = [
    ("signup/", "account_signup", "sign_ups", views.signup, "email"),
    ("email/", "account_email", "sign_ups", views.email, None),
    ("login/", "account_login", "sign_ins", views.login, "login"),
    ("login/code/", "account_request_login_code", "sign_ins", views.request_login_code, "email"),
    ("login/code/confirm/", "account_confirm_login_code", "sign_ins", views.confirm_login_code, None),
    ("confirm-email/", "account_email_verification_sent", "sign_ins", views.email_verification_sent, None),
    ("password/reset/", "account_reset_password", "sign_ins", views.password_reset, "email"),
    ("password/change/", "account_change_password", "sign_ins", views.password_change, None),
    ("reauthenticate/", "account_reauthenticate", "sign_ins", views.reauthenticate, None),
    ("2fa/authenticate/", "mfa_authenticate", "sign_ins", authenticate, None),
    ("2fa/reauthenticate/", "mfa_reauthenticate", "sign_ins", reauthenticate, None),
]
urlpatterns = [path(place, throttled(limit, view, field), name=name) for place, name, limit, view, field in COUNTED]
