"""Readers and their accounts, as far as the discussion makes and ends them."""

from collections import Counter, defaultdict

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Substr

from comments import paths
from comments.models import (
    Appeal,
    Block,
    Comment,
    Discussion,
    EarlierText,
    Letter,
    Like,
    Objection,
    StoryInsight,
    StoryLike,
)
from newsroom import moments
from newsroom.models import Site, User
from newsroom.tasks import forget_sessions

AT_A_TIME = 500


def account_for(email: str, name: str) -> User:
    """The account of whoever has shown that this address is theirs, made if there is none."""
    try:
        return _account_for(email.lower(), name)
    except IntegrityError:  # made a moment ago by a second press
        return _account_for(email.lower(), name)


@transaction.atomic
def _account_for(email, name):
    known = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
    if known and not known.verified and known.user.email.lower() != email:
        known.delete()  # somebody else claimed it beside their own, and never showed that it is theirs
        known = None
    user = known.user if known else User.objects.filter(email__iexact=email).first()
    if known and known.verified:
        return user
    if not user:
        user = User.objects.create_user(email, name=name)
    elif known:  # somebody began a sign-up with this address and never confirmed it; what they chose is not trusted
        user.name = name
        user.set_unusable_password()
        user.save(update_fields=["name", "password"])
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def addresses_of(user) -> list[str]:
    """The addresses that are certainly this person's."""
    rows = dict(user.emailaddress_set.values_list("email", "verified"))
    return [address for address in {*rows, user.email} if rows.get(address, True)]


def may_leave(user) -> bool:
    """Whether a person can end the account alone. Who worked at the desk stands in its history, which stays."""
    return not (user.is_staff or user.is_superuser or LogEntry.objects.filter(user=user).exists())


def delete_account(user, *, texts: bool):
    """End an account and all that is held about the person. Their comments keep their places, without a name;
    with `texts` they are deleted as well, and what was answered leaves a tombstone.

    Whoever takes the same rows in another order may make the database give up on one of both: it is tried again.
    """
    for tries_left in (2, 1, 0):
        try:
            return _delete_account(user.pk, texts)
        except OperationalError:
            if not tries_left:
                raise


@transaction.atomic
def _delete_account(pk, texts):
    user = User.objects.select_for_update().get(pk=pk)
    _take_back(Like.objects.filter(reader=user), "comment", Comment.objects, "like_count")
    _take_back(StoryLike.objects.filter(reader=user), "story", Discussion.objects, "likes")
    _take_back_insights(user)
    mine = Comment.objects.filter(author=user)
    for address in addresses_of(user):
        Comment.objects.waiting(address).delete()
        Letter.objects.filter(to__iexact=address).delete()
    if texts:
        _delete_texts(mine)
    _forget_moderation(user, mine)
    mine.update(author=None, network="")
    picture = user.avatar.name
    user.delete()
    if picture:
        transaction.on_commit(lambda: User.objects.forget_avatar(picture))
    transaction.on_commit(forget_sessions.enqueue)
    Site.renew()


def _forget_moderation(user, mine):
    """Nobody is left to answer an open appeal; of a decided one the outcome stays, not the words. A block of the account
    has nothing left to hold. One of an address holds on until its end, or leaving would end it, but without a name.
    """
    appeals = Appeal.objects.filter(comment__in=mine)
    appeals.open().delete()
    appeals.update(text="")
    theirs, networks = Block.objects.against(user), mine.exclude(network="").values("network")
    over = theirs.filter(kind=Block.Kind.ADDRESS).exclude(pk__in=Block.objects.in_force().values("pk"))
    (theirs.filter(kind=Block.Kind.ACCOUNT) | over).delete()
    named = theirs | Block.objects.filter(kind=Block.Kind.NETWORK, value__in=networks)
    named.filter(name=user.name).update(name="")


def _take_back(rows, what, counted, count):
    """Delete `rows` and lower, for each, the `count` of what it was given to."""
    while batch := list(rows.select_for_update().order_by("pk").values_list("pk", what)[:AT_A_TIME]):
        _count_down(counted, count, Counter(target for _pk, target in batch))
        rows.filter(pk__in=[pk for pk, _target in batch]).delete()


def _take_back_insights(user):
    rows = StoryInsight.objects.filter(reader=user)
    fields = ("pk", "story", "insight")
    while batch := list(rows.select_for_update().order_by("story", "pk").values_list(*fields)[:AT_A_TIME]):
        stories = {story for _pk, story, _insight in batch}
        found = Discussion.objects.select_for_update().filter(pk__in=stories).order_by("pk")
        discussions = {discussion.pk: discussion for discussion in found}
        for _pk, story, insight in batch:
            discussions[story].insights[str(insight)] -= 1
        Discussion.objects.bulk_update(discussions.values(), ["insights"], batch_size=100)
        rows.filter(pk__in=[pk for pk, *_ in batch]).delete()


def _delete_texts(mine):
    """What Comment.delete_by_author does, for thousands at once, and without keeping what was said."""
    ids = list(mine.select_for_update(no_key=True).order_by("-pk").values_list("pk", flat=True))
    shown = mine.published()
    root = Comment.objects.filter(story=OuterRef("story"), path=Substr(OuterRef("path"), 1, paths.SEGMENT))
    answers = shown.filter(parent__isnull=False).annotate(thread=Subquery(root.values("pk")))
    stories = Counter(shown.values_list("story", flat=True))
    threads = Counter(answers.values_list("thread", flat=True))
    Discussion.objects.filter(pinned__in=mine).update(pinned=None)
    EarlierText.objects.filter(comment__in=mine).delete()
    Objection.objects.filter(comment__in=mine).delete()  # they quote the text
    mine.exclude(state=Comment.State.DELETED).update(state=Comment.State.DELETED, state_since=moments.now())
    mine.update(body="", body_html="", fingerprint="", picked_at=None)
    _hide_unanswered(ids)
    _count_down(Comment.objects, "reply_count", threads)
    _count_down(Discussion.objects, "comments", stories)


def _hide_unanswered(ids):
    """What is not published stands for as long as an answer does; hiding one may leave what it answers alone."""
    answers = Comment.objects.visible().filter(parent=OuterRef("pk"))
    stand = Comment.objects.visible().exclude(state=Comment.State.PUBLISHED).filter(~Exists(answers))
    while ids:
        above = set()
        for part in _parts(ids):
            alone = dict(stand.filter(pk__in=part).values_list("pk", "parent"))
            Comment.objects.filter(pk__in=alone).update(visible=False)
            above.update(alone.values())
        ids = sorted(above - {None}, reverse=True)


def _count_down(rows, count, steps: Counter):
    """Lower a count by each row's step; rows with the same step go together."""
    by_step = defaultdict(list)
    for pk, step in steps.items():
        by_step[step].append(pk)
    for step, pks in by_step.items():
        for part in _parts(sorted(pks, reverse=True)):
            rows.filter(pk__in=part).update(**{count: F(count) - step})


def _parts(ids: list):
    return (ids[start : start + AT_A_TIME] for start in range(0, len(ids), AT_A_TIME))
