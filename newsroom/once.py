"""The link that signs in once: printed at the start of a private site, so that nobody needs a password to look around."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from newsroom.models import User

FIRST_EDITOR = "editor@newsroom.localhost"


class OnceTokens(PasswordResetTokenGenerator):
    """Good for a day and, since signing in is part of what is signed, for one sign-in."""

    key_salt = "newsroom.accounts.once"


once_tokens = OnceTokens()


def sign_in_link() -> str:
    """For whoever reads the terminal of a private site; empty where the site is public or that account is gone."""
    user = User.objects.filter(email=FIRST_EDITOR, is_active=True).first()
    if not settings.PRIVATE or not user:
        return ""
    place = [urlsafe_base64_encode(str(user.pk).encode()), once_tokens.make_token(user)]
    return settings.SITE_URL + reverse("sign_in_once", args=place)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request, who, token):
    """A page with a button, so that whoever only looks at links uses none up."""
    if not settings.PRIVATE:
        raise Http404
    with transaction.atomic():
        user = _holder(who, token)
        if not user:
            return render(request, "account/once.html", status=410)
        if request.method != "POST":
            return render(request, "account/once.html", {"holder": user})
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="once")
    return redirect("admin:index")


def _holder(who, token):
    """The active person a link was made for, locked, or None."""
    try:
        key = int(force_str(urlsafe_base64_decode(who)))
        user = User.objects.select_for_update().filter(pk=key, is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user and once_tokens.check_token(user, token) else None
