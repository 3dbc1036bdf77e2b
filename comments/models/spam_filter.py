"""What the spam filter learned from this site's decisions, and whether it may act. One row."""

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.spam.table import Table
from comments.spam.trial import PRECISION, Figures
from newsroom.models.site import Shared, Site

LEAST = 200  # decisions
LEAST_OF_EACH = 20


class SpamFilter(Shared):
    is_on = models.BooleanField(gettext_lazy("on"), default=False)
    learned_at = models.DateTimeField(gettext_lazy("learned"), null=True, editable=False)
    decisions = models.PositiveIntegerField(default=0, editable=False)  # it was learned from
    table = models.JSONField(default=dict, editable=False)
    figures = models.JSONField(default=dict, editable=False)  # of the cross-validation

    class Meta:
        verbose_name = gettext_lazy("spam filter")
        verbose_name_plural = gettext_lazy("spam filter")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_spam_filter")]

    def __str__(self):
        return _("Spam filter")

    @classmethod
    def current(cls) -> "SpamFilter":
        """The stored row, or what it would be."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    def keep(cls, table: Table, figures: Figures, at) -> "SpamFilter":
        """What was learned from the decisions there were at that moment. It stays on or off as it is."""
        learned = {"table": table.stored, "figures": figures._asdict(), "decisions": table.spam + table.others}
        return cls.objects.update_or_create(pk=1, defaults=learned | {"learned_at": at})[0]

    @classmethod
    def in_force(cls, site: Site) -> tuple[Table, float] | None:
        """What it learned, and the odds from which it holds a comment; None: it does nothing. Looked up once while nothing
        changes.
        """
        return site.keeps("spam filter", cls._in_force)

    @classmethod
    def _in_force(cls):
        row = cls.objects.filter(is_on=True).defer("table").first()
        return (_learned(row.learned_at), row.trial.threshold) if row and not row.why_not else None

    @transaction.atomic
    def switch(self, on: bool):
        """Let it act, or not. Raises ValidationError, with a sentence, where it may not."""
        type(self).objects.get_or_create(pk=1)
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if on and self.why_not:
            raise ValidationError(self.why_not)
        self.is_on = on
        self.save(update_fields=["is_on"])

    @property
    def learned(self) -> Table:
        return Table(**self.table) if self.table else Table(0, 0, {})

    @property
    def trial(self) -> Figures:
        return Figures(**self.figures) if self.figures else Figures(None, 0, 0, 0, 0)

    @property
    def why_not(self) -> str:
        """Why it may not act, in a sentence; empty: it may."""
        if self.decisions < LEAST:
            said = _("It can act once it has learned from %(least)d decisions; so far there are %(number)d.")
            return said % {"least": LEAST, "number": self.decisions}
        if min(self.trial.spam, self.trial.others) < LEAST_OF_EACH:
            said = _("It needs %(least)d decisions of each kind: spam, and comments that were approved.")
            return said % {"least": LEAST_OF_EACH}
        if self.trial.threshold is None:
            said = _("It is not sure enough yet: %(percent)d of 100 comments that it would hold must be spam.")
            return said % {"percent": round(100 * PRECISION)}
        return ""


@lru_cache(maxsize=1)
def _learned(at) -> Table:
    """The table of that moment: other changes of the site do not read it again."""
    return SpamFilter.current().learned
