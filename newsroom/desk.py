"""The editors' desk: Django's admin under the house's name and its own content policy."""

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ORDER = ("articles", "comments", "newsroom")
FIRST = ("Story", "Feature", "Creator", "Topic", "Tag")


class Desk(admin.AdminSite):
    enable_nav_sidebar = False
    index_title = gettext_lazy("Desk")
    empty_value_display = ""

    def has_permission(self, request):
        return super().has_permission(request) and not request.user.lacks_second_factor

    def login(self, request, extra_context=None):
        """Staff who have still to add a second factor are led there; what they came for comes after."""
        if request.user.is_authenticated and request.user.is_staff and request.user.lacks_second_factor:
            messages.warning(request, _("The desk asks for a second factor. Add a passkey or an authenticator app."))
            return redirect("mfa_index")
        return super().login(request, extra_context)

    def admin_view(self, view, cacheable=False):
        """Every page of the desk passes here, so that the policy is set in one place."""
        return csp_replace(settings.ADMIN_CONTENT_SECURITY_POLICY)(super().admin_view(view, cacheable))

    def get_urls(self):
        from newsroom import help  # which needs models, and they are not there yet when the desk is made

        return [*help.urls(self), *super().get_urls()]

    def each_context(self, request):
        name = _("%(site)s desk") % {"site": request.site.name}
        return {**super().each_context(request), "site_header": name, "site_title": name}

    def get_app_list(self, request, app_label=None):
        """What editors use daily comes first; what only libraries keep is not listed."""
        apps = [app for app in super().get_app_list(request, app_label) if app["app_label"] in ORDER]
        for app in apps:
            app["models"].sort(
                key=lambda model: FIRST.index(model["object_name"]) if model["object_name"] in FIRST else len(FIRST)
            )
        return sorted(apps, key=lambda app: ORDER.index(app["app_label"]))
