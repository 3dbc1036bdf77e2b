"""Written before signing in: the page that the mailed link leads to."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments import mine, readers
from comments.models import Comment
from comments.receipts import comment_to_confirm, confirmation_address, receipt_address

MOST_WAITING = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Everything that waits for this address, to be published by whoever reads its mail. Only a POST does it."""
    comment = comment_to_confirm(token)
    if not comment:
        return render(request, "comments/confirm.html", status=410)
    if comment.state != Comment.State.UNCONFIRMED:  # pressed twice
        return redirect(_place(comment))
    waiting = list(Comment.objects.waiting(comment.email).select_related("story").order_by("pk")[:MOST_WAITING])
    if request.method != "POST":
        return _page(request, comment.email, waiting)
    if "discard" in request.POST:
        for other in waiting:
            other.delete()
        return render(request, "comments/confirm.html", {"discarded": True})
    return _publish(request, comment, [other for other in waiting if str(other.pk) in request.POST.getlist("comment")])


def _page(request, email, waiting, status=200):
    mine.place(waiting, request)
    context = {"waiting": waiting, "email": email, "address": confirmation_address(waiting[0])}
    return render(request, "comments/confirm.html", context, status=status)


def _publish(request, comment, chosen):
    person = readers.account_for(comment.email, comment.name)
    if not person.is_active:
        return render(request, "comments/confirm.html", {"closed": True}, status=403)
    last, refused = None, []
    for other in chosen:
        try:
            last = other.confirm(person)
        except Comment.DoesNotExist:  # deleted, or found to be there already, by a second press
            continue
        except ValidationError as error:
            if Comment.objects.waiting(comment.email).filter(pk=other.pk).exists():
                other.refused = error.messages[0]
                refused.append(other)
            else:
                last = Comment.objects.filter(pk=other.pk).first()
    if refused:
        return _page(request, comment.email, refused, status=422)
    place = _place(last)
    if person.is_staff or request.user == person:
        return redirect(place)  # who has more to lose signs in the usual way
    record_authentication(request, person, method="mail")
    return perform_login(request, Login(user=person, redirect_url=place))  # asks for the second factor of who has one


def _place(comment) -> str:
    """Where it can be read now."""
    if not comment:
        return reverse("front")
    return comment.get_absolute_url() if comment.is_published else receipt_address(comment)
