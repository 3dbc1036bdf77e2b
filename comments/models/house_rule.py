"""How a house rule is set on this site. A rule without a row is set as it comes (comments/rules)."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from newsroom.models.site import Shared, SharedQuerySet, Site


def mark_of(setting) -> str:
    """Short, and another for every other setting."""
    return hashlib.sha256(repr(tuple(setting)).encode("utf-8", "surrogatepass")).hexdigest()[:20]


class HouseRuleQuerySet(SharedQuerySet):
    def settings(self):
        """Every rule with how it is set."""
        from comments.rules import RULES

        rows = {row.name: row for row in self.all()}
        return [(rule, rows[rule.name].setting if rule.name in rows else rule.default) for rule in RULES]

    def of(self, rule) -> "HouseRule":
        """The stored row, or what it would be."""
        return self.filter(pk=rule.name).first() or self.model(name=rule.name, **rule.default._asdict())

    @transaction.atomic
    def set(self, rule, setting, seen: str):
        """Set a rule, and answer how it was set before. As it comes, it needs no row.

        Raises ValidationError where it is not set any more as whoever sets it has `seen`: see mark_of.
        """
        Site.renew()  # holds the site's row: of two at once, the second sees what the first did
        row = self.of(rule)
        before = row.setting
        if before == setting:
            return before
        if mark_of(before) != seen:
            raise ValidationError(_("This rule was changed in the meantime."))
        if setting == rule.default:
            self.filter(pk=rule.name).delete()
        else:
            row.is_on, row.number, row.words = setting
            row.save()
        return before


class HouseRule(Shared):
    name = models.CharField(max_length=20, primary_key=True)
    is_on = models.BooleanField(_("on"), default=True)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    words = models.TextField(_("words"), blank=True, help_text=_("One word or phrase a line."))

    objects = HouseRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("house rule")
        verbose_name_plural = _("house rules")

    def __str__(self):
        return str(self.rule.label) if self.rule else self.name

    @property
    def rule(self):
        """What it sets; None: a rule that this version does not know."""
        from comments.rules import NAMED

        return NAMED.get(self.name)

    @property
    def setting(self):
        from comments.rules import Setting

        return Setting(self.is_on, self.number if self.number is not None else self.rule.number, self.words)
