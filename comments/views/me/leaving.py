"""Taking along what is held about me, and going."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comments import export as exports
from comments import readers
from comments.answers import refuse_flood, sign_in_first
from comments.views.me.forms import LeaveForm
from comments.views.me.lists import page


@require_POST
def export(request):
    if not request.user.is_authenticated:
        return sign_in_first(request, reverse("me_settings"))
    if refused := refuse_flood(request, "exports"):
        return refused
    name = f"{request.get_host().partition(':')[0]}-{timezone.now():%Y-%m-%d}.zip"
    return FileResponse(exports.archive(request.user), as_attachment=True, filename=name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request):
    if not readers.may_leave(request.user):
        return page(request, "delete", status=403 if request.method == "POST" else 200)
    form = LeaveForm(request.POST or None, user=request.user)
    if request.method != "POST":
        return page(request, "delete", form=form)
    if not form.is_valid():
        return page(request, "delete", status=422, form=form)
    readers.delete_account(request.user, texts=form.cleaned_data["texts"] == "delete")
    logout(request)
    messages.success(request, _("Your account is deleted. You are signed out."))
    return redirect("front")
