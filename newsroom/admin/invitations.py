"""Invitations at the desk: whom, in which role, and what became of it."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom import invitations
from newsroom.admin.lists import Pages
from newsroom.html import ILLEGAL
from newsroom.models import Invitation, User
from newsroom.names import NameField

STATES = {"open": _("Open"), "accepted": _("Accepted"), "revoked": _("Revoked"), "ended": _("Too old")}
TOO_MANY = _("This address was sent enough mails for today. Try again tomorrow.")


class InvitationForm(forms.ModelForm):
    """Offers the roles that `by` may give; `profile` is whom an app knows already (articles/joining.py)."""

    by = None
    name = NameField(label=_("Name"), required=False, help_text=_("They can mend it when they accept."))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    profile = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Invitation
        fields = ["email", "name", "role", "message"]
        widgets = {"message": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}
        help_texts = {"message": _("Stands in the mail, under your name.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        roles = Invitation.roles_of(self.by)
        self.fields["role"].choices = [(name, label) for name, label in Invitation.Role.choices if name in roles]
        self.fields["name"].person = User(is_staff=True)

    def clean_message(self):
        return ILLEGAL.sub("", self.cleaned_data["message"])

    def clean(self):
        """Last, so that nobody is invited while a word is too long."""
        data = super().clean()
        if not self.errors:
            try:
                self.instance = self._invite(data)
            except ValidationError as error:
                self.add_error("email", error)
        return data

    @transaction.atomic
    def _invite(self, data):
        invitation = Invitation.objects.invite(by=self.by, **data)
        if not invitations.may_mail(invitation.email):
            raise ValidationError(TOO_MANY)
        return invitation

    def _post_clean(self):
        """The invitation is stored already."""


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request, model_admin):
        return [(name, STATES[name]) for name in ("open", "accepted", "ended")]

    def queryset(self, request, queryset):
        found = {"open": queryset.open, "ended": queryset.ended, "accepted": queryset.accepted}.get(self.value())
        return found() if found else queryset


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "role", "state", "invited_by_name", "made_at"]
    list_filter = [StateFilter]
    search_fields = ["email", "name"]
    paginator = Pages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    ordering = ["-id"]
    actions = None

    def has_add_permission(self, request):
        return bool(Invitation.roles_of(request.user, request.site))

    def has_change_permission(self, request, obj=None):
        """What was asked stands; it is sent again or revoked."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        if not obj:
            return ["email", "name", "role", "message", "profile"]
        fields = ["email", "name", "role", "state", "message", "invited_by_name", "made_at", "ends_at"]
        return [*fields, "accepted_at"] if obj.accepted_at else fields

    def get_form(self, request, obj=None, **kwargs):
        if obj:
            return super().get_form(request, obj, **kwargs)
        form = super().get_form(request, obj, **kwargs | {"form": InvitationForm, "fields": InvitationForm.Meta.fields})
        form.by = request.user
        return form

    def get_changeform_initial_data(self, request):
        return {name: request.GET[name] for name in ("name", "profile", "role") if name in request.GET}

    def get_urls(self):
        wrap = self.admin_site.admin_view
        verbs = {"mail": self.send_again, "revocation": self.revoke}
        own = [
            path(f"<int:pk>/{name}/", wrap(partial(self._do, verb)), name=f"newsroom_invitation_{name}")
            for name, verb in verbs.items()
        ]
        return [*own, *super().get_urls()]

    def save_form(self, request, form, change):
        return form.instance

    def save_model(self, request, obj, form, change):
        self._send(request, obj)

    def save_related(self, request, form, formsets, change):
        """Nothing hangs on an invitation."""

    def _send(self, request, invitation):
        if invitations.send(invitation):
            self.message_user(request, gettext("The invitation is on its way."), messages.SUCCESS)
        else:
            said = gettext("The mail could not be sent. The invitation stands; send it again in a few minutes.")
            self.message_user(request, said, messages.ERROR)

    def _do(self, verb, request, pk):
        """POST what is to become of one; 404 for whoever may not give its role."""
        found = get_object_or_404(Invitation, pk=pk)
        if found.role not in Invitation.roles_of(request.user) or request.method != "POST":
            raise Http404
        try:
            verb(request, found)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        return redirect("admin:newsroom_invitation_change", pk)

    def send_again(self, request, invitation):
        if not invitations.may_mail(invitation.email):
            raise ValidationError(TOO_MANY)
        invitation.renew()
        self.log_change(request, invitation, gettext("Sent again."))
        self._send(request, invitation)

    def revoke(self, request, invitation):
        invitation.revoke()
        self.log_change(request, invitation, gettext("Revoked."))
        self.message_user(request, gettext("The invitation is revoked; its link opens nothing."), messages.SUCCESS)

    def render_change_form(self, request, context, obj=None, **kwargs):
        unanswered = obj and obj.state in ("open", "ended")
        context["may_end"] = unanswered and obj.role in Invitation.roles_of(request.user)
        context["show_save_and_add_another"] = context["show_save_and_continue"] = False
        return super().render_change_form(request, context, obj=obj, **kwargs)

    @admin.display(description=_("state"))
    def state(self, invitation):
        return STATES[invitation.state]
