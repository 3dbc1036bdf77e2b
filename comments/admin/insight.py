"""What readers can mark a story with."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from comments.models import Insight, StoryInsight
from newsroom.admin.widgets import named_in_lists

USED = _("Readers have marked stories with it, so it cannot be deleted. Take it off the offer: their marks stay.")


@admin.register(Insight)
class InsightAdmin(admin.ModelAdmin):
    empty_words = (
        _("No insights yet."),
        _(
            "An insight is what a reader can find a story to be, such as 'Eye-opening'. Readers choose up to three a story."
        ),
    )
    fields = ["name", "position", "offered", "use"]
    readonly_fields = ["use"]
    list_display = ["name", "position", "offered"]
    list_editable = ["position", "offered"]
    show_full_result_count = False
    sortable_by = ()
    actions = None

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return named_in_lists(super().formfield_for_dbfield(db_field, request, **kwargs), request)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not is_used(obj)

    def delete_view(self, request, object_id, extra_context=None):
        insight = self.get_object(request, object_id)
        if insight and is_used(insight) and self.has_view_permission(request, insight):
            self.message_user(request, USED, messages.ERROR)
            return redirect("admin:comments_insight_change", insight.pk)
        return super().delete_view(request, object_id, extra_context)

    @admin.display(description=_("use"))
    def use(self, insight):
        return USED if is_used(insight) else _("No reader has chosen it yet; it can be deleted.")


def is_used(insight) -> bool:
    return bool(insight and insight.pk) and StoryInsight.objects.filter(insight=insight).exists()
