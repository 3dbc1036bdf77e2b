"""What letters say: plain text, with signed addresses for whoever reads it without signing in."""

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.mail import EmailMessage
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from comments import decided, receipts
from comments.models import Comment, Letter, MailSettings, Notice
from newsroom.html import words
from newsroom.http import absolute
from newsroom.mail import message_to, one_line, text_of
from newsroom.models import Site, User

MOST_TOLD = 30  # the rest is a number and a link
EXCERPT = 200
UNSUBSCRIBE = signing.Signer(salt="comments.unsubscribe")


def readers():
    """People with their confirmed `address`, None where there is none, and how they want `mail`."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True, primary=True).values("email")[:1]
    how = MailSettings.objects.filter(reader=OuterRef("pk")).values("mail")
    return User.objects.annotate(address=Subquery(confirmed), mail=Coalesce(Subquery(how), Value("soon")))


def wants_mail(reader) -> bool:
    return bool(reader.is_active and reader.address and reader.mail != MailSettings.Mail.NEVER)


def message_of(letter) -> EmailMessage | None:
    """The mail as things are now; None where there is no more reason for it."""
    site = Site.current()
    if letter.kind == Letter.Kind.CONFIRM:
        with translation.override(site.language):
            return _confirmation(letter, site)
    reader = readers().filter(pk=letter.recipient_id).first()
    if not reader or not wants_mail(reader):
        return None
    written = {Letter.Kind.NOTICES: _digest, Letter.Kind.DECIDED: decided.message}
    with translation.override(getattr(reader, "language", "") or site.language):
        return written[letter.kind](letter, reader, site)


def _confirmation(letter, site):
    """To an address that somebody typed. Nothing in it was chosen by them: it would carry their words to strangers."""
    comment = letter.comment
    if not comment or comment.state != Comment.State.UNCONFIRMED:
        return None
    link = absolute(receipts.confirmation_address(comment))
    text = text_of("comments/mail/confirm.txt", site=one_line(site.name), link=link, days=receipts.CONFIRMATION_DAYS)
    subject = gettext("Confirm your comment on %(site)s") % {"site": site.name}
    return _message(letter, letter.to, subject, text)


def _digest(letter, reader, site):
    news = letter.notices.news().order_by("pk")
    rows = news.select_related("comment__author", "comment__story", "correction__story")
    rows = rows.defer("comment__story__body", "correction__story__body")
    notices = list(rows[: MOST_TOLD + 1])
    if not notices:
        return None
    count = len(notices) if len(notices) <= MOST_TOLD else news.count()
    leave = absolute(unsubscribe_address(reader, _one_followed(letter, news, notices)))
    text = text_of(
        "comments/mail/notices.txt", site=one_line(site.name), stories=_by_story(notices[:MOST_TOLD]),
        more=max(count - MOST_TOLD, 0), all=absolute(reverse("me_notices")), leave=leave, settings=absolute(reverse("me_settings")),
    )  # fmt: skip
    return _message(letter, reader.address, _subject(notices[0], count, site), text, leave)


def _one_followed(letter, news, notices):
    """The story, where the letter is about nothing but one followed discussion."""
    story = notices[0].about.story_id
    if any(notice.kind != Notice.Kind.FOLLOW or notice.comment.story_id != story for notice in notices):
        return None
    more = len(notices) > MOST_TOLD and news.exclude(kind=Notice.Kind.FOLLOW, comment__story=story).exists()
    return None if more else story


def _by_story(notices) -> list[dict]:
    stories = {}
    for notice in notices:
        about = notice.about
        row = {"kind": notice.kind, "link": absolute(about.get_absolute_url()), **_said(notice)}
        title = one_line(about.story.title)
        stories.setdefault(about.story_id, {"title": title, "notices": []})["notices"].append(row)
    return list(stories.values())


def _said(notice) -> dict:
    """A correction is told whole: it is short, and it is the news."""
    if notice.correction:
        return {"what": notice.correction.get_kind_display(), "said": one_line(notice.correction.text)}
    said = one_line(" ".join(words(notice.comment.body_html)))
    return {"name": one_line(notice.comment.byline), "said": Truncator(said).chars(EXCERPT)}


def _subject(notice, count, site) -> str:
    if count > 1:
        said = ngettext("%(count)d notice from %(site)s", "%(count)d notices from %(site)s", count)
        return said % {"count": count, "site": site.name}
    if notice.correction:
        told = {"kind": notice.correction.get_kind_display(), "title": notice.correction.story.title}
        return gettext("%(kind)s: “%(title)s”") % told
    said = {
        Notice.Kind.REPLY: gettext("%(name)s answered you on %(site)s"),
        Notice.Kind.FOLLOW: gettext("%(name)s wrote in a discussion you follow on %(site)s"),
        Notice.Kind.PIN: gettext("Your comment was pinned on %(site)s"),
        Notice.Kind.PICK: gettext("Your comment became an editors’ pick on %(site)s"),
    }
    return said[notice.kind] % {"name": notice.comment.byline, "site": site.name}


def _message(letter, to, subject, text, leave="") -> EmailMessage:
    return message_to(to, subject, text, f"letter-{letter.pk}.{letter.key}", leave)


def unsubscribe_address(reader, story: int | None = None) -> str:
    """Where mail to this reader ends, or, with a story, the following of its discussion. Good for ever."""
    return reverse("unsubscribe", args=[UNSUBSCRIBE.sign(f"{reader.pk}-{story or ''}")])


def holder_of(token: str) -> tuple[User, int | None] | None:
    """Who may be unsubscribed with this, and the story; None if it is forged or the person is gone."""
    try:
        reader, _dash, story = UNSUBSCRIBE.unsign(token).partition("-")
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=reader).first()
    return (person, int(story) if story else None) if person else None
