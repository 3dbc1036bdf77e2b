"""A person as moderators know them: their record, what was decided about them, blocks, and notes that nobody edits."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.admin.block import STATES, state_of, until_words
from comments.admin.log import ReadOnly
from comments.models import Comment, PersonNote
from comments.queues import QUEUES
from comments.record import Record
from newsroom.html import ILLEGAL
from newsroom.models import User

LOOKS, WRITES = "comments.view_personnote", "comments.add_personnote"


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("For moderators. It stays as it is written; the person gets it with all that is held about them."),
    )

    def clean_text(self):
        text = ILLEGAL.sub("", self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text


@admin.register(PersonNote)
class PersonNoteAdmin(ReadOnly):
    """The list of notes, and the page of a person, where they are written."""

    empty_words = (
        _("No notes yet."),
        _("A note on a person is written on their page, which a click on their name opens. Moderators alone read it."),
    )
    fields = ["whom", "text", "by_name", "at"]
    list_display = ["whom", "excerpt", "by_name", "at"]
    list_display_links = None
    list_select_related = ["person"]
    search_fields = ["text", "person__name", "by_name"]
    ordering = ["-id"]

    def get_urls(self):
        page = self.admin_site.admin_view(self.person)
        return [path("person/<number:pk>/", page, name="comments_person"), *super().get_urls()]

    def person(self, request, pk):
        """GET the page; POST a note."""
        if not request.user.has_perm(WRITES if request.method == "POST" else LOOKS):
            raise PermissionDenied
        person, addresses, roles = found(pk)
        form = NoteForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            note = PersonNote.objects.add(person, form.cleaned_data["text"], by=request.user)
            self.log_addition(request, note, gettext("Noted."))
            self.message_user(request, gettext("The note is kept."), messages.SUCCESS)
            if queue := QUEUES.get(request.POST.get("queue")):  # written on a card of the desk
                return redirect(queue.address)
            return redirect("admin:comments_person", pk)
        return self._page(request, person, form, addresses=addresses, roles=roles)

    def _page(self, request, person, form, **facts):
        record, comments = Record(person), reverse("admin:comments_comment_changelist")
        context = {
            **self.admin_site.each_context(request), "title": str(person), "person": person, "record": record,
            "form": form if request.user.has_perm(WRITES) else None, "comments": f"{comments}?author={person.pk}",
            "states": [(word, number, f"{comments}?author={person.pk}&state={state}") for state, word, number in record.counted],
            "blocks": [(block, state_of(block), STATES[state_of(block)], until_words(block)) for block in record.blocks],
            "opts": Comment._meta, **facts,
        }  # fmt: skip
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/comments/person/page.html", context, status=status)

    @admin.display(description=_("person"))
    def whom(self, note):
        return link_to(note.person)

    @admin.display(description=_("note"))
    def excerpt(self, note):
        return format_html('<bdi dir="auto">{}</bdi>', Truncator(" ".join(note.text.split())).chars(200))


def link_to(person):
    return format_html('<a href="{}"><bdi>{}</bdi></a>', reverse("admin:comments_person", args=[person.pk]), person)


def found(pk) -> tuple[User, list[str], list[str]]:
    """A person with their confirmed addresses and their roles, in one query. Raises Http404."""
    address, role = F("emailaddress__email"), F("groups__name")
    rows = User.objects.filter(pk=pk).annotate(address=address, confirmed=F("emailaddress__verified"), role=role)
    if not (rows := list(rows)):
        raise Http404
    roles = sorted({row.role for row in rows if row.role})
    roles = [gettext("Everything"), *roles] if rows[0].is_superuser else roles
    return rows[0], sorted({row.address for row in rows if row.confirmed}), roles
