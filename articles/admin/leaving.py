"""A creator who leaves: what will happen is said first. And one who comes back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.account import AccountField
from articles.models import Story
from newsroom.models import Invitation

MOST_SHOWN = 50


class ReturnForm(forms.Form):
    """`by` may link an account only if they may give the role that goes with it."""

    user = AccountField(
        label=_("Account"),
        required=False,
        help_text=_("The e-mail address they sign in with. Empty: the profile is here again, without an account."),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        if "creator" not in Invitation.roles_of(by):
            del self.fields["user"]


def page(desk, request, pk):
    """GET what will happen; POST does it. 404 for whoever does not keep all creators."""
    if not request.user.has_perm("articles.see_all_stories"):
        raise Http404
    creator = get_object_or_404(desk.get_queryset(request), pk=pk)
    if not desk.has_change_permission(request, creator):
        raise Http404
    form = ReturnForm(request.POST or None, by=request.user) if creator.left_at else None
    if request.method == "POST" and (not form or form.is_valid()) and _done(desk, request, creator, form):
        return redirect("admin:articles_creator_change", creator.pk)
    return _shown(desk, request, creator, form)


def _done(desk, request, creator, form) -> bool:
    """What the button said, unless somebody was quicker or the account is another creator's."""
    back = "back" in request.POST
    try:
        if back:
            creator.come_back(form.cleaned_data.get("user") if form else None)
        else:
            creator.leave()
    except ValidationError as error:
        if form:
            form.add_error("user" if "user" in form.fields else None, error)
        desk.message_user(request, " ".join(error.messages), messages.ERROR)
        return False
    said = gettext("Came back.") if back else gettext("Left.")
    desk.log_change(request, creator, said)
    desk.message_user(request, f"{creator}: {said}", messages.SUCCESS)
    return True


def _shown(desk, request, creator, form):
    unfinished = Story.objects.filter(bylines__creator=creator, status__in=(Story.Status.DRAFT, Story.Status.IN_REVIEW))
    context = desk.admin_site.each_context(request) | {
        "title": creator.name, "creator": creator, "opts": desk.opts, "form": form,
        "unfinished": unfinished.defer("body").order_by("-saved_at")[:MOST_SHOWN],
        "may_invite": "creator" in Invitation.roles_of(request.user),
    }  # fmt: skip
    status = 422 if form and form.errors else 200
    return TemplateResponse(request, "admin/articles/creator/leaving.html", context, status=status)
