"""The filters of the story list. Each asks for a bounded number of rows and narrows by an index."""

from django.contrib.admin import SimpleListFilter
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from articles.admin.words import state_word
from articles.models import Byline, Creator, Story, Topic
from articles.months import Month, months_of
from newsroom.addresses import key

MOST_MONTHS = 36
MOST_CREATORS = 20
STATES = ("draft", "in_review", "scheduled", "live", "withdrawn")


class StateFilter(SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [(state, state_word(state)) for state in STATES]

    def queryset(self, request, stories):
        if self.value() not in STATES:
            return stories
        if self.value() in ("scheduled", "live"):
            return getattr(stories, self.value())()
        # Said twice, so that SQLite knows the index of what is not ready to hold it.
        return stories.filter(status=self.value()).exclude(status=Story.Status.READY)


class TopicFilter(SimpleListFilter):
    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request, model_admin):
        return list(Topic.objects.values_list("pk", "name")[:100])

    def queryset(self, request, stories):
        return stories.filter(topic=key(self.value())) if key(self.value()) else stories


class CreatorFilter(SimpleListFilter):
    """Those who wrote last; everyone else is found by search, or from their own page."""

    title = _("creator")
    parameter_name = "creator"

    def lookups(self, request, model_admin):
        if not request.user.has_perm("articles.see_all_stories"):
            return []
        latest = Byline.objects.order_by("-story").values_list("creator", flat=True)[: MOST_CREATORS * 10]
        some = list(dict.fromkeys(latest))[:MOST_CREATORS]
        some += [chosen] if (chosen := key(request.GET.get("creator"))) else []
        return list(Creator.objects.filter(pk__in=some).values_list("pk", "name"))

    def queryset(self, request, stories):
        if not (creator := key(self.value())):
            return stories
        return stories.filter(pk__in=Byline.objects.filter(creator=creator).values("story"))


class MonthFilter(SimpleListFilter):
    """The month in which a story went live, or will; in the site's zone."""

    title = _("month")
    parameter_name = "month"

    def lookups(self, request, model_admin):
        planned = model_admin.get_queryset(request).filter(status=Story.Status.READY)
        return [(str(month), date_format(month.first_day, "F Y")) for month in months_of(planned)[:MOST_MONTHS]]

    def queryset(self, request, stories):
        month = Month.read(self.value() or "")
        return month.of(stories.filter(status=Story.Status.READY)) if month else stories
