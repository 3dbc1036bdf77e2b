"""Fields of the desk that scripts improve: the visual editor and the picture picker. Without scripts they still work."""

import json

from django.conf import settings
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.forms import NumberInput, Textarea
from django.urls import reverse
from django_prose_editor.widgets import prose_editor_js
from js_asset import ImportMap, Media, Script

from newsroom.addresses import key
from newsroom.admin.words import editor_words, picture_words
from newsroom.models import Image

MODULES = ("card", "dialog", "figure", "icons", "marks", "nodes", "paste", "pictures", "stored", "table", "toolbar")
# Modules name each other through this map, since in production every file has its digest in its name.
MAP = ImportMap(
    {"django-prose-editor/editor": "django_prose_editor/editor.js"}
    | {f"desk/{name}": f"js/admin/{name}.js" for name in MODULES}
)


def places() -> dict:
    return {
        "list": reverse("admin:newsroom_image_pictures"),
        "upload": reverse("admin:newsroom_image_upload"),
        "card": reverse(settings.CARDS),
        "site": settings.SITE_URL,
    }


def with_nonce(media, request) -> Media:
    """The import map is the one inline script of the desk."""
    return Media.from_media(media, nonce=str(request.csp_nonce))


def only_adding(field):
    """A choice without the links that change, delete or view what is chosen: they lead away from what is written."""
    for link in ("can_change_related", "can_delete_related", "can_view_related"):
        if hasattr(getattr(field, "widget", None), link):
            setattr(field.widget, link, False)
    return field


def named_in_lists(field, request):
    """Says what a field in a row of a list is for; only its column's head does otherwise."""
    if field and request.resolver_match.url_name.endswith("changelist"):
        field.widget.attrs["aria-label"] = field.label
    return field


class Editor(Textarea):
    """A text area with the HTML; with scripts, the text as readers see it."""

    template_name = "admin/widgets/editor.html"

    @property
    def media(self):
        return Media(importmap=MAP, js=[prose_editor_js, Script("js/admin/editor.js", type="module")])

    def format_value(self, value):
        """Stored HTML counts as safe, and would not be escaped again inside the text area."""
        return super().format_value(value)[:] if value else value

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if value else value

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        words = editor_words() | {"pictures": picture_words()}
        context["settings"] = json.dumps({"words": words, "places": places()})
        return context


class Known:
    """Shows again what was chosen before; what can be no number of anything is left to the form to refuse."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [one for one in value if key(str(one))], attr)


class Pick(Known, AutocompleteSelect):
    pass


class Picks(Known, AutocompleteSelectMultiple):
    pass


class PicturePicker(NumberInput):
    """The number of a picture, with a preview; with scripts, a button that opens the pictures."""

    template_name = "admin/widgets/picture.html"
    choices = None  # of the field: no other picture is shown, whatever number is sent

    @property
    def media(self):
        return Media(importmap=MAP, js=[Script("js/admin/picture-field.js", type="module")])

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        pictures = Image.objects.none() if self.choices is None else self.choices.queryset
        context["picture"] = pictures.filter(pk=key(str(value or ""))).first()
        context["settings"] = json.dumps({"words": picture_words(), "places": places()})
        return context
