"""The receipt of a comment, for whoever was given its address: where it stands, and the one appeal."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles.models import Story
from comments import standing
from comments.answers import too_often, wait_for
from comments.forms import AppealForm
from comments.models import Comment, Letter
from comments.receipts import comment_of_receipt


def _of_receipt(request, token):
    """Raises Http404, also where its story is not to be seen."""
    comment = comment_of_receipt(token)
    if not comment or not Story.objects.filter(pk=comment.story_id).visible_to(request.user).exists():
        raise Http404
    return comment


def _page(request, comment, token, form=None, status=200, **context):
    stands = standing.of([comment])[comment.pk]
    if stands.may_appeal:
        form = form or AppealForm()
    context |= {"comment": comment, "standing": stands, "token": token, "form": form}
    return render(request, "comments/receipt.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD"])
def receipt(request, token):
    return _page(request, _of_receipt(request, token), token)


@never_cache
@require_POST
def mail_again(request, token):
    """Once more the link to confirm, within the limit; the answer is the same whether or not one was sent."""
    comment = _of_receipt(request, token)
    if comment.state != Comment.State.UNCONFIRMED:
        raise Http404
    Letter.objects.ask_to_confirm(comment)
    return _page(request, comment, token, mailed=True)


@never_cache
@require_POST
def appeal(request, token):
    """Ask once for a second look. The same words sent again change nothing."""
    comment = _of_receipt(request, token)
    if not comment.author_id:  # there is nobody any more who could be answered
        raise Http404
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _page(request, comment, token, form, 422)
    if wait := wait_for(request, "reports"):  # what moderators have to read
        form.add_error(None, too_often(wait))
        response = _page(request, comment, token, form, 429)
        response["Retry-After"] = str(wait)
        return response
    try:
        comment.appeal_with(form.cleaned_data["text"])
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, comment, token, form, 422)
    return redirect("receipt", token)
