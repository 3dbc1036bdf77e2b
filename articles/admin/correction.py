"""Corrections at the desk: given to a live story by its verb; later their words may be mended, and no more."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import words
from articles.models import Correction, Story
from articles.search import finding
from newsroom.addresses import key
from newsroom.admin.lists import Pages
from newsroom.admin.widgets import Pick, only_adding

BEGINNING = 100
ROW = '<li><a href="{}"><strong>{}</strong>, {}: {}</a></li>'


class CorrectionForm(forms.ModelForm):
    def clean_story(self):
        """Locked until all is saved: nobody withdraws it in between."""
        return Story.objects.select_for_update(of=("self",)).get(pk=self.cleaned_data["story"].pk)

    def clean_text(self):
        return "\n".join(line.rstrip() for line in self.cleaned_data["text"].splitlines()).strip()


@admin.register(Correction)
class CorrectionAdmin(admin.ModelAdmin):
    form = CorrectionForm
    autocomplete_fields = ["story"]
    empty_words = (
        _("No corrections yet"),
        _("When a live story has to be put right, say here what was wrong. Readers see it on the story and in a list."),
    )
    list_display = ["about", "kind", "given", "by_name", "beginning"]
    list_display_links = ["about"]
    list_filter = ["kind"]
    list_select_related = ["story"]
    list_per_page = 50
    list_max_show_all = 0
    paginator = Pages
    search_fields = ["story__title"]
    search_help_text = _("Searches the stories: titles, texts, creators, topics and tags.")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    ordering = ["-at", "-id"]
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).defer("story__body")

    def get_fields(self, request, obj=None):
        return ["of_story", "kind", "text", "given", "by_name"] if obj else ["story", "kind", "text"]

    def get_fieldsets(self, request, obj=None):
        said = "" if obj else _("Readers see it as soon as it is saved, and those who asked to hear of it are told.")
        return [(None, {"fields": self.get_fields(request, obj), "description": said})]

    def get_readonly_fields(self, request, obj=None):
        return ["of_story", "given", "by_name"] if obj else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = only_adding(super().formfield_for_dbfield(db_field, request, **kwargs))
        if db_field.name == "story":
            field.widget.can_add_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["widget"] = Pick(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        return {"story": key(request.GET.get("story", ""))}

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        found = finding.stories_anywhere(search_term, [])
        return queryset.filter(story__in=found) if found else queryset.none(), False

    def save_model(self, request, obj, form, change):
        if change:
            return super().save_model(request, obj, form, change)
        made = obj.story.correct(obj.text, kind=obj.kind, by=request.user)
        obj.pk, obj.at, obj.by_name = made.pk, made.at, made.by_name
        obj._state.adding = False
        return None

    def get_deleted_objects(self, objs, request):
        """Of what goes with it there may be very much: everyone who was told of it."""
        return [str(correction) for correction in objs], {}, set(), []

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.story.is_live else None

    @admin.display(description=_("story"))
    def about(self, correction):
        return correction.story.title

    @admin.display(description=_("story"))
    def of_story(self, correction):
        address = reverse("admin:articles_story_change", args=[correction.story_id])
        return format_html('<a href="{}">{}</a>', address, correction.story)

    @admin.display(description=_("given"))
    def given(self, correction):
        return capfirst(gettext("%(day)s at %(time)s") % words.when(correction.at))

    @admin.display(description=_("text"))
    def beginning(self, correction):
        return Truncator(correction.text).chars(BEGINNING)


def given_to(story):
    """The corrections of a story, each leading to its form."""
    rows = [
        (
            reverse("admin:articles_correction_change", args=[correction.pk]),
            correction.get_kind_display(),
            words.day(correction.at),
            Truncator(correction.text).chars(BEGINNING),
        )
        for correction in story.corrected
    ]
    return format_html('<ul class="corrections">{}</ul>', format_html_join("", ROW, rows))
