"""The moderation desk: what waits, a card for each comment, decided one by one or many at once, with and without scripts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from comments import cards, verbs
from comments.admin.done import decided, done_line
from comments.admin.words import desk_words
from comments.answers import in_place
from comments.decision_form import DecisionForm
from comments.models import Comment, SavedReply
from comments.queues import MOST_COUNTED, QUEUES, counts
from newsroom.addresses import key

A_PAGE = 20
MOST_AT_ONCE = 100


def urls(admin) -> list:
    guarded = admin.admin_site.admin_view
    return [
        path("desk/", guarded(lambda request: desk(admin, request)), name="comments_desk"),
        path("desk/decision/", guarded(lambda request: decide(admin, request)), name="comments_desk_decide"),
        path("desk/meanwhile/", guarded(lambda request: meanwhile(admin, request)), name="comments_desk_meanwhile"),
    ]


def desk(admin, request):
    """GET a page of a queue; a script gets the cards that follow `?after=`, without those it has."""
    queue = _queue(admin, request, request.GET)
    after = _after(request.GET)
    if in_place(request):
        return HttpResponse(_cards(request, *cards.page(queue, after, A_PAGE), queue, {}))
    return _page(admin, request, queue, after)


def _page(admin, request, queue, after, *, form=None, chosen=(), status=200):
    shown, has_next = cards.page(queue, after, A_PAGE)
    here = {card.comment.pk for card in shown}  # what was taken back is a card again
    done = _comments(request.GET.get("done", "").split(","))
    done = [done_line(request, comment) for comment in done if comment.pk not in here]
    forms = {comment.pk: form for comment in chosen} if form else {}
    if form and not {card.comment.pk for card in shown} & set(forms):  # it left the queue meanwhile, or came by itself
        shown = cards.of(list(cards.with_everything(Comment.objects.filter(pk__in=forms)))) + shown
    numbers = counts()
    context = admin.admin_site.each_context(request) | {
        "title": _("Moderation"), "opts": admin.opts, "queue": queue, "after": after, "done": done, "form": form,
        "tabs": [(one, _number(numbers.get(one.name)), one is queue) for one in QUEUES.values()],
        "cards": _cards(request, shown, has_next, queue, forms, after), "is_empty": not shown, "words": desk_words(),
        "bulk": [verbs.VERBS[name] for name in BULK[queue.name]], "many": form if len(chosen) > 1 else None, "replies": _replies(request),
    }  # fmt: skip
    return TemplateResponse(request, "admin/comments/desk/page.html", context, status=status)


# What can be done with many of a queue at once.
BULK = {
    "held": ["approve", "reject", "spam"],
    "reported": ["keep", "remove", "spam"],
    "appeals": ["uphold", "restore"],
    "spam": ["restore"],
    "recent": ["remove", "spam"],
}


def _cards(request, shown, has_next, queue, forms, after=None) -> str:
    context = {
        "cards": [(card, forms.get(card.comment.pk)) for card in shown], "queue": queue, "has_next": has_next, "after": after,
        "last": shown[-1].comment.pk if shown else "", "replies": _replies(request),
        "may_block": request.user.has_perm("comments.add_block"),
    }  # fmt: skip
    return render_to_string("admin/comments/desk/_cards.html", context, request)


def decide(admin, request):
    """POST a verb for one comment or several. Afterwards back to the queue, which says what became of them."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    queue, after = _queue(admin, request, request.POST), _after(request.POST)
    chosen = _comments(request.POST.getlist("comment"))
    if not chosen:
        return _nothing(request, queue, after)
    form = DecisionForm(_said(request))
    if request.POST.get("verb") != verbs.UNDO and not form.is_valid():
        if in_place(request):
            return JsonResponse(
                {"problems": [str(error) for errors in form.errors.values() for error in errors]}, status=422
            )
        return _page(admin, request, queue, after, form=form, chosen=chosen, status=422)
    done = [decided(request, comment, form) for comment in chosen]
    if in_place(request):
        typed = form if form.is_bound and form.is_valid() and form.chosen.asks else None
        return HttpResponse("".join(_line(request, one, queue, typed) for one in done))
    for one in done:
        if one.problem:
            messages.error(request, f"{one.comment}: {one.problem}")
    return redirect(_address(queue, after, done=",".join(str(one.comment.pk) for one in done)))


def _said(request) -> QueryDict:
    """The form's data; an empty note takes the words of the saved reply that was chosen."""
    said = request.POST.copy()
    if (number := key(said.get("reply"))) and not said.get("note", "").strip():
        reply = SavedReply.objects.filter(pk=number).first()
        said["note"] = reply.words if reply else ""
    return said


def _line(request, done, queue, typed=None) -> str:
    """One line in the place of its card; the card again where it is still in this queue, with what was `typed` in vain."""
    comment = done.comment
    if queue.rows().filter(**{queue.number: comment.pk}).exists():
        fresh = cards.of(list(cards.with_everything(Comment.objects.filter(pk=comment.pk))))
        for card in fresh:
            card.problem = done.problem
        return _cards(request, fresh, False, queue, {comment.pk: typed} if done.problem else {})
    return render_to_string("admin/comments/desk/_done.html", {"done": done, "queue": queue}, request)


def meanwhile(admin, request):
    """For a script: lines of those cards that somebody else decided since they were shown."""
    queue = _queue(admin, request, request.GET)
    asked = [number for number in map(key, request.GET.getlist("comment")[:MOST_AT_ONCE]) if number]
    still = set(queue.rows().filter(**{f"{queue.number}__in": asked}).values_list(queue.number, flat=True))
    gone = Comment.objects.filter(pk__in=set(asked) - still).select_related("author")
    return HttpResponse("".join(_line(request, done_line(request, comment), queue) for comment in gone))


def _nothing(request, queue, after):
    said = _("Nothing was ticked.")
    if in_place(request):
        return JsonResponse({"problems": [said]}, status=422)
    messages.warning(request, said)
    return redirect(_address(queue, after))


def _queue(admin, request, asked):
    if not admin.has_moderate_permission(request):
        raise PermissionDenied
    queue = QUEUES.get(asked.get("queue", "held"))
    if not queue:
        raise Http404
    return queue


def _after(asked):
    """The comment after which the page begins, wherever it is by now."""
    number = key(asked.get("after"))
    return Comment.objects.select_related("appeal").filter(pk=number).first() if number else None


def _comments(numbers) -> list[Comment]:
    keys = [number for number in map(key, numbers[:MOST_AT_ONCE]) if number]
    found = Comment.objects.select_related("author", "story").in_bulk(keys) if keys else {}
    return [found[number] for number in dict.fromkeys(keys) if number in found]


def _address(queue, after, done=""):
    query = QueryDict(mutable=True)
    query.update({"queue": queue.name} | ({"after": after.pk} if after else {}) | ({"done": done} if done else {}))
    return f"{reverse('admin:comments_desk')}?{query.urlencode(safe=',')}"


def _replies(request):
    """Asked for once a request, however many cards there are."""
    if not hasattr(request, "saved_replies"):
        request.saved_replies = list(SavedReply.objects.all()[:100])
    return request.saved_replies


def _number(counted) -> str:
    if not counted:
        return ""
    return f"{MOST_COUNTED}+" if counted > MOST_COUNTED else str(counted)
