"""How long things are kept: one form for editors, with a look at what would go."""

from django.contrib import admin
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from comments import retention
from comments.models import Retention

MOST_COUNTED = 10_000


@admin.register(Retention)
class RetentionAdmin(admin.ModelAdmin):
    change_form_template = "admin/comments/retention/change_form.html"
    fieldsets = [
        (
            _("Comments that are not shown, in days"),
            {
                "fields": ["unconfirmed", "held", "rejected", "spam", "removed", "deleted"],
                "description": _(
                    "From the day they came into that state. Of one that was answered an empty place stays for as long as "
                    "its answers do. What is shown is never deleted."
                ),
            },
        ),
        (_("What came with them, in days"), {"fields": ["earlier_texts", "matched_texts", "networks"]}),
        (_("Reports and people, in days"), {"fields": ["reports_handled", "reports_open", "notes", "blocks"]}),
        (_("The log, in days"), {"fields": ["log"]}),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_object(self, request, object_id, from_field=None):
        """The days are there even before anybody has saved them."""
        return Retention.current() if object_id == "1" else None

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:comments_retention_change", 1)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and "_preview" in request.POST:
            return self.preview(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def preview(self, request, object_id):
        """What would go by the days as they were typed; nothing is saved."""
        kept = self.get_object(request, object_id)
        if not kept or not self.has_change_permission(request, kept):
            raise PermissionDenied
        form = self.get_form(request, kept, change=True)(request.POST, instance=kept)
        lines = list(retention.preview(form.instance, most=MOST_COUNTED)) if form.is_valid() else []
        shown = helpers.AdminForm(form, self.get_fieldsets(request, kept), {}, model_admin=self)
        context = self.admin_site.each_context(request) | {
            "title": kept, "original": kept, "adminform": shown, "inline_admin_formsets": [], "is_popup": False,
            "errors": helpers.AdminErrorList(form, []), "media": self.media + shown.media, "preview": lines,
        }  # fmt: skip
        response = self.render_change_form(request, context, change=True, obj=kept)
        response.status_code = 200 if lines else 422
        return response

    def render_change_form(self, request, context, **kwargs):
        context |= {"title": kwargs["obj"], "subtitle": None}
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, **kwargs)

    def response_post_save_change(self, request, obj):
        return redirect("admin:comments_retention_change", 1)
