"""The house rules at the desk: what each does and caught, how it is set, and its rehearsal before it is set otherwise."""

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from comments import rules
from comments.admin.rule_form import RuleForm, changes
from comments.admin.rule_list import groups, row_of, said_of
from comments.admin.tried import Tried
from comments.caught import DAYS, caught
from comments.models import HouseRule
from comments.models.house_rule import mark_of
from comments.rehearsal import can_rehearse, rehearse
from comments.rehearsed import day

SECONDS = 4  # of rehearsing, while somebody waits
MOST_LOOKED_AT = 200_000  # comments


@admin.register(HouseRule)
class HouseRuleAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_object(self, request, object_id, from_field=None):
        """Every rule can be set, stored or not, that is not set elsewhere."""
        rule = rules.NAMED.get(object_id)
        return HouseRule.objects.of(rule) if rule and not rule.is_mode else None

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        found = caught()
        shown, elsewhere = groups(found)
        context = self._context(request, found, title=_("House rules")) | {
            "groups": shown, "elsewhere": elsewhere, "failures": [said_of(one) for one in found.failures],
            "site": request.site,
        }  # fmt: skip
        return TemplateResponse(request, "admin/comments/houserule/list.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """GET shows how a rule is set; POST tries it, or sets it if that was seen."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if not row:
            raise Http404
        if request.method == "POST":
            return self._sent(request, row)
        return self._page(request, row, RuleForm(row.rule, row.setting, may_change=self.may_change(request)))

    def may_change(self, request) -> bool:
        return self.has_change_permission(request)

    def _sent(self, request, row):
        if not self.may_change(request):
            raise PermissionDenied
        data = request.POST.copy()
        if "default" in data:
            data = as_sent(row.rule.default, data)
        form = RuleForm(row.rule, row.setting, data)
        if not form.is_valid():
            return self._page(request, row, form, status=422)
        if "save" in data and is_settled(form, row):
            return self._save(request, row, form)
        return self._try(request, row, form)

    def _save(self, request, row, form):
        try:
            before = HouseRule.objects.set(row.rule, form.setting, form.cleaned_data["seen"])
        except ValidationError:
            return self._refused(request, form)
        said = changes(row.rule, before, form.setting)
        if said:
            self.log_change(request, row, " ".join(said))
        done = " ".join(said) if said else _("Nothing was changed.")
        self.message_user(request, f"{row.rule.label}: {done}", messages.SUCCESS)
        return redirect("admin:comments_houserule_changelist")

    def _refused(self, request, form):
        """Somebody else has set it meanwhile: the page says how, and the next press is meant to stand over that."""
        row = HouseRule.objects.of(form.rule)
        form.show(seen=mark_of(row.setting))
        return self._try(request, row, form, stale=self._last_change(row) or True, status=409)

    def _last_change(self, row):
        entries = LogEntry.objects.filter(content_type=get_content_type_for_model(row), object_id=row.pk)
        return entries.select_related("user").order_by("-action_time").first()

    def _try(self, request, row, form, stale=None, status=200):
        tried = Tried(changes(row.rule, row.setting, form.setting))
        if can_rehearse(row.rule):
            tried.found = rehearse(
                row.rule, form.setting, row.setting, seconds=SECONDS, most=MOST_LOOKED_AT
            )  # fmt: skip
            tried.load()
        form.show(rehearsed=mark_of(form.setting))
        return self._page(request, row, form, tried=tried, stale=stale, status=status)

    def _page(self, request, row, form, tried=None, stale=None, status=200):
        found = caught()
        context = self._context(request, found, title=row.rule.label) | {
            "row": row_of(row.rule, row.setting, found), "rule": row.rule, "form": form, "tried": tried, "stale": stale,
            "may_change": self.may_change(request), "can_rehearse": can_rehearse(row.rule), "original": row,
            "is_default": row.setting == row.rule.default,
        }  # fmt: skip
        return TemplateResponse(request, "admin/comments/houserule/page.html", context, status=status)

    def _context(self, request, found, **more):
        since = "" if found.is_whole else day(found.since)
        return self.admin_site.each_context(request) | {"opts": self.opts, "days": DAYS, "since": since} | more


def as_sent(setting, data):
    """The form as if somebody had typed how the rule comes."""
    for name, value in (("number", setting.number), ("words", setting.words), ("is_on", setting.is_on or None)):
        data.pop(name, None)
        if value is not None:
            data[name] = value
    return data


def is_settled(form, row) -> bool:
    """Whether it may be saved at once: nothing is another, it was rehearsed as it is sent, or it cannot be."""
    sent = form.setting
    return (
        sent == row.setting or not can_rehearse(row.rule) or form.cleaned_data["rehearsed"] == mark_of(sent)
    )  # fmt: skip
