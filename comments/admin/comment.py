"""The page of one comment at the desk: where it stands, what was said about it, and the verbs that decide it."""

from copy import copy

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path

from comments import verbs
from comments.admin import desk
from comments.admin.comment_list import CommentList
from comments.admin.words import not_done, state_word
from comments.cards import Card
from comments.decision_form import DecisionForm
from comments.models import Comment, Decision
from comments.record import Record

MOST_SHOWN = 100


@admin.register(Comment)
class CommentAdmin(CommentList):
    fields = ["state"]  # the page has a template of its own

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes what somebody else said."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Removing keeps the thread together and leaves an entry in the log; deleting would do neither."""
        return False

    def has_moderate_permission(self, request):
        return request.user.has_perm(verbs.MODERATES)

    def get_urls(self):
        decide = path("<int:number>/decision/", self.admin_site.admin_view(self.decide), name="comments_comment_decide")
        return [decide, *desk.urls(self), *super().get_urls()]

    def decide(self, request, number):
        """POST a verb, with reason and note; afterwards back to the comment."""
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        comment = get_object_or_404(Comment, pk=number)
        if request.method != "POST":
            return redirect("admin:comments_comment_change", number)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._again(request, comment, form)
        try:
            form.chosen.do(comment, request.user, looked_at=request.POST.get("seen", ""), **form.said)
        except verbs.Refused as refusal:
            self.message_user(request, not_done(form.chosen, comment, refusal), messages.ERROR)
        else:
            self.message_user(request, form.chosen.done, messages.SUCCESS)
        return redirect("admin:comments_comment_change", number)

    def _again(self, request, comment, form):
        """The page with what was typed, and what is missing."""
        looking = copy(request)
        looking.method = "GET"
        response = self.change_view(looking, str(comment.pk), extra_context={"form": form, "errors": form.errors})
        response.status_code = 422
        return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        reports = list(obj.reports.select_related("reader").order_by("-id")[:MOST_SHOWN])
        unanswered = sum(not report.handled_at for report in reports)
        decisions = list(Decision.objects.about(obj)[:MOST_SHOWN])
        context |= {
            "title": obj, "subtitle": None, "comment": obj, "state": state_word(obj), "reports": reports,
            "decisions": decisions, "earlier": obj.earlier_texts.all()[:MOST_SHOWN],
            "record": Record(obj.author) if obj.author_id else None, "latest": obj.story.public_version(),
            "card": Card(obj, decisions, obj.objections.all()[:MOST_SHOWN]),
        }  # fmt: skip
        if self.has_moderate_permission(request):
            context["verbs"] = verbs.offered(obj, unanswered, obj.open_appeal)
            context.setdefault("form", DecisionForm())
        context["asks"] = any(verb.asks for verb in context.get("verbs", []))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def view_on_site(self, obj):
        """Where readers find it; what is not shown has no public place."""
        return obj.get_absolute_url() if obj.visible and obj.story.is_live else None
