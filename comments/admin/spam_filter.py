"""The page of the spam filter: what it learned, how good that is, what it looks for, and its switch."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from comments.models import SpamFilter
from comments.models.spam_filter import LEAST
from comments.spam import learning, sentences
from comments.spam.signs import named
from comments.spam.trial import PRECISION

PAGE = "admin:comments_spamfilter_changelist"
MOST_SIGNS = 20


@admin.register(SpamFilter)
class SpamFilterAdmin(admin.ModelAdmin):
    """One row, on a page of its own in the place of a list."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        pages = [
            path("learned/", self.admin_site.admin_view(self.learn), name="comments_spamfilter_learn"),
            path("switch/", self.admin_site.admin_view(self.switch), name="comments_spamfilter_switch"),
        ]
        return [*pages, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | self._about(SpamFilter.current())
        context |= {"opts": self.opts, "may_change": self.has_change_permission(request)}
        return render(request, "admin/comments/spamfilter/page.html", context)

    def _about(self, row) -> dict:
        spam, others = row.learned.strongest(MOST_SIGNS)
        kinds = [(_("Signs of spam"), "spam", spam), (_("Signs of other comments"), "others", others)]
        return {
            "title": row, "row": row, "state": sentences.state(row),
            "lines": sentences.lines(row) if row.learned_at else [],
            "kinds": [(title, name, _named(reasons)) for title, name, reasons in kinds],
            "least": LEAST, "percent": round(100 * PRECISION),
        }  # fmt: skip

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect(PAGE)

    def learn(self, request):
        """POST: learn now."""
        if self._decides(request):
            row, said = learning.learn(), _("It has learned again.")
            self.log_change(request, row, said)
            self.message_user(request, said, messages.SUCCESS)
        return redirect(PAGE)

    def switch(self, request):
        """POST: `on` is '1' or nothing."""
        if not self._decides(request):
            return redirect(PAGE)
        row, on = SpamFilter.current(), request.POST.get("on") == "1"
        try:
            row.switch(on)
        except ValidationError as refusal:
            self.message_user(request, refusal.messages[0], messages.ERROR)
            return redirect(PAGE)
        said = _("Switched on: from now on it holds what it takes for spam.") if on else _("Switched off.")
        self.log_change(request, row, said)
        self.message_user(request, said, messages.SUCCESS)
        return redirect(PAGE)

    def _decides(self, request) -> bool:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return request.method == "POST"


def _named(reasons):
    return [(named(reason.sign), reason) for reason in reasons]
