"""How I appear here, and how I hear of things."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comments import readers
from comments.answers import refuse_flood, sign_in_first
from comments.views.me.forms import PictureForm, SettingsForm
from comments.views.me.lists import page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request):
    form = SettingsForm(request.POST or None, user=request.user)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    form.save()
    messages.success(request, _("Your settings are kept."))
    return redirect("me_settings")


def _page(request, form, picture=None, status=200):
    context = {
        "form": form,
        "picture": picture or PictureForm(),
        "may_leave": readers.may_leave(request.user),
    }
    return page(request, "settings", status, **context)


@require_POST
def avatar(request):
    """Another picture, or with `remove` none."""
    if not request.user.is_authenticated:
        return sign_in_first(request, reverse("me_settings"))
    if refused := refuse_flood(request, "pictures"):
        return refused
    if "remove" in request.POST:
        request.user.set_avatar(None)
        messages.success(request, _("Your picture is removed."))
        return redirect("me_settings")
    form = PictureForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            request.user.set_avatar(form.cleaned_data["picture"].read())
            messages.success(request, _("This is your picture now."))
            return redirect("me_settings")
    except ValidationError as error:
        form.add_error("picture", error)
    return _page(request, SettingsForm(user=request.user), form, status=422)
