"""Uploading several pictures at once: each by itself, so that a file that is refused loses none of the others."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.admin.library import pictures_for, take
from newsroom.models import Image


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """The files of one field, in their order; which of them are pictures is found out one by one."""

    widget = FilesInput(attrs={"accept": "image/*"})

    def clean(self, data, initial=None):
        if not data:
            raise ValidationError(_("Choose at least one file."))
        return data


class SeveralForm(forms.Form):
    pictures = FilesField(
        label=gettext_lazy("Pictures"),
        help_text=gettext_lazy("JPEG, PNG, WebP, AVIF or GIF, at most 100 at once."),
    )
    credit = forms.CharField(
        label=gettext_lazy("Credit"), max_length=200, required=False, help_text=gettext_lazy("For all of them.")
    )


@dataclass
class Outcome:
    """What became of a file: a picture, unless it was refused or is somebody else's."""

    name: str
    said: str
    image: Image | None = None
    refused: bool = False


def several(request):
    if not request.user.has_perm("newsroom.add_image"):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, outcomes = SeveralForm(*sent), []
    if form.is_valid():
        outcomes = [_outcome(file, request.user, form.cleaned_data["credit"]) for file in form.cleaned_data["pictures"]]
    wrong = sent and all(outcome.refused for outcome in outcomes)
    context = admin.site.each_context(request) | {
        "title": _("Upload several pictures"),
        "opts": Image._meta,
        "form": form if not outcomes else SeveralForm(initial={"credit": form.cleaned_data["credit"]}),
        "outcomes": outcomes,
    }
    return render(request, "admin/newsroom/image/several.html", context, status=422 if wrong else 200)


def _outcome(file, by, credit) -> Outcome:
    try:
        image, known = take(file.read(), by, credit=credit)
    except ValidationError as error:
        return Outcome(file.name, " ".join(error.messages), refused=True)
    if not known:
        LogEntry.objects.log_actions(by.pk, [image], ADDITION, "", single_object=True)
        return Outcome(file.name, _("Stored. Say what it shows."), image)
    theirs = pictures_for(by).filter(pk=image.pk).exists()
    return Outcome(file.name, _("This picture was here already."), image if theirs else None)
