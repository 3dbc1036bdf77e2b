"""Values of the front matter, taken as text whatever YAML would make of them, each with its line."""

import re
from datetime import UTC, datetime

import yaml
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.transfer.reading import CONTROL


def line_of(node) -> int:
    return node.start_mark.line + 2  # counted from 0, and behind the opening mark


def text_of(item, node, on_one_line=True) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise item.refusal(line_of(node), _("One value is needed here, not a list."))
    if CONTROL.search(node.value):
        raise item.refusal(line_of(node), _("There is a control character in this value."))
    text = "" if node.tag == "tag:yaml.org,2002:null" else node.value.strip()
    return re.sub(r"\s*[\r\n]\s*", " ", text) if on_one_line else text


def nodes_of(node) -> list:
    return node.value if isinstance(node, yaml.SequenceNode) else [node]


def moment_of(item, node, zone) -> datetime | None:
    text = text_of(item, node)
    if not text:
        return None
    try:
        moment = _parsed(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError, AttributeError):
        reason = _("'%s' is no moment. Write it like 2026-11-12T06:00:00+00:00.")
        raise item.refusal(line_of(node), reason % text[:60]) from None


def _parsed(text):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parse_datetime(text)
