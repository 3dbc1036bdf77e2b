"""How often a moderator hears by mail of what waits: one form, everybody's own."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.mail import readers
from comments.models import DeskMail
from comments.verbs import MODERATES

NEVER = ("", gettext_lazy("Never; I look at the desk"))


class DeskMailForm(forms.Form):
    often = forms.ChoiceField(
        label=gettext_lazy("Mail when something waits"), choices=[NEVER, *DeskMail.Often.choices],
        required=False, widget=forms.RadioSelect,
    )  # fmt: skip


@admin.register(DeskMail)
class DeskMailAdmin(admin.ModelAdmin):
    def get_model_perms(self, request):
        """Nothing to list at the desk: the way here is from the list of comments and the help."""
        return {}

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(MODERATES)

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    def get_urls(self):
        return [url for url in super().get_urls() if url.name == "comments_deskmail_changelist"]

    def changelist_view(self, request, extra_context=None):
        """GET the form; POST keeps what it says."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        kept = DeskMail.objects.filter(person=request.user).first()
        form = DeskMailForm(
            request.POST if request.method == "POST" else None, initial={"often": kept.often if kept else ""}
        )
        if form.is_valid():
            wish = DeskMail.change(request.user, form.cleaned_data["often"])
            self.log_change(request, wish, [{"changed": {"fields": ["often"]}}])
            messages.success(request, _("This is kept. Mail comes for what waits from now on."))
            return redirect("admin:comments_deskmail_changelist")
        reader = readers().get(pk=request.user.pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Mail when something waits"), "opts": self.opts, "form": form, "address": reader.address,
        }  # fmt: skip
        template = "admin/comments/deskmail/settings.html"
        return render(request, template, context, status=422 if form.is_bound else 200)
