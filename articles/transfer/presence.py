"""Whether a story is here already, so that a second import changes nothing."""

from urllib.parse import unquote

from django.utils.translation import gettext as _

from articles.models import Story
from articles.models.version import TEXT
from articles.transfer.filing import same
from articles.transfer.item import Item
from newsroom.addresses import slugify


def here_already(item: Item) -> Story | None:
    """The story that this item is, by its address or title. Raises Refused where the address is another story's.

    Two stories may share a title: then it is the same one if a creator is the same, or if some version has this text.
    """
    others = []
    for story in _candidates(item):
        if _is_same(story, item):
            _say_what_differs(story, item)
            return story
        others.append(story)
    for other in others:
        words = {"names": ", ".join(map(str, other.byline)) or _("nobody"), "address": _address(other)}
        if item.slug:
            raise item.refusal("slug", _("%(address)s is another story, by %(names)s.") % words)
        item.note(_("Not to be confused with %(address)s, by %(names)s: another story with this title.") % words)
    return None


def _candidates(item) -> list[Story]:
    found = []
    slug = item.slug or slugify(item.title)
    if slug:
        found += Story.objects.filter(slug=slug)
        found += Story.objects.filter(pk=Story.at(slug))
    if not item.slug:
        found += Story.objects.filter(title=item.title).order_by("pk")
    return list(dict.fromkeys(found))


def _is_same(story, item) -> bool:
    if item.slug and same(story.title, item.title):
        return True
    names = [writer.name for writer in item.creators]
    creators = [creator.name for creator in story.byline]
    if not names or not creators or any(same(name, creator) for name in names for creator in creators):
        return True
    return story.versions.filter(body=item.body).exists()


def _say_what_differs(story, item):
    copy = story.working_copy
    names = [Story._meta.get_field(name).verbose_name for name in TEXT if getattr(copy, name) != getattr(item, name)]
    if names:
        words = {"names": ", ".join(map(str, names))}
        item.note(_("The file differs in: %(names)s. Change the story in the admin.") % words)


def _address(story) -> str:
    return unquote(story.get_absolute_url())
