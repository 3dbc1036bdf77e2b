"""Pages beside the stories: about, contact, privacy, terms, house rules."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newsroom.addresses import slugify
from newsroom.admin.widgets import Editor, named_in_lists, with_nonce
from newsroom.html import CleanHTMLField
from newsroom.models import Page


class PageForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("The last part of its address. Empty: made from the title.")

    def clean_slug(self):
        slug = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("title", ""))
        if not slug:
            raise forms.ValidationError(_("No address can be made from this title. Give it one here."))
        return slug


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    empty_words = (
        _("No pages yet."),
        _("Pages stand beside the stories: about, contact, privacy, house rules. Begin with the page about you."),
    )
    form = PageForm
    fields = ["title", "slug", "body", "in_footer", "position"]
    list_display = ["title", "address", "in_footer", "position", "saved_at"]
    list_editable = ["in_footer", "position"]
    search_fields = ["title"]
    show_full_result_count = False
    formfield_overrides = {CleanHTMLField: {"widget": Editor}}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return named_in_lists(super().formfield_for_dbfield(db_field, request, **kwargs), request)

    def get_queryset(self, request):
        pages = super().get_queryset(request)
        return pages.defer("body") if request.resolver_match.url_name.endswith("changelist") else pages

    def render_change_form(self, request, context, **kwargs):
        context["media"] = with_nonce(context["media"], request)
        return super().render_change_form(request, context, **kwargs)

    @admin.display(description=_("address"))
    def address(self, page):
        return page.get_absolute_url()
