"""Merging a topic or a tag into another: stories move a batch at a time, then the old address leads to the new for ever.

Each batch is a transaction of its own, so that nobody waits long for the database; what is left over, also after a crash,
is moved by doing it again. Only when no story is left does the one that goes make place.
"""

import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models import Address, Story, Tag, Topic, listing
from articles.search import index
from newsroom.addresses import slugify

Subject = Topic | Tag

BATCH = 100  # their texts go into the search index anew
SECONDS = 5  # of work for one request
MOST_COUNTED = 5000
TAGGED = Story.tags.through


def stories_of(subject: Subject) -> int:
    """How many stories it has; one more than MOST_COUNTED where there are more."""
    return _lines(subject)[: MOST_COUNTED + 1].count()


def old_addresses(subject: Subject) -> list[str]:
    """The paths that will lead elsewhere."""
    slugs = Address.objects.filter(kind=subject.kind, owner_id=subject.pk).order_by("pk").values_list("slug", flat=True)
    return [type(subject)(slug=slug).get_absolute_url() for slug in slugs]


def named(model, typed: str) -> Subject | None:
    """The topic or tag with that name, or else at that address."""
    typed = " ".join(typed.replace("\0", "").split())[:200]
    return model.objects.filter(name__iexact=typed).first() or model.objects.filter(pk=_at(model, typed)).first()


def _at(model, typed):
    return model.at(typed) or model.at(slugify(typed)) or 0


def merge(going: Subject, into: Subject, seconds: float = SECONDS) -> tuple[int, bool]:
    """Move what can be moved in that time. Answers how many stories moved, and whether `going` is gone."""
    if type(going) is not type(into) or going.pk == into.pk:
        raise ValidationError(_("Choose another one."))
    moved, until = 0, time.monotonic() + seconds
    while batch := _move(going, into):
        moved += batch
        if time.monotonic() > until:
            return moved, False
    return moved, _make_place(going, into)


@transaction.atomic
def _move(going, into) -> int:
    """The next batch."""
    _both(going, into)
    name = "pk" if isinstance(going, Topic) else "story_id"
    pks = list(_lines(going).values_list(name, flat=True)[:BATCH])
    if isinstance(going, Topic):
        Story.objects.filter(pk__in=pks).update(topic=into.pk)
    else:
        TAGGED.objects.bulk_create([TAGGED(story_id=pk, tag_id=into.pk) for pk in pks], ignore_conflicts=True)
        TAGGED.objects.filter(tag_id=going.pk, story_id__in=pks).delete()
        listing.write(pks)
    index.write_stories(pks)
    return len(pks)


@transaction.atomic
def _make_place(going, into) -> bool:
    """False where a story came to it meanwhile."""
    _both(going, into)
    if _lines(going).exists():
        return False
    Address.objects.filter(kind=going.kind, owner_id=going.pk).update(owner_id=into.pk)
    going.delete()
    return True


def _both(going, into):
    """Lock the two. Raises ValidationError where one is gone by now."""
    pks = sorted([going.pk, into.pk])
    locked = type(going).objects.select_for_update().filter(pk__in=pks).order_by("pk")
    if len(locked) < len(pks):
        raise ValidationError(_("One of the two is gone by now."))


def _lines(subject):
    """The stories of a topic, or the lines that say which stories have a tag."""
    if isinstance(subject, Topic):
        return Story.objects.filter(topic=subject.pk).order_by()
    return TAGGED.objects.filter(tag_id=subject.pk).order_by()
