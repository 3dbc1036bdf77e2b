"""What is held about a reader, row by row, whatever there is of it."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, islice

from django.db.models import Exists, OuterRef

from articles.models import Creator, Story
from comments import readers, standing
from comments.held_moderation import blocks, moderated, notes
from comments.models import (
    Comment,
    EarlierText,
    Follow,
    Letter,
    Like,
    MailSettings,
    Mute,
    Notice,
    Report,
    StoryInsight,
    StoryLike,
)
from newsroom.http import absolute

AT_A_TIME = 500


def account(user) -> dict:
    creator = Creator.objects.filter(user=user).first()
    mail = MailSettings.objects.filter(reader=user).first()
    return {
        "name": user.name,
        "address": user.email,
        "addresses": [
            {"address": row.email, "confirmed": row.verified, "primary": row.primary}
            for row in user.emailaddress_set.order_by("pk")
        ],
        "joined": user.joined_at,
        "last_sign_in": user.last_login,
        "language": user.language,
        "roles": [*user.groups.order_by("name").values_list("name", flat=True)],
        "staff": user.is_staff,
        "mail": mail.mail if mail else MailSettings.Mail.SOON,
        "creator": {"id": creator.pk, "name": creator.name} if creator else None,
    }


def comments(user) -> Iterator[dict]:
    """What they wrote, and what still waits until they confirm an address."""
    written = [Comment.objects.filter(author=user)]
    written += [Comment.objects.waiting(address) for address in readers.addresses_of(user)]
    for rows in written:
        yield from _comments(_all(_with_story(rows, user)))


def _comments(found) -> Iterator[dict]:
    """Not by prefetch_related: its rows know each other, and so stay in memory until the next great sweep."""
    while batch := list(islice(found, AT_A_TIME)):
        ids = [comment.pk for comment in batch]
        earlier, standings = defaultdict(list), standing.of(batch)
        for text in EarlierText.objects.filter(comment__in=ids).order_by("pk"):
            earlier[text.comment_id].append({"body": text.body, "replaced": text.replaced_at})
        for comment in batch:
            yield _comment(comment) | {"earlier_texts": earlier[comment.pk]} | moderated(standings[comment.pk])


def _comment(comment) -> dict:
    return {
        "id": comment.pk,
        "address": absolute(comment.get_absolute_url()),
        "story": _story(comment.story, comment),
        "answers": comment.parent_id,
        "state": comment.state,
        "state_since": comment.state_since,
        "written": comment.created_at,
        "edited": comment.edited_at,
        "likes": comment.like_count,
        "editors_pick_since": comment.picked_at,
        "body": comment.body,
        "network": comment.network,
    }


def responses(user) -> Iterator[dict]:
    stories = _with_story(StoryLike.objects.filter(reader=user), user)
    marks = _with_story(StoryInsight.objects.filter(reader=user), user).select_related("insight", "story")
    return chain(
        (
            {"kind": "like", "comment": _permalink(row), "at": row.created_at}
            for row in _all(Like.objects.filter(reader=user))
        ),
        ({"kind": "like", "story": _story(row.story, row), "at": row.created_at} for row in _all(stories)),
        (
            {"kind": "insight", "insight": row.insight.name, "story": _story(row.story, row), "at": row.created_at}
            for row in _all(marks)
        ),
    )


def follows(user) -> Iterator[dict]:
    for row in _all(_with_story(Follow.objects.filter(reader=user), user)):
        yield {"story": _story(row.story, row), "since": row.created_at}


def mutes(user) -> Iterator[dict]:
    for row in _all(Mute.objects.filter(reader=user).select_related("muted")):
        yield {"name": row.muted.name, "since": row.created_at}


def notices(user) -> Iterator[dict]:
    seen = Exists(Story.objects.visible_to(user).filter(pk=OuterRef("correction__story")))
    mine = Notice.objects.filter(recipient=user).annotate(is_seen=seen)
    for row in _all(mine.select_related("correction__story").defer("correction__story__body")):
        told = {"comment": _permalink(row)} if row.comment_id else {"correction": _correction(row)}
        yield {"kind": row.kind, **told, "at": row.created_at, "read": row.read_at}


def _correction(row) -> str | None:
    return absolute(row.correction.get_absolute_url()) if row.is_seen else None


def reports(user) -> Iterator[dict]:
    for row in _all(Report.objects.filter(reader=user)):
        yield {
            "comment": _permalink(row),
            "reason": row.reason,
            "note": row.note,
            "at": row.created_at,
            "handled": row.handled_at,
        }


def letters(user) -> Iterator[dict]:
    sent = [Letter.objects.filter(recipient=user)]
    sent += [Letter.objects.filter(to__iexact=to, recipient=None) for to in readers.addresses_of(user)]
    for row in chain.from_iterable(_all(rows) for rows in sent):
        yield {"kind": row.kind, "to": row.to, "written": row.created_at, "sent": row.sent_at}


LISTS = {
    "comments.json": comments,
    "responses.json": responses,
    "follows.json": follows,
    "mutes.json": mutes,
    "notices.json": notices,
    "reports.json": reports,
    "letters.json": letters,
    "blocks.json": blocks,
    "notes.json": notes,
}


def _all(rows):
    return rows.order_by("pk").iterator(AT_A_TIME)


def _with_story(rows, user):
    """With their stories, without the stories' texts; `is_seen`: whether this person may know the title."""
    seen = Story.objects.visible_to(user).filter(pk=OuterRef("story"))
    return rows.select_related("story").defer("story__body").annotate(is_seen=Exists(seen))


def _story(story, row) -> dict:
    if not row.is_seen:
        return {"title": None, "address": None}
    return {"title": story.title, "address": absolute(story.get_absolute_url())}


def _permalink(row) -> str:
    return absolute(Comment(pk=row.comment_id).get_absolute_url())
