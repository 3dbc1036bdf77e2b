"""The mail that tells a comment's author what a person decided about it, and where they read why.

Not that a comment is shown after all: it stands there, and mail about every one would teach people to end all mail and
to miss the others. Not that it was taken for spam: who sends spam learns nothing by mail.
"""

from datetime import timedelta

from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from articles.models import Story
from comments import standing
from comments.models import Comment, Decision, Letter, MailSettings
from comments.models.state import REFUSED
from newsroom.html import words
from newsroom.http import absolute
from newsroom.mail import message_to, one_line, text_of

Verb = Decision.Verb
MAILED = (Verb.REJECT, Verb.REMOVE, Verb.RESTORE, Verb.UPHOLD)
LONGEST_WAIT = timedelta(hours=1)  # of a letter that more and more decisions come into
MOST_TOLD = 30


def tell(author, decision, settled_at):
    """A letter for when the decision cannot be taken back any more. It takes in what is decided about their other
    comments until then; it tells of what was decided from its own moment on to the next one's.
    """
    daily = MailSettings.objects.filter(reader=author, mail=MailSettings.Mail.DAILY).exists()
    ready = _next_morning(settled_at) if daily else settled_at
    letters = Letter.objects.filter(recipient=author, kind=Letter.Kind.DECIDED, sent_at__isnull=True, tries=0)
    open_ones = letters.filter(
        Q(not_before__gte=ready) | Q(created_at__gt=decision.at - LONGEST_WAIT), not_before__gt=timezone.now()
    )
    if not open_ones.update(not_before=Greatest(F("not_before"), ready)):
        Letter.objects.create(
            kind=Letter.Kind.DECIDED, to=author.email, recipient=author, created_at=decision.at, not_before=ready
        )


def _next_morning(moment):
    from comments.letters import next_morning

    return next_morning(moment)


def message(letter, reader, site) -> EmailMessage | None:
    """The mail as things are now; None where nothing of it holds any more."""
    from comments.mail import unsubscribe_address

    found = _still_so(letter, reader)
    if not found:
        return None
    leave = absolute(unsubscribe_address(reader))
    text = text_of(
        "comments/mail/decided.txt", site=one_line(site.name), rows=[_row(one) for one in found[:MOST_TOLD]],
        more=len(found) > MOST_TOLD, all=absolute(reverse("me")), leave=leave, settings=absolute(reverse("me_settings")),
    )  # fmt: skip
    return message_to(reader.address, _subject(found, site), text, f"letter-{letter.pk}.{letter.key}", leave)


def _still_so(letter, reader) -> list:
    """Of the comments decided about in this letter's time, how each stands, where its last decision is of that time."""
    ours = Decision.objects.filter(person_id=reader.pk, by_id__isnull=False, verb__in=MAILED, at__gte=letter.created_at)
    later = Letter.objects.filter(recipient=reader, kind=letter.kind, created_at__gt=letter.created_at)
    if following := later.order_by("created_at").first():
        ours = ours.filter(at__lt=following.created_at)
    made = dict(ours.order_by("-id").values_list("pk", "comment_id")[: 10 * MOST_TOLD])
    rows = Comment.objects.filter(
        pk__in=set(made.values()), author=reader, state__in=[*REFUSED, Comment.State.PUBLISHED]
    )
    live = Story.objects.live().filter(pk__in=rows.values("story"))
    rows = rows.filter(story__in=live).select_related("story").defer("story__body").order_by("pk")
    return [one for one in standing.of(list(rows)).values() if one.last and one.last.pk in made]


def _row(found) -> dict:
    said = one_line(" ".join(words(found.comment.body_html)))
    decision = found.decision if found.is_refused else None
    return {
        "verb": found.last.verb, "title": one_line(found.comment.story.title), "said": Truncator(said).chars(200),
        "reason": decision.get_reason_display() if decision and decision.reason else "",
        "note": one_line(found.last.note if found.is_refused or found.last == found.answer else ""),
        "may_appeal": found.may_appeal, "link": absolute(found.receipt),
    }  # fmt: skip


def _subject(found, site) -> str:
    if len(found) > 1:
        said = ngettext(
            "%(count)d decision about your comments on %(site)s", "%(count)d decisions about your comments on %(site)s",
            len(found),
        )  # fmt: skip
        return said % {"count": len(found), "site": site.name}
    said = {
        Verb.REJECT: gettext("Your comment on %(site)s was refused"),
        Verb.REMOVE: gettext("Your comment on %(site)s was removed"),
        Verb.RESTORE: gettext("Your comment on %(site)s is shown again"),
        Verb.UPHOLD: gettext("Your appeal on %(site)s was decided"),
    }
    return said[found[0].last.verb] % {"site": site.name}
