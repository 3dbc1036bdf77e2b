"""Blocks at the desk: whom, until when and why. One is made or lifted, never changed: the log says all that was told."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, F, Q, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import targets
from comments.admin.block_form import BlockForm
from comments.admin.filters import WordsFilter
from comments.models import Block, Comment
from newsroom import moments
from newsroom.addresses import key
from newsroom.admin.lists import Pages
from newsroom.html import ILLEGAL
from newsroom.limits import network
from newsroom.models import User

LIFTS = "comments.change_block"
STATES = {"on": _("In force"), "ended": _("Ended"), "lifted": _("Lifted")}


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request, model_admin):
        return list(STATES.items())

    def queryset(self, request, blocks):
        over = Q(until__lte=moments.now())
        found = {
            "on": lambda: blocks.in_force(),
            "ended": lambda: blocks.filter(over & (Q(lifted_at__isnull=True) | Q(lifted_at__gte=F("until")))),
            "lifted": lambda: blocks.filter(lifted_at__isnull=False).exclude(until__lte=F("lifted_at")),
        }.get(self.value())
        return found() if found else blocks


@admin.register(Block)
class BlockAdmin(admin.ModelAdmin):
    empty_words = (
        _("Nobody is blocked."),
        _("Who is blocked reads everything and writes nothing. They are told the reason and the end when they try."),
    )
    fields = ["what", "who", "state", "ends", "reason", "note", "by_name", "made_at"]
    list_display = ["who", "what", "state", "ends", "reason", "by_name", "made_at"]
    list_filter = [StateFilter, ("kind", WordsFilter)]
    search_fields = ["name", "value", "note"]
    search_help_text = _("A name, an address, a domain, or words of a note.")
    paginator = Pages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    actions = None

    def has_change_permission(self, request, obj=None):
        """What was told to somebody stands; a block is lifted, and another made."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        holds = Q(lifted_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=moments.now()))
        return super().get_queryset(request).annotate(holds=Case(When(holds, then=Value(1)), default=Value(0)))

    def get_ordering(self, request):
        """What holds stands first."""
        return [F("holds").desc(), "-made_at"]

    def get_urls(self):
        lift = self.admin_site.admin_view(self.lift)
        return [path("<number:pk>/lifting/", lift, name="comments_block_lift"), *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        """GET the form, POST a block. `?comment=` or `?person=` offers what can be blocked of it; `?next=` leads back."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        offered = offered_by(request)
        form = BlockForm(request.POST or None, by=request.user, network=network(request), offered=offered)
        back = back_of(request)
        if request.method == "POST" and form.is_valid() and self._make(request, form):
            return redirect(back or "admin:comments_block_changelist")
        context = {
            **self.admin_site.each_context(request), "title": gettext("Block"), "form": form, "opts": self.opts,
            "back": back or reverse("admin:comments_block_changelist"),
        }  # fmt: skip
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/comments/block/add.html", context, status=status)

    def _make(self, request, form) -> bool:
        said, target = form.cleaned_data, form.target
        what = {"kind": target.kind, "value": target.value, "person": target.person}
        try:
            block = Block.objects.make(
                **what, by=request.user, **{name: said[name] for name in ("reason", "note", "until")}
            )
        except ValidationError as error:
            form.add_error("kind", error)
            return False
        self.log_addition(request, block, gettext("Blocked."))
        self.message_user(request, gettext("Blocked: %(whom)s.") % {"whom": block.whom}, messages.SUCCESS)
        return True

    def lift(self, request, pk):
        """POST, with a note for the log."""
        if not request.user.has_perm(LIFTS):
            raise PermissionDenied
        block = get_object_or_404(Block, pk=pk)
        if request.method != "POST":
            raise Http404
        try:
            block.lift(by=request.user, note=ILLEGAL.sub("", request.POST.get("lifting", ""))[:1000])
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.log_change(request, block, gettext("Lifted."))
            self.message_user(request, gettext("Lifted: %(whom)s.") % {"whom": block.whom}, messages.SUCCESS)
        return redirect(back_of(request) or reverse("admin:comments_block_change", args=[pk]))

    def render_change_form(self, request, context, obj=None, **kwargs):
        context |= {"title": str(obj), "subtitle": None} if obj else {}
        context["may_lift"] = obj and obj.is_in_force and request.user.has_perm(LIFTS)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    @admin.display(description=_("who"))
    def who(self, block):
        return format_html('<bdi dir="auto">{}</bdi>', block.whom)

    @admin.display(description=_("what is blocked"))
    def what(self, block):
        return capfirst(block.get_kind_display())

    @admin.display(description=_("state"))
    def state(self, block):
        name = state_of(block)
        return format_html('<span class="state state-block-{}">{}</span>', name, STATES[name])

    @admin.display(description=_("until"))
    def ends(self, block):
        return capfirst(until_words(block))


def state_of(block) -> str:
    if block.is_in_force:
        return "on"
    return "ended" if block.until and (not block.lifted_at or block.lifted_at >= block.until) else "lifted"


def until_words(block) -> str:
    end = block.lifted_at if state_of(block) == "lifted" else block.until
    return date_format(localtime(end), "DATETIME_FORMAT") if end else gettext("until it is lifted")


def offered_by(request) -> list[targets.Target]:
    """What can be blocked of the comment or person in the address. Raises Http404 for none that there is."""
    if "comment" in request.GET:
        found = Comment.objects.select_related("author").defer("body", "body_html")
        return targets.of_comment(get_object_or_404(found, pk=key(request.GET["comment"])))
    if "person" in request.GET:
        return targets.of_person(get_object_or_404(User, pk=key(request.GET["person"])))
    return []


def back_of(request) -> str:
    """A path of this site from `?next=`, or none."""
    place = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if allowed else ""
