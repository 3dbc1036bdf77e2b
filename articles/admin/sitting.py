"""The page of a story says that somebody is here and what they typed; it hears who else is, and what was saved meanwhile."""

import json
import re

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin import words
from articles.admin.opened import Opened
from articles.admin.stale import who_saved
from articles.models import Sitting
from articles.models.sitting import CLOSED
from articles.models.version import TEXT
from newsroom import moments

TAB = re.compile(r"[A-Za-z0-9]{8,40}")
MOST_NAMES = 5


def new_tab() -> str:
    return get_random_string(20)


def tab_of(data) -> str:
    """The page a form was sent from, or nothing."""
    return tab if TAB.fullmatch(tab := data.get("tab", "")) else ""


def settings(address: str, typed: bool) -> str:
    """What the script is told, its words among it. `typed`: the page holds a text already that is not kept."""
    said = {
        "offline": _("Not kept: no connection. Your text is still on this page."),
        "ended": _("Not kept: you are signed out. Sign in in another window; your text is still on this page."),
        "refused": _("Not kept: this story cannot be changed by you any more. Your text is still on this page."),
    }
    return json.dumps({"address": address, "typed": typed, "words": said})


def heard(request, story) -> JsonResponse:
    """Answer one sign of life. 422 with a sentence where a text was sent that could not be kept."""
    tab, turn = tab_of(request.POST), request.POST.get("turn", "0")
    if not tab or not re.fullmatch(r"[0-9]{1,15}", turn):
        return JsonResponse({"problem": _("This page is too old. Open the story again.")}, status=422)
    opened = Opened.read(request.POST.get("opened", "")).version
    text = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in TEXT} if "body" in request.POST else None
    told = {"others": others(story, request.user), "newer": newer(story, opened, request.user)}
    try:
        row = Sitting.objects.keep(story=story, person=request.user, tab=tab, text=text, turn=int(turn), version=opened)
    except ValidationError as error:
        problem = _("Not kept: %(why)s Your text is still on this page.") % {"why": " ".join(error.messages)}
        return JsonResponse(told | {"problem": problem}, status=422)
    if text is None:
        return JsonResponse(told)
    if row.was_saved:
        problem = _("Not kept: this page was saved already. Open the story again to go on.")
        return JsonResponse(told | {"problem": problem}, status=422)
    kept = _("Kept at %(time)s, not saved as a version.") % {"time": words.clock(moments.now())}
    return JsonResponse(told | {"kept": kept})


def keep_sent(request, story) -> Sitting | None:
    """The text of a sent form that can be saved no more waits for its author, at no story if that is gone. None: nothing to keep."""
    text = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in TEXT}
    version = Opened.read(request.POST.get("opened", "")).version if story else 0
    try:
        row = Sitting.objects.keep(
            story=story, person=request.user, tab=new_tab(), text=text, turn=CLOSED - 1, version=version
        )
    except ValidationError:
        return None
    if row.typed_at is None:
        return None
    Sitting.objects.close(story=story, person=request.user, tab=tab_of(request.POST))
    return row


def others(story, person) -> list[str]:
    """A sentence for each other person who is at the story now."""
    if not story:
        return []
    writing = {}
    rows = Sitting.objects.here().filter(story=story).exclude(person=person).order_by("-seen_at", "-pk")
    for row in rows.values("person", "person__name", "person__email", "typed_at"):
        name = row["person__name"] or row["person__email"]
        writing.setdefault((row["person"], name), []).append(row["typed_at"])
    sentences = [
        (_("%(name)s is writing here.") if any(typed) else _("%(name)s is here too.")) % {"name": name}
        for (_pk, name), typed in writing.items()
    ]
    if (more := len(sentences) - MOST_NAMES) > 0:
        said = ngettext("%(count)d more person is here.", "%(count)d more people are here.", more)
        sentences[MOST_NAMES:] = [said % {"count": more}]
    return sentences


def newer(story, opened: int, person) -> str:
    """A sentence if the text was saved by anybody since the version that a page was opened from."""
    newest = story and story.versions.defer("title", "subtitle", "body").order_by("-number").first()
    if not newest or newest.number == opened:
        return ""
    before = story.versions.filter(number=opened).first()
    if before and before.text == newest.text:
        return ""
    said = who_saved(newest, person)
    return _("%(said)s. Saving here will be refused until the two are joined.") % {"said": said}
