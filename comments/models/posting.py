"""Taking in a new comment: one look at all that has to be known of its place, and one transaction that stores it."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import BigIntegerField, CharField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.models import Story, StoryVersion
from comments import moderation, paths, text
from comments.gists import gists
from comments.models.block import Block, domain_of
from comments.models.comment import Comment
from comments.models.discussion import Discussion
from comments.models.letter import Letter
from comments.rules.rule import Sent
from newsroom import moments
from newsroom.models import Site
from newsroom.moments import MomentField
from newsroom.prepared import Given, prepared

TRIES = 5


def post(
    *, story, body, parent=None, author=None, name="", email="", site: Site | None = None,
    admit: Callable[[], None] = lambda: None, sent: Sent | None = None,
) -> tuple[Comment, bool]:  # fmt: skip
    """Write a comment, the one public way in; answers it, and whether it is new.

    The same text sent twice is one comment. Without an author it waits until `email` is confirmed. `admit` may refuse
    by raising; what it counts is stored together with the comment. `sent`: what came along with the text,
    if a person has just sent it.
    Raises ValidationError, with a sentence, when the discussion or the text does not allow it.
    """
    said = text.check(body)
    who = {"author": author} if author else {"name": name, "email": email}
    for _try in range(TRIES):
        comment = Comment(
            story=story, parent=parent, body=str(said), body_html=said.html, network=sent.network if sent else "", **who
        )
        comment.fingerprint = comment.make_fingerprint()
        comment.gist, comment.second_gist = gists(comment.body)
        try:
            with transaction.atomic():
                admit()
                return _enter(comment, site, sent)
        except IntegrityError:  # the same text came first, or, once in a thousand, the same path
            continue
        except OperationalError as error:
            if "deadlock detected" not in str(error):  # PostgreSQL: its author's account was being closed meanwhile
                raise
        except ValidationError:
            admit()  # what was refused is a try all the same, and its count was undone with it
            raise
    raise ValidationError(_("This could not be stored. Send it once more."))


def _enter(comment, site, sent):
    discussion = _place_of(comment, site)
    if discussion.known:
        return Comment.objects.get(pk=discussion.known), False
    discussion.check_open()
    if comment.parent_id:
        comment.check_parent()
    comment.discussion, comment.story_version_id = discussion, discussion.version
    comment.path = paths.below(comment.parent.path if comment.parent_id else "")
    if comment.author_id:
        if discussion.block:
            Block.objects.refuse(comment.author, comment.network)
        return comment.enter(insert=True, sent=sent), True
    comment.save(force_insert=True)
    if sent:
        comment.keep_objections(moderation.review_sending(comment, sent, discussion.site))
    Letter.objects.ask_to_confirm(comment)
    return comment, True


def _place_of(comment, site):
    """The discussion, with `version`, the id of the text that readers see, `known`, of the same comment, and `block`: not
    empty where something may keep its author from writing.
    """
    address = comment.author.email.lower() if comment.author_id else ""
    ask = {
        "story": comment.story_id,
        "fingerprint": comment.fingerprint,
        "now": moments.now(),
        "network": comment.network,
    }
    ask |= {"account": str(comment.author_id or ""), "address": address, "domain": domain_of(address)}
    ask["author"] = comment.author_id
    found = _place(**ask)
    if not found:  # nobody has said anything here yet
        Discussion.objects.get_or_create(pk=comment.story_id)
        found = _place(**ask)
    discussion = found[0]
    discussion.story = comment.story
    if site:
        discussion.site = site
    return discussion


@prepared
def _place():
    """The discussion of `story`, with the version that readers see `now`, that `fingerprint`, and `block`."""
    version = StoryVersion.objects.filter(story=OuterRef("pk"), public_at__lte=Given("now", MomentField()))
    known = Comment.objects.filter(fingerprint=Given("fingerprint", CharField())).exclude(state=Comment.State.DELETED)
    # Each part of a query takes time to plan: exactly it is asked only where one of these is found.
    theirs = [Given(name, CharField()) for name in ("account", "address", "domain", "network")]
    block = Block.objects.in_force(Given("now", MomentField())).filter(kind__in=Block.Kind.values, value__in=theirs)
    more_addresses = EmailAddress.objects.filter(user=Given("author", BigIntegerField()), verified=True, primary=False)
    place = Discussion.objects.filter(pk=Given("story", BigIntegerField())).defer("pinned", "insights")
    return place.annotate(
        version=Subquery(version.order_by("-number").values("pk")[:1]),
        known=Subquery(known.values("pk")[:1]),
        block=Coalesce(Subquery(block.values("pk")[:1]), Subquery(more_addresses.values("pk")[:1])),
    )


@prepared
def live_stories():
    """What posting needs of the story at `slug`, if everybody may read it `now`."""
    live = Story.objects.live(at=Given("now", MomentField()))
    return live.filter(slug=Given("slug", CharField())).only("slug", "status", "published_at", "reading_minutes")
