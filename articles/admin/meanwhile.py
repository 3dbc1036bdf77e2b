"""What somebody else changed on a story between the opening of its form and its saving: nobody's change is lost unsaid."""

from datetime import datetime

from django.db.models import Model
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from articles.admin import verbs, words
from articles.admin.opened import Opened, parts_of
from articles.admin.stale import Stale, posted_text
from articles.models.version import TEXT


class Meanwhile:
    """Reads a sent form against what is stored now; the story's row is locked.

    `data` is the form as it may go on: what this person left alone and somebody else changed is theirs in it (`kept`).
    `objections` are (field or None, sentence): with one, nothing is saved and the form comes back.
    """

    def __init__(self, story, form, formsets, data, user):
        self.story, self.user, self.data = story, user, data.copy()
        self.verb, self.asked = data.get("_verb"), data.get("_merge")
        sent, parts = Opened.read(data.get("opened", "")), parts_of(form, formsets)
        self.kept, self.objections, self.stale, self.said = [], [], None, ""
        self.opened = Opened(sent.version, {part.name: part.digest() for part in parts})
        self._text(sent.version)
        for part in parts:
            if sent.parts.get(part.name, part.digest()) != part.digest():
                self._part(part, sent.parts[part.name])
        if self.verb and self.kept:
            self._object(None, _("Look at it, then press the button again: nothing was saved."))
        self.data["opened"] = str(self.opened)

    @property
    def only_shows(self) -> bool:
        """Whether a button was pressed that saves nothing."""
        return bool(self.asked)

    @property
    def what_was_kept(self) -> str:
        named = get_text_list(self.kept, _("and"))
        return _("Somebody else changed this meanwhile: %(parts)s. It stands as they left it.") % {"parts": named}

    # The text

    def _text(self, version):
        mine = posted_text(self.data)
        stale = mine and Stale.of(self.story, version, mine, self.user)
        if not stale:
            return
        if stale.is_untouched and not self.verb:
            self._take(stale.theirs.text, stale.theirs.number)
            self.kept.append(_("text"))
        elif self.asked in ("joined", "mine") and self.data.get("against") == str(stale.theirs.number):
            self._take(stale.joined(self.data) if self.asked == "joined" else stale.mine, stale.theirs.number)
            self.said = _("Nothing is saved yet. Read the text, then save it. Version %(number)d stays.") % {
                "number": stale.theirs.number
            }
        else:
            self.stale = stale
            if not self.asked:
                self._object(None, _("Not saved: %(said)s, after you opened this page.") % {"said": stale.said})

    def _take(self, text, version):
        for name in TEXT:
            self.data[name] = text[name]
        self.opened = Opened(version, self.opened.parts)

    # All else

    def _part(self, part, opened):
        posted = part.posted(self.data).digest()
        if posted == part.digest():
            return
        if posted == opened:
            part.put_into(self.data)
            self.kept.append(part.label)
        elif part.is_table:
            part.put_into(self.data)
            self._object(None, _("Somebody else changed this meanwhile: %(parts)s. It stands here as they left it, with "
                                 "the rows you added. Look at it, then save again.") % {"parts": part.label})  # fmt: skip
        else:
            self._object(part.name, _("Somebody else changed this meanwhile: %(now)s. What you chose is kept here: "
                                      "save again to replace theirs.") % {"now": shown(self.story, part.name)})  # fmt: skip

    def _object(self, place, sentence):
        self.objections.append((place, sentence))


def applies(story, data) -> bool:
    """Whether a save would do anything: a button that does not fit the story's state is refused whole (verbs.py)."""
    verb = verbs.VERBS.get(data.get("_verb"))
    return not verb or story.state in verb.states


def shown(story, name) -> str:
    """What stands in a field of the story, in words."""
    if hasattr(story, f"get_{name}_display"):
        return getattr(story, f"get_{name}_display")()
    value = getattr(story, name)
    if isinstance(value, datetime):
        return _("%(day)s at %(time)s") % words.when(value)
    if isinstance(value, Model) or not hasattr(value, "all"):
        return str(value or "") or _("nothing")
    return ", ".join(str(one) for one in value.all()) or _("nothing")
