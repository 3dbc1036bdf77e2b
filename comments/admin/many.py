"""Verbs for many comments of the list at once: each by itself, with a sentence for those that it was not done with."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.admin.words import not_done
from comments.decision_form import DecisionForm
from comments.models import Comment
from comments.verbs import VERBS, Refused
from newsroom.addresses import key

MOST_AT_ONCE = 100
MOST_NAMED = 10


def bulk(name, label):
    """An action of the list. A verb that wants a reason asks for it on a page of its own first."""

    @admin.action(description=label, permissions=["moderate"])
    def act(desk, request, comments):
        verb, chosen = VERBS[name], ticked(request, comments)
        if len(chosen) > MOST_AT_ONCE:
            said = _("These are too many: at most %d at once.") % MOST_AT_ONCE
            return desk.message_user(request, said, messages.ERROR)
        form = said_with(request, verb)
        if not form.is_valid():
            return ask(desk, request, verb, chosen, form)
        return each(desk, request, verb, chosen, form.said)

    act.__name__ = f"{name}_comments"
    return act


ACTIONS = [
    bulk("approve", gettext_lazy("Approve")),
    bulk("reject", gettext_lazy("Refuse …")),
    bulk("remove", gettext_lazy("Remove …")),
    bulk("spam", gettext_lazy("Mark as spam")),
    bulk("restore", gettext_lazy("Restore")),
]


def ticked(request, comments):
    """The chosen ones, also those that have left the filtered list since: of each is said why it was not done."""
    if request.POST.get("select_across") != "1":
        keys = [key(number) for number in request.POST.getlist(ACTION_CHECKBOX_NAME)]
        comments = Comment.objects.filter(pk__in=keys).order_by("-created_at")
    return list(comments.select_related("author")[: MOST_AT_ONCE + 1])


def said_with(request, verb) -> DecisionForm:
    """Reason and note; unbound, and so not valid, where they are still to be asked for."""
    if verb.asks and "verb" not in request.POST:
        return DecisionForm()
    said = {name: request.POST.get(name, "") for name in ("reason", "note")}
    return DecisionForm(said | {"verb": verb.name})


def ask(desk, request, verb, chosen, form):
    context = desk.admin_site.each_context(request) | {
        "title": verb.label, "opts": desk.opts, "verb": verb, "form": form, "chosen": chosen,
        "field": ACTION_CHECKBOX_NAME, "back": request.get_full_path(), "action": request.POST["action"],
    }  # fmt: skip
    return render(request, "admin/comments/comment/several.html", context, status=422 if form.is_bound else 200)


def each(desk, request, verb, chosen, said):
    failed = []
    for comment in chosen:
        try:
            verb.do(comment, request.user, **said)
        except Refused as refusal:
            failed.append((comment, refusal))
    if done := len(chosen) - len(failed):
        count = ngettext("%d comment.", "%d comments.", done) % done
        desk.message_user(request, f"{verb.done} {count}", messages.SUCCESS)
    for comment, refusal in failed[:MOST_NAMED]:
        desk.message_user(request, not_done(verb, comment, refusal), messages.ERROR)
    if more := len(failed[MOST_NAMED:]):
        desk.message_user(request, _("It was not done with %d more.") % more, messages.ERROR)
