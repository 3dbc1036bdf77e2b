"""Redirects at the desk: a path that the site answers itself is refused."""

from io import BytesIO

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from newsroom.admin.lists import Pages
from newsroom.models import Redirect
from newsroom.models.redirect import typed_path

# Answered before any address is looked up, or for one person alone.
OWN = ("/accounts/", "/admin/", "/healthz", "/readyz", "/metrics", settings.STATIC_URL, settings.MEDIA_URL)


def answers_itself(path: str, site) -> bool:
    """Whether a stranger gets anything but 'not found' there, with or without a slash at its end."""
    tried = {path, f"{path.rstrip('/')}/"}
    return any(one.startswith(OWN) or _is_found(one, site) for one in tried)


def _is_found(path, site) -> bool:
    try:
        match = resolve(path)
        request = _asked(path, site)
        request.resolver_match = match
        return match.func(request, *match.args, **match.kwargs).status_code != 404
    except (Http404, Resolver404):
        return False


def _asked(path, site):
    """The request of a stranger for that path."""
    request = WSGIRequest(
        {"REQUEST_METHOD": "GET", "PATH_INFO": path.encode().decode("latin-1"), "wsgi.input": BytesIO()}
    )
    request.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.site, request.user, request.session = site, AnonymousUser(), SessionBase()
    return request


class RedirectForm(forms.ModelForm):
    """`site` is set by the admin on the class it makes for a request."""

    site = None

    def clean_path(self):
        typed = self.cleaned_data["path"]
        if answers_itself(typed_path(typed), self.site):
            raise forms.ValidationError(_("The site has a page there."))
        return typed


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    form = RedirectForm
    empty_words = (
        _("No redirects yet"),
        _("A redirect leads an address that this site, or the one before it, once had to the page that is there now."),
    )
    fields = ["path", "target", "permanent"]
    list_display = ["path", "target", "permanent", "made_by_name", "created_at"]
    search_fields = ["path", "target"]
    paginator = Pages
    show_full_result_count = False
    sortable_by = ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.site = request.site
        return form

    def save_model(self, request, obj, form, change):
        if not change:
            obj.made_by_name = str(request.user)
        super().save_model(request, obj, form, change)
