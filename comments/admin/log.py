"""Reports and the log of decisions at the desk: to read, never to write."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comments.admin.filters import HandledFilter, WhyFilter, WordsFilter, key
from comments.models import Decision, Report
from newsroom.admin.lists import Pages


class ReadOnly(admin.ModelAdmin):
    actions = None
    list_per_page = 50
    list_max_show_all = 0
    paginator = Pages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def link_to(comment_id, words):
    return format_html('<a href="{}">{}</a>', reverse("admin:comments_comment_change", args=[comment_id]), words)


@admin.register(Report)
class ReportAdmin(ReadOnly):
    empty_words = (
        _("No reports yet."),
        _("When a reader says that a comment breaks the house rules, the report is listed here."),
    )
    fields = list_display = ["reason", "said_of", "note", "whose", "created_at", "handled_at"]
    list_filter = [HandledFilter, "reason"]
    list_select_related = ["comment__author", "reader"]
    ordering = ["-id"]

    @admin.display(description=_("comment"))
    def said_of(self, report):
        return link_to(report.comment_id, report.comment)

    @admin.display(description=_("by"))
    def whose(self, report):
        return capfirst(report.whose)


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    empty_words = (
        _("No decisions yet."),
        _(
            "Whatever is decided about a comment is written down here: when, by whom and why. Nobody can change it later."
        ),
    )
    fields = list_display = ["done", "said_of", "why", "note", "by", "at"]
    list_filter = [("verb", WordsFilter), WhyFilter, ("at", admin.DateFieldListFilter)]
    search_fields = ["by_name"]
    search_help_text = _("The number of a comment, or the name of who decided.")
    ordering = ["-at"]

    def get_search_results(self, request, queryset, search_term):
        wanted = Q(by_name__icontains=search_term.strip())
        if number := key(search_term.strip().removeprefix("#")):
            wanted |= Q(comment_id=number)
        return queryset.filter(wanted), False

    @admin.display(description=_("decision"))
    def done(self, decision):
        return capfirst(decision.get_verb_display())

    @admin.display(description=_("comment"))
    def said_of(self, decision):
        return link_to(decision.comment_id, f"#{decision.comment_id}") if decision.comment_id else ""

    @admin.display(description=_("reason"))
    def why(self, decision):
        return decision.get_reason_display()

    @admin.display(description=_("by"))
    def by(self, decision):
        return capfirst(decision.whose)
