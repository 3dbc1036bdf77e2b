"""The front matter of a Markdown story: YAML whose values are taken as text, each with its line."""

import re
import unicodedata
from datetime import UTC, datetime, tzinfo

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.transfer.item import Item, Writer
from articles.transfer.pictures import find
from articles.transfer.reading import CONTROL
from newsroom.addresses import check_slug

PLAIN = ("title", "subtitle", "topic", "reason", "cover_alt", "cover_caption", "cover_credit")
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
        name, line = key.value.strip().lower(), _line(key)
        item.at[name] = line
        if name in PLAIN:
            setattr(item, name, _text(item, node))
        elif name in MOMENTS:
            setattr(item, name, _moment(item, node, zone))
        elif name in READERS:
            READERS[name](item, node)
        elif name == "cover":
            cover = (_text(item, node), line)
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
            raise item.refusal(_line(key), _("A key of the front matter is said twice, or is no word."))
        seen.add(name)


def _line(node) -> int:
    return node.start_mark.line + 2  # counted from 0, and behind the opening mark


def _text(item, node, on_one_line=True) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise item.refusal(_line(node), _("One value is needed here, not a list."))
    if CONTROL.search(node.value):
        raise item.refusal(_line(node), _("There is a control character in this value."))
    text = "" if node.tag == "tag:yaml.org,2002:null" else node.value.strip()
    return re.sub(r"\s*[\r\n]\s*", " ", text) if on_one_line else text


def _nodes(node) -> list:
    return node.value if isinstance(node, yaml.SequenceNode) else [node]


def _moment(item, node, zone) -> datetime | None:
    text = _text(item, node)
    if not text:
        return None
    try:
        moment = _parsed(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError, AttributeError):
        reason = _("'%s' is no moment. Write it like 2026-11-12T06:00:00+00:00.")
        raise item.refusal(_line(node), reason % text[:60]) from None


def _parsed(text):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parse_datetime(text)


def _creators(item, node):
    for entry in _nodes(node):
        writer = Writer("", line=_line(entry))
        pairs = entry.value if isinstance(entry, yaml.MappingNode) else [(None, entry)]
        for key, value in pairs:
            name = key.value if key else "name"
            if name in ("name", "bio"):
                text = _text(item, value, on_one_line=name == "name")
                setattr(writer, name, unicodedata.normalize("NFC", text))
            else:
                item.note(_("Line %(line)d: unknown key '%(name)s' left out.") % {"line": writer.line, "name": name})
        if writer.name:
            item.creators.append(writer)
        elif writer.bio:
            raise item.refusal(writer.line, _("A creator needs a name."))


def _tags(item, node):
    names = [unicodedata.normalize("NFC", _text(item, entry)) for entry in _nodes(node)]
    item.tags = list({name.casefold(): name for name in names if name}.values())


def _status(item, node):
    item.status = _text(item, node).lower()
    if item.status and item.status not in STATUSES:
        words = {"status": item.status[:60], "known": ", ".join(STATUSES)}
        raise item.refusal(_line(node), _("'%(status)s' is no status. There are: %(known)s.") % words)


def _language(item, node):
    known = {code.lower(): code for code, _name in settings.LANGUAGES}
    text = _text(item, node)
    item.language = known.get(text.lower().replace("_", "-"), "")
    if text and not item.language:
        raise item.refusal(_line(node), _("'%s' is no language code we know. Write one like en or ar.") % text[:60])


def _slug(item, node):
    item.slug = unicodedata.normalize("NFC", _text(item, node)).lower()
    try:
        if item.slug:
            check_slug(item.slug)
    except ValidationError as error:
        raise item.refusal(_line(node), " ".join(error.messages)) from None


READERS = {
    "creator": _creators,
    "creators": _creators,
    "tags": _tags,
    "status": _status,
    "language": _language,
    "slug": _slug,
}
