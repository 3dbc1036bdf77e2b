"""The front matter of a Markdown story: YAML whose values are taken as text, each with its line."""

import unicodedata
from datetime import tzinfo

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.transfer import trust
from articles.transfer.item import Item, Writer
from articles.transfer.pictures import find
from articles.transfer.values import line_of, moment_of, nodes_of, text_of
from newsroom.addresses import check_slug

PLAIN = ("title", "subtitle", "topic", "reason", "cover_alt", "cover_caption", "cover_credit")
PLAIN += ("sponsor", "content_warning", "ai_note")
MOMENTS = ("date", "updated", "embargo")
STATUSES = ("draft", "review", "scheduled", "published", "withdrawn")


def end_of(text: list[str]) -> int:
    """The index of the line that closes the front matter; 0 where there is none."""
    if text[0].rstrip() != "---":
        return 0
    return next((index for index, line in enumerate(text) if index and line.rstrip() in ("---", "...")), 0)


def read(item: Item, text: list[str], zone: tzinfo) -> None:
    """Fill the item from the lines between the marks. Raises Refused."""
    cover = None
    for key, node in _pairs(item, "\n".join(text)):
        name, line = key.value.strip().lower(), line_of(key)
        item.at[name] = line
        if name in PLAIN:
            setattr(item, name, text_of(item, node))
        elif name in MOMENTS:
            setattr(item, name, moment_of(item, node, zone))
        elif name in READERS:
            READERS[name](item, node)
        elif name == "corrections":
            trust.corrections(item, node, zone)
        elif name == "cover":
            cover = (text_of(item, node), line)
        else:
            item.note(_("Line %(line)d: unknown key '%(name)s' left out.") % {"line": line, "name": name})
    if cover and cover[0]:
        item.cover = find(item, cover[0], item.cover_alt, cover[1])


def _pairs(item, text):
    # Composed, never constructed: no tags, no dates, and 'language: no' stays Norwegian.
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise item.refusal(line, _("The front matter is not YAML: %s.") % error.problem) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise item.refusal(1, _("The front matter is not YAML: %s.") % error) from None
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise item.refusal(2, _("The front matter has to be lines of 'key: value'."))
    pairs = root.value if root else []
    _check_keys(item, pairs)
    return pairs


def _check_keys(item, pairs):
    seen = set()
    for key, _node in pairs:
        name = key.value.strip().lower() if isinstance(key, yaml.ScalarNode) else ""
        if not name or name in seen:
            raise item.refusal(line_of(key), _("A key of the front matter is said twice, or is no word."))
        seen.add(name)


def _creators(item, node):
    for entry in nodes_of(node):
        writer = Writer("", line=line_of(entry))
        pairs = entry.value if isinstance(entry, yaml.MappingNode) else [(None, entry)]
        for key, value in pairs:
            name = key.value if key else "name"
            if name in ("name", "bio"):
                text = text_of(item, value, on_one_line=name == "name")
                setattr(writer, name, unicodedata.normalize("NFC", text))
            else:
                item.note(_("Line %(line)d: unknown key '%(name)s' left out.") % {"line": writer.line, "name": name})
        if writer.name:
            item.creators.append(writer)
        elif writer.bio:
            raise item.refusal(writer.line, _("A creator needs a name."))


def _tags(item, node):
    names = [unicodedata.normalize("NFC", text_of(item, entry)) for entry in nodes_of(node)]
    item.tags = list({name.casefold(): name for name in names if name}.values())


def _status(item, node):
    item.status = text_of(item, node).lower()
    if item.status and item.status not in STATUSES:
        words = {"status": item.status[:60], "known": ", ".join(STATUSES)}
        raise item.refusal(line_of(node), _("'%(status)s' is no status. There are: %(known)s.") % words)


def _language(item, node):
    known = {code.lower(): code for code, _name in settings.LANGUAGES}
    text = text_of(item, node)
    item.language = known.get(text.lower().replace("_", "-"), "")
    if text and not item.language:
        raise item.refusal(line_of(node), _("'%s' is no language code we know. Write one like en or ar.") % text[:60])


def _slug(item, node):
    item.slug = unicodedata.normalize("NFC", text_of(item, node)).lower()
    try:
        if item.slug:
            check_slug(item.slug)
    except ValidationError as error:
        raise item.refusal(line_of(node), " ".join(error.messages)) from None


READERS = {
    "creator": _creators,
    "creators": _creators,
    "tags": _tags,
    "status": _status,
    "language": _language,
    "slug": _slug,
    "opinion": trust.opinion,
    "ai_use": trust.ai_use,
    "sources": trust.sources,
}
