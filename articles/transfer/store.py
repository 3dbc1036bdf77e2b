"""Parsed stories on their way into the database: all of them or none, and none twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Story
from articles.models.labels import LABELS
from articles.transfer import filing, presence
from articles.transfer.item import Item
from articles.transfer.pictures import WITHOUT_ALT
from articles.transfer.reading import language_by_letters
from newsroom import moments
from newsroom.html import words
from newsroom.models import Image, Site


@dataclass
class Outcome:
    """What became of an item. The notes are the item's own."""

    item: Item
    address: str
    created: bool
    state: str


@dataclass
class Wishes:
    """What whoever imports wants for all of them."""

    publish: bool = False
    topic: str = ""  # for those that name none
    language: str = ""
    rehearse: bool = False  # do it all, then undo it all: what is told is what would happen


def store(items: Iterable[Item], wishes: Wishes) -> list[Outcome]:
    """Put the items into the database. Raises Refused, and then nothing is stored."""
    with transaction.atomic():
        outcomes = [_outcome(item, wishes) for item in items]
        if wishes.rehearse:
            transaction.set_rollback(True)
    return outcomes


def _outcome(item, wishes) -> Outcome:
    try:
        story = presence.here_already(item)
        if story:
            return Outcome(item, _address(story), created=False, state=story.state)
        story = _created(item, wishes)
    except ValidationError as error:
        where = next(iter(getattr(error, "error_dict", [])), WITHOUT_ALT)
        raise item.refusal(where, " ".join(error.messages)) from None
    return Outcome(item, _address(story), created=True, state=story.state)


def _address(story) -> str:
    return unquote(story.get_absolute_url())


def _created(item, wishes) -> Story:
    story = Story(
        title=item.title,
        subtitle=item.subtitle,
        slug=item.slug,
        body=item.body,
        language=_language(item, wishes),
        topic=filing.topic_named(item, item.topic or wishes.topic),
        revised_at=item.updated,
        embargoed_until=item.embargo,
        **{name: getattr(item, name) for name in LABELS},
    )
    _illustrate(story, item, wishes)
    story.full_clean()
    story.save()
    filing.sign(story, item)
    story.tags.set([filing.tag_named(name) for name in item.tags])
    for position, source in enumerate(item.sources, 1):
        source.story, source.position = story, position
        source.save()
    _bring_into_its_state(story, item, wishes)
    return story


def _language(item, wishes) -> str:
    if item.language or wishes.language:
        return item.language or wishes.language
    found = language_by_letters(" ".join([item.title, item.subtitle, *words(item.body)]))
    if found:
        item.note(_("Language %s, judged by the letters. Say --language if it is another.") % found)
    return found or Site.current().language


def _illustrate(story, item, wishes):
    taken = {address: _image(picture, wishes) for address, picture in item.pictures.items()}
    for address, image in taken.items():
        if image.address != address:
            story.body = story.body.replace(address, image.address)
    if item.cover:
        story.cover = taken[item.cover.address]
        for name in ("cover_alt", "cover_caption", "cover_credit"):
            setattr(story, name, getattr(item, name))


def _image(picture, wishes) -> Image:
    if not wishes.rehearse:
        return Image.objects.take(picture.path.read_bytes(), alt=picture.alt[:500])
    name = picture.address.removeprefix("/media/")
    size = {"width": picture.width, "height": picture.height}
    return Image.objects.get_or_create(digest=PurePath(name).stem, defaults={"file": name, **size})[0]


def _bring_into_its_state(story, item, wishes):
    status = _status(item, wishes)
    if status in ("published", "scheduled", "withdrawn"):
        story.publish(at=_moment(item, wishes, status))
    else:
        story.write()
    _correct(story, item)
    if status == "review":
        story.submit()
    if status == "withdrawn":
        story.withdraw(item.reason)


def _correct(story, item):
    """Its corrections in their order. What readers could not have seen yet was not corrected."""
    now = moments.now()
    given = [one for one in item.corrections if story.is_live and story.published_at <= one.at <= now]
    if len(given) < len(item.corrections):
        item.note(_("A correction was left out: only a live story has them, from its date on and not ahead of time."))
    for one in sorted(given, key=lambda one: one.at):
        try:
            story.correct(one.text, kind=one.kind, at=one.at)
        except ValidationError as error:
            raise item.refusal(one.line, " ".join(error.messages)) from None


def _status(item, wishes) -> str:
    if item.status == "withdrawn" and wishes.publish:
        item.note(_("It is withdrawn and stays so."))
    elif wishes.publish:
        return "published"
    status = item.status or "draft"
    if item.date and status in ("draft", "review"):
        item.note(_("Its date was left out: only what is published or scheduled has one."))
    return status


def _moment(item, wishes, status):
    now = moments.now()
    if status == "scheduled" and not (item.date and item.date > now):
        raise item.refusal("status", _("A scheduled story needs a date that is still to come."))
    if item.date and item.date > now and (wishes.publish or status == "withdrawn"):
        item.note(_("Its date is still to come; it is live from now on instead."))
        return now
    return item.date or now
