"""The filters of the desk's lists of comments and reports. Each asks for a bounded number of rows."""

from django.contrib.admin import ChoicesFieldListFilter, SimpleListFilter
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.models import Story
from comments.models import Comment, Report
from comments.models.decision import REASONS
from comments.rules import RULES
from newsroom.addresses import key
from newsroom.models import User

LATEST = 200
MOST_STORIES = 20


class WordsFilter(ChoicesFieldListFilter):
    """Choices whose words stand within sentences elsewhere: here each is a line of its own."""

    def choices(self, changelist):
        return [choice | {"display": capfirst(choice["display"])} for choice in super().choices(changelist)]


class StateFilter(SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return Comment.State.choices

    def queryset(self, request, comments):
        return comments.filter(state=self.value()) if self.value() in Comment.State.values else comments


class ReportedFilter(SimpleListFilter):
    title = _("reports")
    parameter_name = "reported"

    def lookups(self, request, model_admin):
        return [("open", _("With open reports"))]

    def queryset(self, request, comments):
        if self.value() != "open":
            return comments
        return comments.filter(pk__in=Report.objects.open().values("comment"))


class StoryFilter(SimpleListFilter):
    """The stories talked about last; every other one is reached from its own page."""

    title = _("story")
    parameter_name = "story"

    def lookups(self, request, model_admin):
        latest = Comment.objects.order_by("-pk").values_list("story", flat=True)[:LATEST]
        some = list(dict.fromkeys(latest))[:MOST_STORIES]
        some += [chosen] if (chosen := key(request.GET.get("story"))) else []
        return list(Story.objects.filter(pk__in=some).order_by("-published_at").values_list("pk", "title"))

    def queryset(self, request, comments):
        return comments.filter(story=key(self.value())) if key(self.value()) else comments


class PersonFilter(SimpleListFilter):
    """One person's comments, reached by the name in a row; nobody is offered here by themselves."""

    title = _("person")
    parameter_name = "author"

    def lookups(self, request, model_admin):
        chosen = key(request.GET.get("author"))
        return list(User.objects.filter(pk=chosen).values_list("pk", "name")) if chosen else []

    def queryset(self, request, comments):
        return comments.filter(author=key(self.value())) if key(self.value()) else comments


class HandledFilter(SimpleListFilter):
    title = _("state")
    parameter_name = "handled"

    def lookups(self, request, model_admin):
        return [("no", _("Open")), ("yes", _("Handled"))]

    def queryset(self, request, reports):
        return reports.filter(handled_at__isnull=self.value() == "no") if self.value() in ("no", "yes") else reports


class WhyFilter(SimpleListFilter):
    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request, model_admin):
        return [*REASONS, *((rule.name, rule.label) for rule in RULES)]

    def queryset(self, request, decisions):
        return decisions.filter(reason=self.value()) if self.value() else decisions
