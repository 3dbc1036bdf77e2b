"""The site's own settings: one row, one form."""

from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from newsroom.admin.library import picture_formfield
from newsroom.admin.widgets import with_nonce
from newsroom.models import Image, Site


class ZoneInput(forms.TextInput):
    """A name to type, with the names there are."""

    template_name = "admin/widgets/zone.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = "zones"
        return context | {"zones": sorted(available_timezones())}


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    fieldsets = [
        (_("Name"), {"fields": ["name", "tagline", "logo"]}),
        (_("Language and time"), {"fields": ["language", "time_zone"]}),
        (_("Comments"), {"fields": ["comments_mode", "comments_shown", "comments_close_after"]}),
        (_("People"), {"fields": ["editors_invite"]}),
        (_("Every page"), {"fields": ["menu", "foot"]}),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        """Who may give roles is said by those who may give them all."""
        return [] if request.user.is_superuser else ["editors_invite"]

    def get_object(self, request, object_id, from_field=None):
        """The settings are there even before anybody has saved them."""
        return Site.current() if object_id == "1" else None

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:newsroom_site_change", 1)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "time_zone":
            kwargs["widget"] = ZoneInput
        if db_field.related_model is Image:
            return picture_formfield(
                db_field, request, Site.objects.filter(logo__isnull=False).values("logo"), **kwargs
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def render_change_form(self, request, context, **kwargs):
        context["media"] = with_nonce(context["media"], request)
        return super().render_change_form(request, context, **kwargs)

    def response_post_save_change(self, request, obj):
        return redirect("admin:newsroom_site_change", 1)
