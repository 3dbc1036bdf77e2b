"""The filters of the library."""

from django.contrib.admin import SimpleListFilter
from django.utils.translation import gettext_lazy as _

from newsroom import uses


class WordsFilter(SimpleListFilter):
    title = _("words")
    parameter_name = "words"

    def lookups(self, request, model_admin):
        return [("none", _("Without words")), ("some", _("With words"))]

    def queryset(self, request, images):
        narrowed = {"none": images.filter(alt=""), "some": images.exclude(alt="")}
        return narrowed.get(self.value(), images)


class UseFilter(SimpleListFilter):
    """For those who see every picture: to others it would tell of stories that are not theirs."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("none", _("Unused"))] if model_admin.keeps_all(request) else []

    def queryset(self, request, images):
        return uses.unused(images) if self.value() == "none" else images


class UploaderFilter(SimpleListFilter):
    title = _("who uploaded them")
    parameter_name = "by"

    def lookups(self, request, model_admin):
        return [("me", _("Uploaded by me"))] if model_admin.keeps_all(request) else []

    def queryset(self, request, images):
        return images.filter(uploaded_by=request.user) if self.value() == "me" else images
