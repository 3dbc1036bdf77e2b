"""The address in every notice that ends them. A mail program posts there by itself; a person sees a button (RFC 8058)."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Story
from comments import mail
from comments.models import Follow, MailSettings
from newsroom.csrf import by_signed_link


@by_signed_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Only a POST changes anything, and each can be undone here: whoever looks at links changes nothing."""
    holder = mail.holder_of(token)
    if not holder:
        raise Http404
    reader, story_id = holder
    story = Story.objects.live().filter(pk=story_id).defer("body").first() if story_id else None
    context = {"hint": masked(reader.email), "story": story}
    if request.method == "POST":
        context |= _answer(request.POST, reader, story, story_id)
    return render(request, "comments/unsubscribe.html", context)


def _answer(data, reader, story, story_id) -> dict:
    """What was done. Without a word about one discussion it is all mail, as a mail program means it."""
    if "only" in data:
        Follow.objects.filter(reader=reader, story=story_id).delete()
        return {"done": "left"}
    if "follow" in data:
        if story:
            Follow.objects.switch(True, story=story, reader=reader)
        return {"done": "followed" if story else ""}
    if "again" in data:
        wanted = (MailSettings.Mail.SOON, MailSettings.Mail.DAILY)
        MailSettings.change(reader, data["again"] if data["again"] in wanted else MailSettings.Mail.SOON)
        return {"done": "again"}
    return {"done": "never", "before": MailSettings.change(reader, MailSettings.Mail.NEVER)}


def masked(email: str) -> str:
    """Enough for its owner to know which of their addresses it is."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…\u2060@{host}"  # the word joiner keeps it on one line
