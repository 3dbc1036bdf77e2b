"""What the front matter says of a story's labels, its sources and its corrections."""

from datetime import tzinfo

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.models import Correction, Source
from articles.models.labels import Labelled
from articles.transfer.item import Amendment, Item
from articles.transfer.values import line_of, moment_of, nodes_of, text_of

YES = {"yes": True, "true": True, "no": False, "false": False, "": False}
SOURCE = {"name": "name", "url": "url", "unnamed": "unnamed_reason"}


def opinion(item: Item, node) -> None:
    said = text_of(item, node).lower()
    if said not in YES:
        raise item.refusal(line_of(node), _("Say yes or no here."))
    item.is_opinion = YES[said]


def ai_use(item: Item, node) -> None:
    item.ai_use = _one_of(item, node, Labelled.AiUse.values)


def sources(item: Item, node) -> None:
    """Names, or entries with a name and url, or with the reason why one is unnamed."""
    for entry in nodes_of(node):
        told = _entries(item, entry, SOURCE)
        source = Source(**{SOURCE[name]: text_of(item, value) for name, value in told.items()})
        try:
            source.full_clean(exclude=["story"])
        except ValidationError as error:
            raise item.refusal(line_of(entry), " ".join(error.messages)) from None
        item.sources.append(source)


def corrections(item: Item, node, zone: tzinfo) -> None:
    """Entries with date, text and, where it is another than correction, kind."""
    for entry in nodes_of(node):
        told = _entries(item, entry, ("date", "text", "kind"))
        at = moment_of(item, told["date"], zone) if "date" in told else None
        text = text_of(item, told["text"], on_one_line=False) if "text" in told else ""
        if not at or not text:
            raise item.refusal(line_of(entry), _("A correction needs a date and a text."))
        kind = _one_of(item, told["kind"], Correction.Kind.values) if "kind" in told else ""
        item.corrections.append(Amendment(at, text, kind or Correction.Kind.CORRECTION, line_of(entry)))


def _entries(item, entry, known) -> dict:
    """The keys of an entry with their values; a bare word is its first."""
    if not isinstance(entry, yaml.MappingNode):
        return {next(iter(known)): entry}
    told = {key.value: value for key, value in entry.value if isinstance(key, yaml.ScalarNode)}
    for name in told.keys() - set(known):
        item.note(_("Line %(line)d: unknown key '%(name)s' left out.") % {"line": line_of(entry), "name": name})
    return {name: told[name] for name in known if name in told}


def _one_of(item, node, known) -> str:
    said = text_of(item, node).lower()
    if said and said not in known:
        words = {"said": said[:60], "known": ", ".join(word for word in known if word)}
        raise item.refusal(line_of(node), _("'%(said)s' is not known here. There are: %(known)s.") % words)
    return said
