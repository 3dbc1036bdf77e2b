"""Whether a story may be answered, where that differs from the rest of the site."""

from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from articles.models import Story
from comments.models import Discussion
from newsroom import moments
from newsroom.addresses import key
from newsroom.admin.lists import Pages
from newsroom.models import CommentsMode

AS_SITE = gettext_lazy("As everywhere on the site")
SAID = {*CommentsMode.values, "true", "false"}  # any other choice of the form says nothing of its own
OWN = ["mode", "shown", "close_after"]


@admin.register(Discussion)
class DiscussionAdmin(admin.ModelAdmin):
    empty_words = (
        gettext_lazy("No discussions yet."),
        gettext_lazy(
            "Each story has a discussion that follows the rules of the site. Add one here to give a story rules of its own."
        ),
    )
    autocomplete_fields = ["story"]
    list_display = ["about", "standing", "written", "liked"]
    list_filter = ["mode"]
    list_select_related = ["story"]
    list_per_page = 50
    list_max_show_all = 0
    paginator = Pages
    search_fields = ["story__title"]
    search_help_text = gettext_lazy("Searches titles of stories.")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    ordering = ["-story"]
    actions = None

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("mode", "shown"):
            choices = field.widget.choices
            field.widget.choices = [(value, label if value in SAID else AS_SITE) for value, label in choices]
        return field

    def get_queryset(self, request):
        return super().get_queryset(request).defer("story__body")

    def has_add_permission(self, request):
        """To choose a story one has to see them; a moderator comes here from a comment."""
        return super().has_add_permission(request) and request.user.has_perm("articles.see_all_stories")

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        return ["story", "site_says", *OWN] if not obj else ["about", "standing", "site_says", *OWN, "written"]

    def get_readonly_fields(self, request, obj=None):
        return ["about", "standing", "site_says", "written"]

    def get_object(self, request, object_id, from_field=None):
        """The settings are there even before anybody has saved them, or has answered the story."""
        story = Story.objects.filter(pk=key(object_id)).first() if key(object_id) else None
        discussion = Discussion.of(story) if story else None
        if discussion:
            discussion.site = request.site
        return discussion

    def get_changelist_instance(self, request):
        changes = super().get_changelist_instance(request)
        for row in changes.result_list:
            row.site = request.site
        return changes

    def save_model(self, request, obj, form, change):
        """Only what is decided here: the counts beside it change while somebody looks at the form."""
        said = {name: getattr(obj, name) for name in OWN}
        Discussion.objects.update_or_create(pk=obj.pk, defaults=said)
        Discussion.changed(obj.pk)

    def render_change_form(self, request, context, *args, **kwargs):
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("story"))
    def about(self, discussion):
        return discussion.story.title

    @admin.display(description=gettext_lazy("now"))
    def standing(self, discussion):
        return standing(discussion)

    @admin.display(description=gettext_lazy("everywhere on the site"))
    def site_says(self, discussion):
        return says(discussion.site)

    @admin.display(description=gettext_lazy("comments shown"))
    def written(self, discussion):
        address = reverse("admin:comments_comment_changelist")
        said = ngettext("%d comment", "%d comments", discussion.comments) % discussion.comments
        return format_html('<a href="{}?story={}">{}</a>', address, discussion.pk, said)

    @admin.display(description=gettext_lazy("likes"))
    def liked(self, discussion):
        return ngettext("%d like", "%d likes", discussion.likes) % discussion.likes


def standing(discussion) -> str:
    """What holds at this moment, and when it ends: 'Open. Closes on 26 November 2026.'"""
    parts = [CommentsMode(discussion.mode_now).label]
    if closes := discussion.closes_at:
        day = date_format(localtime(closes), pgettext("date", "j F Y"))
        said = _("Closed since %(day)s") if closes <= moments.now() else _("Closes on %(day)s")
        parts = ([] if closes <= moments.now() else parts) + [said % {"day": day}]
    if not discussion.is_shown:
        parts.append(_("Comments are not shown"))
    return ". ".join(str(part) for part in parts) + "."


def says(site) -> str:
    days = site.comments_close_after
    parts = [
        site.get_comments_mode_display(),
        _("Comments are shown") if site.comments_shown else _("Comments are not shown"),
    ]
    parts.append(_("They close %(days)d days after publication") % {"days": days} if days else _("They never close"))
    return ". ".join(parts) + "."
