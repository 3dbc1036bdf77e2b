"""Topics and tags at the desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.admin.merging import Merges
from articles.models import Tag, Topic
from newsroom.admin.lists import Pages
from newsroom.admin.widgets import named_in_lists


@admin.register(Topic)
class TopicAdmin(Merges, admin.ModelAdmin):
    empty_words = (
        _("No topics yet."),
        _(
            "Topics order the stories and make the menu of the site. Four to seven are a good number; each has a colour of its own."
        ),
    )
    fields = ["name", "slug", "description", "ink", "position"]
    list_display = ["name", "description", "ink", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    paginator = Pages
    show_full_result_count = False
    sortable_by = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return named_in_lists(super().formfield_for_dbfield(db_field, request, **kwargs), request)


@admin.register(Tag)
class TagAdmin(Merges, admin.ModelAdmin):
    empty_words = (
        _("No tags yet."),
        _("A tag brings stories together across topics: a place, a person, a series. Add it here, or while you write."),
    )
    fields = ["name", "slug"]
    list_display = ["name", "address"]
    search_fields = ["name"]
    paginator = Pages
    show_full_result_count = False
    sortable_by = ()
    actions = None

    @admin.display(description=_("address"))
    def address(self, tag):
        return tag.get_absolute_url()
