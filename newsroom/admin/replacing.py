"""'Replace everywhere': shows every place that would change, and changes them when told to."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom import uses
from newsroom.addresses import key
from newsroom.admin.library import pictures_for, take
from newsroom.admin.widgets import PicturePicker, with_nonce
from newsroom.models import Image

AT_ONCE = 50  # each text is cleaned, stored and indexed anew


class ReplacementForm(forms.Form):
    """`image` is the picture that goes, `by` whoever wants it; `chosen` answers the one that comes."""

    other = forms.ModelChoiceField(
        Image.objects.none(), label=gettext_lazy("Picture that comes instead"), widget=PicturePicker, required=False
    )
    picture = forms.FileField(
        label=gettext_lazy("Or upload one"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )

    def __init__(self, *args, image, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.image, self.by = image, by
        self.fields["other"].queryset = pictures_for(by)

    def clean_picture(self):
        file = self.cleaned_data["picture"]
        return file and take(file.read(), self.by)[0]

    def clean(self):
        data = super().clean()
        self.chosen = data.get("picture") or data.get("other")
        if not self.errors and not self.chosen:
            self.add_error("other", _("Choose a picture first."))
        elif self.chosen == self.image:
            self.add_error("other", _("This is the same picture. Choose another."))
        return data


def replacement(request, pk):
    if not (request.user.has_perm("newsroom.change_image") and uses.may_replace(request.user)):
        raise PermissionDenied
    image = pictures_for(request.user).filter(pk=key(pk)).first()
    if not image:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReplacementForm(*sent, image=image, by=request.user, initial=_proposed(request))
    if form.is_valid():
        return _replaced(request, image, form.chosen)
    return _shown(request, image, form)


def _proposed(request):
    return {"other": key(request.GET.get("other"))}


def _replaced(request, image, other):
    done = uses.replace(image, other, request.user, AT_ONCE)
    said = ngettext(
        "%(count)d place shows the other picture now.", "%(count)d places show the other picture now.", done
    )
    messages.success(request, said % {"count": done})
    if not uses.left(image):
        return redirect("admin:newsroom_image_change", image.pk)
    messages.warning(request, _("Some are left: go on with the same button."))
    return redirect(f"{reverse('admin:newsroom_image_replacement', args=[image.pk])}?other={other.pk}")


def _shown(request, image, form):
    left = uses.left(image)
    context = admin.site.each_context(request) | {
        "title": _("Replace everywhere"),
        "opts": Image._meta,
        "image": image,
        "form": form,
        "media": with_nonce(form.media, request),
        "places": [use for use in uses.some(image, request.user) if not use.past],
        "left": left,
        "uncounted": left >= uses.MOST_COUNTED,
        "most": uses.MOST_SHOWN,
        "in_steps": AT_ONCE if left > AT_ONCE else 0,
    }
    return render(request, "admin/newsroom/image/replacement.html", context, status=422 if form.errors else 200)
