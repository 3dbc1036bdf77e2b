"""The one place that cleans HTML: the only importer of bleach, and the only maker of text that templates trust."""

import json
import re
from functools import partial
from html import unescape

from bleach.html5lib_shim import Filter
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Cast
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

MOST_CHARACTERS = 400_000
MOST_MARKS = 20_000
MOST_NESTING = 60
MOST_ATTRIBUTES = 400  # equals signs and spaces in one tag; a link with a long title has many words
# Elements that need no end, or that the parser ends by itself.
LEAVES = frozenset(["br", "hr", "img", "p", "li", "td", "th", "tr", "col", "thead", "tbody"])

# Elements that go together with what is inside them.
DROPPED = frozenset(
    [
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "noscript",
        "noembed",
        "noframes",
        "template",
        "textarea",
        "title",
        "head",
        "select",
        "svg",
        "math",
        "xmp",
        "plaintext",
        "audio",
        "video",
        "canvas",
        "form",
        "button",
    ]
)
EVERYWHERE = {"dir": re.compile(r"(ltr|rtl|auto)\Z"), "lang": re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")}


class CleanHTML(SafeString):
    """HTML that passed a policy. Joined to anything else it is an ordinary string again, to be cleaned when stored."""

    def __add__(self, other):
        return str.__add__(self, other)


# Characters that no XML, and so no feed, may carry (XML 1.0, 2.2).
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Characters that turn the direction of what stands around them (UAX 9, 2.1 and 2.2).
TURNING = re.compile("[\u202a-\u202e]")
# Elements that the pages look for by their tag; words about their language belong inside.
BARE = frozenset(("table", "pre", "small", "figure", "img", "hr", "br", "thead", "tbody", "tr"))


class Unnested(Filter):
    """Takes the inner one out of a note in a note; a table in a table goes with what is in it."""

    def __iter__(self):
        smalls = tables = 0
        for token in super().__iter__():
            step = {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)
            if token.get("name") == "table":
                tables += step
                if tables + (step < 0) > 1:
                    continue
            if token.get("name") == "small":
                smalls += step
                if smalls + (step < 0) > 1:
                    continue
            if tables < 2:
                yield token


class DropWithContent(Filter):
    """Leaves out DROPPED elements; bleach alone would drop the tags and print a script as text."""

    def __iter__(self):
        inside = None
        depth = 0
        for token in super().__iter__():
            name = token.get("name")
            if inside:
                depth += (token["type"] == "StartTag" and name == inside) - (
                    token["type"] == "EndTag" and name == inside
                )
                inside = inside if depth else None
            elif token["type"] == "StartTag" and name in DROPPED:
                inside, depth = name, 1
            elif name not in DROPPED:
                yield token


class Policy:
    """What may stand in a text: `allowed` maps an element to its attributes, each with a pattern that fits all of it.

    `plain` fits HTML that cleaning would leave as it is, letter by letter: so it need not be cleaned.
    """

    def __init__(self, allowed: dict[str, dict[str, re.Pattern]], filters=(), plain: re.Pattern | None = None):
        self.allowed = allowed
        self.plain = plain
        self.filters = [DropWithContent, Unnested, *filters]

    def _attribute(self, tag: str, name: str, value: str) -> bool:
        pattern = self.allowed.get(tag, {}).get(name) or (EVERYWHERE.get(name) if tag not in BARE else None)
        return bool(pattern and pattern.match(value))

    def check(self, html: str) -> None:
        """Raise ValidationError where a text is too long or too tangled to clean in reasonable time."""
        if len(html) > MOST_CHARACTERS or html.count("<") + html.count("&") > MOST_MARKS:
            raise ValidationError(
                _("This text is too long: it has more than %(most)d characters or too many marks.")
                % {"most": MOST_CHARACTERS}
            )
        if any(tag.count("=") + tag.count(" ") > MOST_ATTRIBUTES for tag in re.findall(r"<[a-zA-Z][^>]*", html)):
            raise ValidationError(_("This text has an element with too many attributes."))
        open_elements = []
        for closing, name in re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", html.lower()):
            if closing and name in open_elements[-3:]:
                while open_elements.pop() != name:
                    pass
            elif not closing and name not in LEAVES:
                open_elements.append(name)
            if len(open_elements) > MOST_NESTING:
                raise ValidationError(_("This text nests elements more than %(most)d deep.") % {"most": MOST_NESTING})

    def clean(self, html: str) -> CleanHTML:
        """Clean HTML. Idempotent."""
        self.check(html)
        return CleanHTML(html if self.plain and self.plain.fullmatch(html) else self._bleached(html))

    def _bleached(self, html: str) -> str:
        """A Cleaner keeps state, so that each call makes its own (threads)."""
        cleaner = Cleaner(
            tags=frozenset(self.allowed) | DROPPED,
            attributes=self._attribute,
            protocols=frozenset({"http", "https", "mailto"}),
            strip=True,
            strip_comments=True,
            filters=self.filters,
        )
        return cleaner.clean(ILLEGAL.sub("", html))


_WORD = r"[a-z0-9][a-z0-9-]*"
STORY = Policy(
    {
        tag: {}
        for tag in [
            "p",
            "h2",
            "h3",
            "strong",
            "b",
            "em",
            "i",
            "s",
            "del",
            "sub",
            "sup",
            "pre",
            "ul",
            "li",
            "cite",
            "hr",
            "br",
            "figcaption",
            "caption",
            "thead",
            "tbody",
            "tr",
        ]
    }
    | {
        "a": {"href": re.compile(r"(https?://|mailto:|/(?![/\\])|#)[^\s]*\Z", re.I), "title": re.compile(".*", re.S)},
        "blockquote": {"class": re.compile(r"pull-quote\Z")},
        "code": {"class": re.compile(rf"language-{_WORD}\Z")},
        "figure": {"class": re.compile(r"(wide|card)\Z")},
        "img": {
            "src": re.compile(r"/media/images/[0-9a-f]{2}/[0-9a-f]{64}\.(jpg|png)\Z"),
            "alt": re.compile(".*", re.S),
        },
        "ol": {"start": re.compile(r"\d{1,6}\Z")},
        "small": {"class": re.compile(r"(footnote|credit)\Z")},
        "table": {},
        "td": {"colspan": re.compile(r"\d{1,2}\Z"), "rowspan": re.compile(r"\d{1,2}\Z")},
        "th": {
            "colspan": re.compile(r"\d{1,2}\Z"),
            "rowspan": re.compile(r"\d{1,2}\Z"),
            "scope": re.compile(r"(row|col)\Z"),
        },
    }
)


def _readers_link(attributes, new=False):
    """Links of readers earn nothing from search engines, and know nothing of the page they left."""
    attributes[None, "rel"] = "ugc nofollow noopener"
    return attributes


# What most readers write: paragraphs of text, some words of it emphasised. No address (://), which becomes a link; no
# character that a parser of HTML might replace; of entities only those that cannot be the beginning of another.
_WORDS = (
    r"[^<>&:\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]++"
    r"|:(?!//)|&(?:quot|lt|gt);|&amp;(?=\s)|<br>\n"
)
PLAIN = re.compile(rf"(?:<p>(?:{_WORDS}|<em>(?:{_WORDS})+</em>|<strong>(?:{_WORDS})+</strong>)+</p>\n)+")
COMMENT = Policy(
    {tag: {} for tag in ["p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "li"]}
    | {
        "a": {"href": re.compile(r"(https?://|mailto:)[^\s]*\Z", re.I), "rel": re.compile(r"ugc nofollow noopener\Z")},
        "ol": {"start": re.compile(r"\d{1,6}\Z")},
    },
    filters=[
        partial(
            LinkifyFilter,
            callbacks=[_readers_link],
            skip_tags={"pre", "code"},
            url_re=re.compile(r"\bhttps?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]]", re.I),
        )
    ],
    plain=PLAIN,
)


def words(html: str) -> list[str]:
    """The words a reader sees in clean HTML."""
    return unescape(re.sub(r"<[^>]+>", " ", html)).split()


class CleanHTMLField(models.TextField):
    """HTML that passed a policy. `save()`, `bulk_create()`, `bulk_update()` and `update()` all go through it.

    What was read from the database is trusted and not cleaned again; anything assigned since is.
    A database expression has no text that could be cleaned, so it is refused.
    """

    def __init__(self, *args, policy: Policy = STORY, **kwargs):
        self.policy = policy
        super().__init__(*args, **kwargs)

    def cleaned(self, value):
        """The value as it will be stored. Raises TypeError for a database expression."""
        if value is None or isinstance(value, CleanHTML):
            return value
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{self.name} takes text, not a database expression: it could not be cleaned.")
        return self.policy.clean(str(value))

    def _comes_through_this_field(self, value):
        """Whether an expression is bulk_update()'s, whose texts are values of this field and cleaned one by one."""
        value = value.get_source_expressions()[0] if isinstance(value, Cast) else value
        results = [value.default, *(when.result for when in value.cases)] if isinstance(value, models.Case) else [value]
        return all(
            isinstance(result, models.Value)
            and (result.value is None or isinstance(result.output_field, CleanHTMLField))
            for result in results
        )

    def clean(self, value, model_instance):
        self.policy.check(value or "")
        return super().clean(value, model_instance)

    def pre_save(self, model_instance, add):
        value = self.cleaned(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        if hasattr(value, "resolve_expression") and self._comes_through_this_field(value):
            return value
        return super().get_db_prep_save(self.cleaned(value), connection)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return None if value is None else str(value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else CleanHTML(value)


def substitute(html: SafeString, pattern: re.Pattern, build) -> SafeString:
    """Trusted HTML with every match replaced by what `build(match)` answers, which must be trusted HTML too."""

    def built(match):
        piece = build(match)
        if not isinstance(piece, SafeString):
            raise TypeError("Only trusted HTML can be put into trusted HTML: use format_html or a template.")
        return piece

    return SafeString(pattern.sub(built, html))


def part(match: re.Match, group: int | str) -> SafeString:
    """A piece of trusted HTML that a pattern found inside trusted HTML. The pattern must not cut a tag in two."""
    return SafeString(match[group] or "")


def drawn(markup: str) -> SafeString:
    """Markup that the site's own code drew from numbers; never for a word that a person typed."""
    return SafeString(markup)


def joined(parts) -> SafeString:
    """Pieces of trusted HTML, one after the other. Raises TypeError for a piece that is not."""
    parts = list(parts)
    if not all(isinstance(piece, SafeString) for piece in parts):
        raise TypeError("Only trusted HTML can be joined to trusted HTML: use format_html or a template.")
    return SafeString("".join(parts))


def json_block(data: dict) -> SafeString:
    """A data block for search engines. `<` is escaped, so that no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return SafeString(f'<script type="application/ld+json">{text}</script>')
