"""What the desk's lists say while nothing is in them: what the things are for, and how the first one is made."""

from typing import NamedTuple

from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext as _


class Words(NamedTuple):
    """One bold sentence, one quiet one, then a way out: `clears` is the address without search and filters."""

    title: str
    help: str
    clears: str = ""


def words_for(changes: ChangeList) -> Words:
    if changes.query or changes.has_active_filters or changes.get_filters_params():
        found = _("Nothing here fits your search or filter.")
        return Words(found, _("Use fewer words, or take a filter away."), changes.clear_all_filters_qs or "?")
    title, *help = getattr(changes.model_admin, "empty_words", ()) or (_("There is nothing here yet."),)
    return Words(str(title), str(help[0]) if help else "")
