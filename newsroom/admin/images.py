"""Pictures at the desk: uploading, finding and describing them."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.admin.library import WORDS, found, listed, pictures_for, take, uploaded
from newsroom.admin.lists import Pages
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
    list_display = ["said", "preview", "caption", "credit", "created_at"]
    list_display_links = ["said"]
    list_per_page = 50
    paginator = Pages
    show_full_result_count = False
    sortable_by = ()
    search_fields = WORDS
    actions = None

    def get_queryset(self, request):
        return pictures_for(request.user).select_related("uploaded_by")

    def get_search_results(self, request, queryset, search_term):
        return found(queryset, search_term), False

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("pictures/", wrap(listed), name="newsroom_image_pictures"),
            path("upload/", wrap(uploaded), name="newsroom_image_upload"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request, obj=None):
        """A text names pictures by their address, which no key protects; so nobody deletes one in passing."""
        return False

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

    @admin.display(description=gettext_lazy("picture"))
    def preview(self, image):
        return format_html('<img class="preview" src="{}" alt="" loading="lazy">', image.small_url)

    @admin.display(description=gettext_lazy("what it shows"))
    def said(self, image):
        return image.alt or _("No words yet")

    @admin.display(description=gettext_lazy("picture"))
    def large(self, image):
        return format_html('<img class="large" src="{}" alt="{}">', image.url, image.alt)

    @admin.display(description=gettext_lazy("size"))
    def size(self, image):
        return _("%(width)d × %(height)d pixels") % {"width": image.width, "height": image.height}
