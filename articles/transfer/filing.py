"""Where a story is filed: its creators, topic and tags, found by name or made."""

import unicodedata

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from articles.models import Byline, Creator, Story, Tag, Topic
from articles.transfer.item import Item, Writer
from newsroom.addresses import slugify


def same(one: str, other: str) -> bool:
    """Whether two names are one, whatever their capitals and however their accents are stored."""
    return _folded(one) == _folded(other)


def sign(story: Story, item: Item) -> None:
    """Put the creators under the story, in their order."""
    creators = []
    for writer in item.creators:
        creator = _creator(item, writer)
        if creator not in creators:
            creators.append(creator)
    for position, creator in enumerate(creators):
        Byline.objects.create(story=story, creator=creator, position=position)


def topic_named(item: Item, name: str) -> Topic | None:
    """The topic of that name; a new one comes last and takes its own colour, or one not in use."""
    if not name:
        return None
    topics = list(Topic.objects.all())
    if known := next((topic for topic in topics if same(topic.name, name)), None):
        return known
    item.note(_("New topic: %s.") % name)
    last = Topic.objects.aggregate(last=Max("position"))["last"]
    return Topic.objects.create(name=name, ink=_ink(name, topics), position=0 if last is None else last + 1)


def tag_named(name: str) -> Tag:
    return next(iter(_known(Tag, name)), None) or Tag.objects.create(name=name)


def _ink(name, topics) -> str:
    inks = [ink for ink in Topic.Ink.values if ink]
    if slugify(name) in inks:
        return slugify(name)
    used = {topic.ink for topic in topics}
    return next((ink for ink in inks if ink not in used), Topic.Ink.PLAIN)


def _creator(item, writer: Writer) -> Creator:
    known = _known(Creator, writer.name)
    if not known:
        return Creator.objects.create(name=writer.name, bio=writer.bio)
    creator = known[0]
    if len(known) > 1:
        item.note(_("Several creators are called %s: the first of them was taken.") % writer.name)
    if writer.bio and not creator.bio:
        creator.bio = writer.bio
        creator.save(update_fields=["bio"])
    elif writer.bio and writer.bio != creator.bio:
        item.note(_("%s has another bio here already; it was left as it is.") % creator.name)
    return creator


def _known(model, name) -> list:
    # By address too: SQLite knows no capitals beyond ASCII.
    near = model.objects.filter(Q(name__iexact=name) | Q(slug=slugify(name))).order_by("pk")
    return [thing for thing in near if same(thing.name, name)]


def _folded(name):
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())
