"""The list of comments at the desk: found by text, person, story and state, and decided many at once."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Count, Prefetch
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Story
from comments.admin import comment_search
from comments.admin.filters import PersonFilter, ReportedFilter, StateFilter, StoryFilter
from comments.admin.many import ACTIONS
from comments.admin.person import link_to
from comments.admin.words import state_word
from comments.models import Report
from newsroom.addresses import key
from newsroom.admin.lists import Pages
from newsroom.models import User

EXCERPT = 140


class CommentList(admin.ModelAdmin):
    empty_words = (
        gettext_lazy("No comments yet."),
        gettext_lazy(
            "What readers write under stories is listed here, with the buttons to decide about it. Held and reported ones also stand on the desk."
        ),
    )
    list_display = ["excerpt", "person", "about", "state_word", "created_at", "open_reports"]
    list_filter = [StateFilter, ReportedFilter, PersonFilter, StoryFilter, ("created_at", admin.DateFieldListFilter)]
    list_select_related = False
    list_per_page = 50
    list_max_show_all = 0
    paginator = Pages
    search_fields = ["body"]
    search_help_text = comment_search.HELP
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    ordering = ["-created_at"]
    actions = ACTIONS

    def get_queryset(self, request):
        comments = super().get_queryset(request)
        if not request.resolver_match or not request.resolver_match.url_name.endswith("changelist"):
            return comments
        # Asked for by themselves: joined, SQLite goes through all comments of one story after the other, and sorts.
        people = Prefetch("author", User.objects.only("name", "email"))
        stories = Prefetch("story", Story.objects.only("title", "slug"))
        some = comments.only("state", "body", "name", "created_at", "author", "story")
        return some.prefetch_related(people, stories)

    def response_action(self, request, queryset):
        """Of what was ticked only numbers: Django would ask the database for whatever was sent."""
        request.POST = request.POST.copy()
        ticked = [number for number in request.POST.getlist(ACTION_CHECKBOX_NAME) if key(number)]
        request.POST.setlist(ACTION_CHECKBOX_NAME, ticked)
        return super().response_action(request, queryset)

    def get_search_results(self, request, queryset, search_term):
        return comment_search.found(queryset, search_term), False

    def get_changelist_instance(self, request):
        """The open reports of all rows are counted at once."""
        changes = super().get_changelist_instance(request)
        shown = Report.objects.open().filter(comment__in=[row.pk for row in changes.result_list])
        reports = dict(shown.order_by().values_list("comment").annotate(Count("pk")))
        for row in changes.result_list:
            row.open_report_count = reports.get(row.pk, 0)
        return changes

    @admin.display(description=gettext_lazy("text"))
    def excerpt(self, comment):
        return format_html('<bdi dir="auto">{}</bdi>', Truncator(" ".join(comment.body.split())).chars(EXCERPT))

    @admin.display(description=gettext_lazy("person"))
    def person(self, comment):
        if not comment.author:
            return comment.byline
        return link_to(comment.author)

    @admin.display(description=gettext_lazy("story"))
    def about(self, comment):
        return format_html('<a href="?story={}"><bdi>{}</bdi></a>', comment.story_id, comment.story.title)

    @admin.display(description=gettext_lazy("state"))
    def state_word(self, comment):
        return state_word(comment)

    @admin.display(description=gettext_lazy("reports"))
    def open_reports(self, comment):
        if not (count := comment.open_report_count):
            return ""
        said = ngettext("%d open report", "%d open reports", count) % count
        return format_html('<strong class="reported">{}</strong>', said)
