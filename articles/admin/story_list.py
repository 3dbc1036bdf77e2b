"""The list of stories at the desk: who sees which, filters, search, and verbs for many at once."""

from django.contrib import admin, messages
from django.db import transaction
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import calendar, verbs, words
from articles.admin.cards import card
from articles.admin.filters import CreatorFilter, MonthFilter, StateFilter, TopicFilter
from articles.models import Creator, Story
from articles.search import finding
from articles.search.document import creator_mark
from newsroom.admin.lists import Pages

EDITABLE = (Story.Status.DRAFT, Story.Status.IN_REVIEW)


class StoryList(admin.ModelAdmin):
    empty_words = (
        gettext_lazy("No stories yet."),
        gettext_lazy(
            "A story begins as a draft that readers do not see. Write the first one, save it, and publish it when it is ready."
        ),
    )
    list_display = ["title", "state_word", "topic", "creators_in_order", "moment"]
    list_filter = [StateFilter, TopicFilter, CreatorFilter, MonthFilter]
    list_per_page = 50
    search_fields = ["title"]
    search_help_text = gettext_lazy("Searches titles, texts, creators, topics and tags.")
    paginator = Pages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    ordering = ["-saved_at"]
    actions = ["submit_stories", "publish_stories"]

    def get_urls(self):
        cards = path("card/", self.admin_site.admin_view(card), name="articles_story_card")
        return [cards, *calendar.urls(self), *super().get_urls()]

    def get_queryset(self, request):
        stories = Story.objects.order_by(*self.ordering)
        if not request.user.has_perm("articles.see_all_stories"):
            stories = stories.by(request.user)
        listed = request.resolver_match and request.resolver_match.url_name.endswith("changelist")
        return stories.for_list() if listed else stories

    def get_ordering(self, request):
        """What is narrowed by date stands in the order of its dates, as in the index that finds it."""
        dated = "month" in request.GET or request.GET.get("state") in ("scheduled", "live")
        return ["-published_at"] if dated else self.ordering

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (not obj or self.has_publish_permission(request) or obj.status in EDITABLE)

    def has_delete_permission(self, request, obj=None):
        """What readers saw is withdrawn, with a reason; only what they never saw can be deleted."""
        return super().has_delete_permission(request, obj) and (not obj or obj.status in EDITABLE)

    def has_publish_permission(self, request):
        return request.user.has_perm(verbs.PUBLISHES)

    def get_actions(self, request):
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        own = []
        if not request.user.has_perm("articles.see_all_stories"):
            own = [creator_mark(pk) for pk in Creator.objects.filter(user=request.user).values_list("pk", flat=True)]
        found = finding.stories_anywhere(search_term, own)
        return queryset.filter(pk__in=found) if found else queryset.none(), False

    @admin.display(description=gettext_lazy("state"))
    def state_word(self, story):
        return format_html('<span class="state state-{}">{}</span>', story.state, words.state_word(story.state))

    @admin.display(description=gettext_lazy("by"))
    def creators_in_order(self, story):
        return ", ".join(creator.name for creator in story.byline)

    @admin.display(description=gettext_lazy("when"))
    def moment(self, story):
        return words.moment(story)

    @admin.action(description=gettext_lazy("Send for review"), permissions=["change"])
    def submit_stories(self, request, stories):
        self._each(request, stories, verbs.VERBS["submit"])

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_stories(self, request, stories):
        self._each(request, stories, verbs.VERBS["publish"])

    def _each(self, request, stories, verb):
        """The verb for each story by itself, with a sentence for every one that it was refused for."""
        for story in stories:
            said = {"story": story.title, "done": verb.done}
            try:
                with transaction.atomic():
                    self.act(request, story, verb)
            except verbs.Refused as refused:
                said["done"] = " ".join(refused.error.messages)
            level = messages.SUCCESS if said["done"] is verb.done else messages.ERROR
            self.message_user(request, _("“%(story)s”: %(done)s") % said, level)

    def act(self, request, story, verb, form=None):
        """Do it, and put it into the story's history."""
        verb.do(story, request.user, form)
        self.log_change(request, story, str(verb.done))
