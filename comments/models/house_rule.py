"""How a house rule is set on this site. A rule without a row is set as it comes (comments/rules)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.models.site import Shared, SharedQuerySet


class HouseRuleQuerySet(SharedQuerySet):
    def settings(self):
        """Every rule with how it is set."""
        from comments.rules import RULES

        rows = {row.name: row for row in self.all()}
        return [(rule, rows[rule.name].setting if rule.name in rows else rule.default) for rule in RULES]


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
