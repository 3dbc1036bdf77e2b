"""How somebody joins: the mail that invites, and the page behind its link."""

import logging

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from newsroom import limits, mail, tasks
from newsroom.http import absolute
from newsroom.models import Invitation, Site, User
from newsroom.models.invitation import SIGNER
from newsroom.names import NameField

log = logging.getLogger("newsroom.accounts")


def may_mail(email: str) -> bool:
    """A few a day to one address, like every mail that its owner did not ask for."""
    return not limits.refuse_after("mails", email.lower())


def send(invitation: Invitation) -> bool:
    """Whether the mail is on its way."""
    site = Site.current()
    with translation.override(site.language):
        said = {"who": mail.one_line(invitation.invited_by_name), "site": mail.one_line(site.name)}
        text = mail.text_of(
            "account/email/invitation.txt", **said, role=invitation.get_role_display(), ends=invitation.ends_at,
            message=invitation.message, link=absolute(invitation.secret_address), zone=site.time_zone,
        )  # fmt: skip
        subject = mail.one_line(gettext("%(who)s invites you to work on %(site)s") % said)
    try:
        tasks.send_mail.enqueue(tasks.sealed(EmailMessage(subject, text, to=[invitation.email])))
    except Exception as error:  # no task can be given: the queue is away
        log.error("An invitation could not be sent: %s", type(error).__name__)
        return False
    return True


class JoinForm(forms.Form):
    name = NameField(label=_("Your name"), help_text=_("Readers see it beside what you write."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].person = User(is_staff=True)  # they are asked to work here, and may say so


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Who invites to what; a POST accepts. Whoever has an account with that address signs in first."""
    found = _behind(token)
    if not found:
        return render(request, "account/invitation.html", status=410)
    account = found.account
    stranger = not account and request.user.is_anonymous
    form = JoinForm(request.POST or None, initial={"name": found.name}) if stranger else None
    may = form.is_valid() if form else account == request.user
    if request.method == "POST" and may:
        return _accepted(request, found, form)
    status = 422 if request.method == "POST" else 200
    said = {"invitation": found, "account": account, "form": form, "own": account == request.user}
    return render(request, "account/invitation.html", said, status=status)


def _behind(token):
    """404 for what nobody was ever sent; None for what is good no more."""
    try:
        key = SIGNER.unsign(token)
    except signing.BadSignature:
        raise Http404 from None
    return Invitation.objects.good(key)


def _accepted(request, found, form):
    user = request.user if request.user.is_authenticated else None
    try:
        found.accept(user=user, name=form.cleaned_data["name"] if form else "")
    except (IntegrityError, ValidationError):  # somebody was quicker: the page says what is so now
        return redirect(request.path)
    if user:
        messages.success(request, gettext("Welcome. This is the desk."))
        return redirect("admin:index")
    said = gettext("Your account is ready. Sign in as %(email)s: we mail you a code.") % {"email": found.email}
    messages.success(request, said)
    return redirect(f"{reverse('account_login')}?next={reverse('admin:index')}")
