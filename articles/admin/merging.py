"""The page on which a topic or a tag is merged into another: what will happen first, then the button."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles import subjects

MOST_OFFERED = 200  # names in the list under the field; any other is typed


class IntoForm(forms.Form):
    """Which one stays: its name or address. `going` is the one that goes."""

    into = forms.CharField(
        label=gettext_lazy("Merge into"),
        max_length=200,
        help_text=gettext_lazy("The name or the address of the one that stays."),
        widget=forms.TextInput(attrs={"list": "names", "autocomplete": "off"}),
    )

    def __init__(self, *args, going, **kwargs):
        super().__init__(*args, **kwargs)
        self.going = going

    def clean_into(self):
        found = subjects.named(type(self.going), self.cleaned_data["into"])
        if not found:
            raise ValidationError(_("There is none with this name or address."))
        if found.pk == self.going.pk:
            raise ValidationError(_("This is the one that goes. Choose another."))
        return found


class Merges:
    """For the ModelAdmin of topics and of tags."""

    change_form_template = "admin/articles/subject/change_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.merger))
        return [path("<int:pk>/merger/", view, name=f"articles_{self.opts.model_name}_merger"), *super().get_urls()]

    def merger(self, request, pk):
        """GET asks which one stays and says what will happen; POST does it, as far as it comes in a few seconds."""
        going = get_object_or_404(self.model, pk=pk)
        if not (self.has_change_permission(request, going) and self.has_delete_permission(request, going)):
            raise PermissionDenied
        form = IntoForm(request.POST or ("into" in request.GET and request.GET) or None, going=going)
        ready = form.is_valid()
        if request.method == "POST" and ready:
            return self._merge(request, going, form.cleaned_data["into"])
        context = self.admin_site.each_context(request) | {
            "title": _("Merge “%(name)s” into another") % {"name": going},
            "opts": self.opts,
            "going": going,
            "form": form,
            "into": form.cleaned_data["into"] if ready else None,
            "count": min(counted := subjects.stories_of(going), subjects.MOST_COUNTED),
            "more": counted > subjects.MOST_COUNTED,
            "addresses": subjects.old_addresses(going),
            "names": self.model.objects.exclude(pk=pk).values_list("name", flat=True)[:MOST_OFFERED],
        }
        status = 422 if request.method == "POST" else 200
        return render(request, "admin/articles/subject/merger.html", context, status=status)

    def _merge(self, request, going, into):
        pk, said = going.pk, {"going": str(going), "into": str(into)}
        try:
            said["moved"], done = subjects.merge(going, into)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect(f"admin:articles_{self.opts.model_name}_changelist")
        self.log_change(request, into, _("Stories taken over from “%(going)s”: %(moved)d.") % said)
        if not done:
            unfinished = _("Stories moved: %(moved)d. There are more: press the button again to go on.") % said
            self.message_user(request, unfinished, messages.WARNING)
            address = reverse(f"admin:articles_{self.opts.model_name}_merger", args=[pk])
            return redirect(f"{address}?into={into.slug}")
        finished = _("“%(going)s” is merged into “%(into)s”. Stories moved: %(moved)d.") % said
        self.message_user(request, finished, messages.SUCCESS)
        return redirect(f"admin:articles_{self.opts.model_name}_change", into.pk)
