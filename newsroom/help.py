"""The desk's help: one page for each role, and the list of first steps that can be put away."""

from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from newsroom.first_steps import HIDDEN

YEAR = 365 * 24 * 60 * 60
ROLES = {
    "creator": (gettext_lazy("How to write and hand in"), gettext_lazy("For creators")),
    "editor": (gettext_lazy("How to plan, publish and correct"), gettext_lazy("For editors")),
    "moderator": (gettext_lazy("How to lead the discussion"), gettext_lazy("For moderators")),
    "admin": (gettext_lazy("How to set up and run the site"), gettext_lazy("For admins")),
}


def urls(site) -> list:
    def page(view):
        return site.admin_view(lambda request, **found: view(request, site, **found))

    return [
        path("help/", page(contents), name="help"),
        path("help/<str:role>/", page(how_to), name="help_role"),
        path("first-steps/hidden/", page(hide_first_steps), name="hide_first_steps"),
    ]


@require_safe
def contents(request, site):
    context = {**site.each_context(request), "title": _("Help"), "pages": _pages()}
    return TemplateResponse(request, "admin/help/contents.html", context)


@require_safe
def how_to(request, site, role):
    if role not in ROLES:
        raise Http404
    title, _whose = ROLES[role]
    context = {**site.each_context(request), "title": title, "pages": _pages(), "role": role}
    return TemplateResponse(request, f"admin/help/{role}.html", context)


@require_POST
def hide_first_steps(request, site):
    response = redirect("admin:index")
    response.set_cookie(
        HIDDEN, "1", max_age=YEAR, path="/admin/", httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def _pages() -> list[dict]:
    return [{"role": role, "title": title, "whose": whose} for role, (title, whose) in ROLES.items()]
