"""Pictures at the desk: uploading, finding and describing them."""

import json

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from js_asset import Script

from newsroom import unused, uses
from newsroom.admin.clean_up import clean_up
from newsroom.admin.image_filters import UploaderFilter, UseFilter, WordsFilter
from newsroom.admin.library import WORDS, found, listed, pictures_for, take, uploaded
from newsroom.admin.lists import Pages
from newsroom.admin.replacing import replacement
from newsroom.admin.several import several
from newsroom.admin.words import focal_words
from newsroom.models import Image


class UploadForm(forms.ModelForm):
    """A new picture: the file, and words for it."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy("JPEG, PNG, WebP, AVIF or GIF. Stored without place and camera data."),
    )

    class Meta:
        model = Image
        fields = WORDS

    def clean(self):
        """Last, so that nothing is stored while a word is too long."""
        data = super().clean()
        if self.is_valid_so_far():
            try:
                words = {name: data[name] for name in WORDS}
                self.instance, self.known = take(data["picture"].read(), self.by, **words)
            except forms.ValidationError as error:
                self.add_error("picture", error)
        return data

    def is_valid_so_far(self):
        return not self._errors

    def _post_clean(self):
        """The picture is stored already, and one that was here before keeps its words."""


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    empty_words = (
        gettext_lazy("No pictures yet."),
        gettext_lazy(
            "A picture is uploaded once and can be used in many stories. Say what it shows, for readers who cannot see it."
        ),
    )
    list_display = ["said"]  # the template shows tiles instead of rows
    list_filter = [WordsFilter, UseFilter, UploaderFilter]
    list_per_page = 48
    paginator = Pages
    show_full_result_count = False
    sortable_by = ()
    search_fields = WORDS
    search_help_text = gettext_lazy("Searches what they show, captions and credits.")
    show_facets = admin.ShowFacets.NEVER
    actions = None

    class Media:
        js = [Script("js/admin/focal-point.js", type="module")]

    def get_queryset(self, request):
        return pictures_for(request.user).select_related("uploaded_by")

    def get_search_results(self, request, queryset, search_term):
        return found(queryset, search_term), False

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("pictures/", wrap(listed), name="newsroom_image_pictures"),
            path("upload/", wrap(uploaded), name="newsroom_image_upload"),
            path("several/", wrap(several), name="newsroom_image_several"),
            path("unused/", wrap(clean_up), name="newsroom_image_unused"),
            path("<path:pk>/replacement/", wrap(replacement), name="newsroom_image_replacement"),
            *super().get_urls(),
        ]

    def keeps_all(self, request) -> bool:
        """Whether this person sees every picture, and so may know of every use."""
        return request.user.has_perm("newsroom.delete_image")

    def has_delete_permission(self, request, obj=None):
        """Only what nothing uses: old texts name pictures too, and are still shown."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (not obj or uses.unused(Image.objects.filter(pk=obj.pk)).exists())

    def delete_model(self, request, obj):
        if not unused.discard([obj.pk], request.user):
            raise PermissionDenied  # somebody chose it a moment ago

    def log_deletions(self, request, queryset):
        """It was logged with the deletion itself."""

    def changelist_view(self, request, extra_context=None):
        answer = super().changelist_view(request, extra_context)
        if listed := getattr(answer, "context_data", {}).get("cl"):
            listed.result_list = list(listed.result_list)
            used = uses.counts(listed.result_list) if self.keeps_all(request) else {}
            for image in listed.result_list:
                image.used = used.get(image.pk, 0)
            answer.context_data["keeps_all"] = self.keeps_all(request)
        return answer

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["uses"] = uses.some(obj, request.user)
            context["used"] = uses.counts([obj])[obj.pk] if self.keeps_all(request) else len(context["uses"])
            context["may_replace"] = self.has_change_permission(request, obj) and uses.may_replace(request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_fields(self, request, obj=None):
        if not obj:
            return ["picture", *WORDS]
        return ["large", *WORDS, ("focal_x", "focal_y"), "size", "uploaded_by", "created_at"]

    def get_readonly_fields(self, request, obj=None):
        return ["large", "size", "uploaded_by", "created_at"] if obj else ()

    def get_form(self, request, obj=None, **kwargs):
        if obj:
            return super().get_form(request, obj, **kwargs)
        form = super().get_form(request, obj, **kwargs | {"form": UploadForm, "fields": WORDS})
        form.by = request.user
        return form

    def save_form(self, request, form, change):
        return form.save(commit=False) if change else form.instance

    def save_model(self, request, obj, form, change):
        request.picture_was_known = not change and form.known
        if change:
            obj.save()

    def save_related(self, request, form, formsets, change):
        """Nothing hangs on a picture."""

    def log_addition(self, request, obj, message):
        return None if request.picture_was_known else super().log_addition(request, obj, message)

    def response_add(self, request, obj, post_url_continue=None):
        if not request.picture_was_known:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, _("This picture was here already; nothing was stored twice."), messages.WARNING)
        if not self.get_queryset(request).filter(pk=obj.pk).exists():
            return redirect("admin:newsroom_image_changelist")
        return redirect("admin:newsroom_image_change", obj.pk)

    @admin.display(description=gettext_lazy("what it shows"))
    def said(self, image):
        return image.alt or _("No words yet")

    @admin.display(description=gettext_lazy("picture"))
    def large(self, image):
        picture = '<focal-point data-words="{}"><img class="large" src="{}" alt="{}"></focal-point>'
        return format_html(picture, json.dumps(focal_words()), image.url, image.alt)

    @admin.display(description=gettext_lazy("size"))
    def size(self, image):
        return _("%(width)d × %(height)d pixels") % {"width": image.width, "height": image.height}
