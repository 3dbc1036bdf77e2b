"""Creators at the desk: editors keep all of them, a creator their own profile."""

from functools import partial

from django import forms
from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin import leaving
from articles.admin.account import AccountField
from articles.models import Creator
from articles.search import finding
from newsroom.admin.library import picture_formfield
from newsroom.admin.lists import Pages
from newsroom.admin.widgets import with_nonce
from newsroom.models import Image, Invitation

SEES_ALL = "articles.see_all_stories"


def creators_for(user, to_choose=False):
    """Everyone for editors. A creator sees themselves; to choose from, also those whom readers can meet. Nobody
    chooses somebody who has left."""
    creators = Creator.objects.here() if to_choose else Creator.objects.all()
    if user.has_perm(SEES_ALL):
        return creators
    theirs = Creator.objects.filter(user=user)
    return theirs | creators.with_live_stories() if to_choose else theirs


class CreatorForm(forms.ModelForm):
    user = AccountField(
        label=_("Account"),
        required=False,
        help_text=_("The e-mail address this creator signs in with. They can then write under their own name."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "user" in self._meta.fields:
            self.initial["user"] = self.instance.user
        else:
            del self.fields["user"]


@admin.register(Creator)
class CreatorAdmin(admin.ModelAdmin):
    empty_words = (
        _("No creators yet."),
        _(
            "A creator is the name that readers see above a story. Add one for each person who writes; an account can be linked later."
        ),
    )
    form = CreatorForm
    list_display = ["name", "portrait_small", "website", "all_stories"]
    list_display_links = ["name"]
    list_select_related = ["portrait"]
    search_fields = ["name"]
    readonly_fields = ["created_at", "left_at"]
    paginator = Pages
    show_full_result_count = False
    sortable_by = ()

    def get_queryset(self, request):
        choosing = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        return creators_for(request.user, to_choose=choosing).order_by("name", "id")

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        found = finding.creators_anywhere(search_term)
        return queryset.filter(pk__in=found) if found else queryset.none(), False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (not obj or request.user.has_perm(SEES_ALL) or obj.user_id == request.user.pk)

    def get_fields(self, request, obj=None):
        profile = ["name", "bio", "portrait", "website", "mails"]
        if not request.user.has_perm(SEES_ALL):
            return profile
        return (
            [*profile, "left_at", "slug", "created_at"]
            if obj and obj.left_at
            else [*profile, "user", "slug", "created_at"]
        )

    def get_urls(self):
        page = self.admin_site.admin_view(partial(leaving.page, self))
        return [path("<int:pk>/leaving/", page, name="articles_creator_leaving"), *super().get_urls()]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.related_model is Image:
            current = request.resolver_match.kwargs.get("object_id", "")
            held = Creator.objects.filter(pk=current).values("portrait") if current.isdecimal() else []
            return picture_formfield(db_field, request, held, **kwargs)
        if db_field.name == "website":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def render_change_form(self, request, context, **kwargs):
        context["media"] = with_nonce(context["media"], request)
        context["keeps_creators"] = request.user.has_perm(SEES_ALL)
        context["may_invite"] = "creator" in Invitation.roles_of(request.user)
        return super().render_change_form(request, context, **kwargs)

    @admin.display(description=_("portrait"))
    def portrait_small(self, creator):
        if not creator.portrait:
            return ""
        return format_html('<img class="preview" src="{}" alt="" loading="lazy">', creator.portrait.small_url)

    @admin.display(description=_("stories"))
    def all_stories(self, creator):
        address = reverse("admin:articles_story_changelist")
        return format_html('<a href="{}?creator={}">{}</a>', address, creator.pk, _("All stories"))
