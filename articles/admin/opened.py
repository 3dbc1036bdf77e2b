"""What the form of a story was made from, carried in the form: so that a save notices what somebody else changed since."""

import re
from dataclasses import dataclass, field

from django.forms import CheckboxInput
from django.http import QueryDict

from articles.models.version import TEXT
from newsroom.addresses import key
from newsroom.fragments import digest

NOT_KEPT = {*TEXT, "reason"}  # texts have versions; a reason belongs to the verb it is typed for


@dataclass(frozen=True)
class Opened:
    """The number of the newest version, and a short digest of each other part of the form."""

    version: int = 0
    parts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: str) -> "Opened":
        """From the form's hidden field; what does not fit counts as opened before the first version."""
        number, *parts = sent[:5_000].split() or [""]
        version = int(number) if re.fullmatch(r"[0-9]{1,9}", number) else 0
        return cls(version, dict(part.split(":", 1) for part in parts if ":" in part))

    def __str__(self):
        return " ".join([str(self.version), *(f"{name}:{value}" for name, value in self.parts.items())])


@dataclass(frozen=True)
class Part:
    """A field, or the rows of an inline table, as a browser sends it when nothing in it is touched."""

    name: str
    label: str
    sent: dict[str, list[str]]
    rows: dict[str, list[str]] = field(default_factory=dict)  # of a table: how many rows it has
    blank: dict[str, list[str]] = field(default_factory=dict)  # of a table: what an empty row sends

    @property
    def is_table(self) -> bool:
        return bool(self.rows)

    def digest(self) -> str:
        return digest(repr(sorted(_in_order(self.sent).items()))).hex()[:10]

    def posted(self, data: QueryDict) -> "Part":
        """The same part as it was sent; empty fields and empty rows say nothing."""
        if not self.is_table:
            return Part(self.name, self.label, _said({self.name: data.getlist(self.name)}))
        row = re.compile(rf"{re.escape(self.name)}-(\d{{1,4}})-(\w+)")
        found = {}
        for one in data:
            if match := row.fullmatch(one):
                found.setdefault(match[1], {})[match[2]] = data.getlist(one)
        kept = {number: _said(values) for number, values in found.items() if _said(values) != self.blank}
        sent = {f"{self.name}-{number}-{name}": value for number, row in kept.items() for name, value in row.items()}
        return Part(self.name, self.label, sent, self.rows)

    def put_into(self, data: QueryDict) -> None:
        """Let the form be sent with this part as it stands. Rows that were added stay, below those that are there."""
        added = self._added(data)
        own = [name for name in data if name == self.name or (self.is_table and name.startswith(f"{self.name}-"))]
        for name in own:
            del data[name]
        for name, values in (self.sent | self.rows | added).items():
            data.setlist(name, values)

    def _added(self, data) -> dict:
        if not self.is_table:
            return {}
        posted, stored = self.posted(data).sent, int(self.rows[f"{self.name}-INITIAL_FORMS"][0])
        numbers = {name.split("-")[-2] for name in posted}
        numbers -= {name.split("-")[-2] for name in posted if name.endswith("-id")}
        added = {}
        for place, number in enumerate(sorted(numbers, key=int), stored):
            old, new = f"{self.name}-{number}-", f"{self.name}-{place}-"
            added |= {name.replace(old, new): values for name, values in posted.items() if name.startswith(old)}
        return added | {f"{self.name}-TOTAL_FORMS": [str(stored + len(numbers))]}


def parts_of(form, formsets) -> list[Part]:
    """The parts of an unbound form, as they are stored now."""
    fields = [bound for bound in form if bound.name not in NOT_KEPT]
    parts = [Part(bound.name, str(bound.label), _said({bound.html_name: _sent(bound)})) for bound in fields]
    return parts + [_table(formset) for formset in formsets]


def _table(formset) -> Part:
    rows = {bound.html_name: _sent(bound) for form in formset.initial_forms for bound in form}
    counts = {bound.html_name: [str(bound.value())] for bound in formset.management_form}
    counts[f"{formset.prefix}-TOTAL_FORMS"] = [str(formset.initial_form_count())]
    blank = _said({bound.name: _sent(bound) for bound in formset.empty_form})
    return Part(formset.prefix, str(formset.model._meta.verbose_name), _said(rows), counts, blank)


def _in_order(sent: dict) -> dict:
    """With the order that rows are in for the numbers that say so: saving may number them anew."""
    places = {name: key(value[0]) for name, value in sent.items() if name.endswith("-position")}
    numbers = {name: number for name, number in places.items() if number is not None}
    ranks = sorted(set(numbers.values()))
    return sent | {name: [str(ranks.index(number))] for name, number in numbers.items()}


def _said(sent: dict) -> dict:
    """Without what is empty; lists in one order, line ends of one kind."""
    tidy = {name: sorted(value.replace("\r\n", "\n") for value in values if value) for name, values in sent.items()}
    return {name: values for name, values in tidy.items() if values}


def _sent(bound) -> list[str]:
    """What a browser sends for a field that is left as it stands."""
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, CheckboxInput):
        return ["on"] if value else []
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    written = widget.format_value(value)
    return [str(one) for one in (written if isinstance(written, list | tuple) else [written]) if one not in (None, "")]
