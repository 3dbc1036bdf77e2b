"""Words that moderators write often, to be chosen for the note of a decision."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from comments.models import SavedReply
from newsroom.admin.widgets import named_in_lists


@admin.register(SavedReply)
class SavedReplyAdmin(admin.ModelAdmin):
    empty_words = (
        _("No saved replies yet."),
        _(
            "A saved reply fills the note of a decision, which the comment's author reads. Write one for what you say often."
        ),
    )
    fields = ["name", "text", "position"]
    list_display = ["name", "text", "position"]
    list_editable = ["position"]
    search_fields = ["name", "text"]
    show_full_result_count = False
    sortable_by = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = named_in_lists(super().formfield_for_dbfield(db_field, request, **kwargs), request)
        if field and db_field.name in ("name", "text"):
            field.widget.attrs["dir"] = "auto"
        return field
