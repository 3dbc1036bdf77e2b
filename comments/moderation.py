"""What the house rules have against a comment. An objection holds it until a person has read it, or refuses it."""

import logging

from django.db import transaction
from django.utils.translation import override

from comments import rules
from comments.models.house_rule import HouseRule
from comments.models.objection import HOLD, Objection
from comments.rules.rule import Rule, Sent, Setting
from newsroom.models import Site

log = logging.getLogger("newsroom.moderation")

FAULT = "fault"  # in the place of a rule's name: one of them failed


def review(comment, sent: Sent | None = None, site: Site | None = None) -> list[Objection]:
    """What the rules have against a comment by a known author, not stored yet; nothing against those who lead the
    discussion. `sent`: what came along with it, if it has just come.
    """
    asked = [one for one in rules_in_force(site) if sent or one[0].looks_at != "sending"]
    objections = _asked(asked, comment, sent)
    # Asked last: most comments meet no objection, and rights are three queries.
    return [] if objections and is_trusted(comment) else objections


def review_sending(comment, sent: Sent, site: Site | None = None) -> list[Objection]:
    """What there is against how it was sent: of a comment that waits for its author's address, all that will be lost."""
    asked = [one for one in rules_in_force(site) if one[0].looks_at == "sending"]
    return _asked(asked, comment, sent)


def about_sending() -> list[str]:
    """The rules whose objections hold whatever becomes of the text."""
    return [rule.name for rule in rules.RULES if rule.looks_at == "sending"]


def _asked(rules, comment, sent) -> list[Objection]:
    """In the language of the site, for its staff."""
    found: list[Objection] = []
    with override(comment.discussion.site.language):
        while rules:
            objections, rules = _until_a_fault(rules, comment, sent)
            found += objections
    return found


def _until_a_fault(rules, comment, sent):
    """What they object, and which are left after one that failed: it takes nothing but its savepoint along."""
    found: list[Objection] = []
    with transaction.atomic():
        for number, (rule, setting) in enumerate(rules, 1):
            found += objections_of(rule, setting, comment, sent)
            if found and found[-1].rule == FAULT:
                transaction.set_rollback(True)
                return found, rules[number:]
    return found, []


def rules_in_force(site: Site | None = None) -> list[tuple[Rule, Setting]]:
    """The rules that are on, with their settings; looked up once while nobody changes them."""
    return (site or Site.current()).keeps("house rules", _in_force)


def _in_force():
    return [(rule, setting) for rule, setting in HouseRule.objects.settings() if setting.is_on]


def objections_of(rule: Rule, setting: Setting, comment, sent: Sent | None = None) -> list[Objection]:
    """What one rule has against a comment. One that fails loses no comment: it is held, and staff see why."""
    try:
        said = rule.ask(comment, setting, sent) if rule.looks_at == "sending" else rule.ask(comment, setting)
        return [_stamped(objection, rule) for objection in said]
    except Exception as error:
        log.exception("The rule %s failed", rule.name)
        return [Objection(rule=FAULT, verdict=HOLD, words=f"{rule.name}: {type(error).__name__}")]


def _stamped(objection, rule: Rule) -> Objection:
    """Raises where it is none that could be stored: that is a fault of the rule, too."""
    objection.rule, objection.verdict = rule.name, rule.verdict
    if (objection.position or 0) < 0:
        raise ValueError(objection.position)
    return objection


def is_trusted(comment) -> bool:
    """Moderators, and the creators of the story."""
    author = comment.author
    return author.has_perm("comments.moderate_comment") or comment.story.bylines.filter(creator__user=author).exists()


def why(reason: str) -> str:
    """A reason of the log in words, for the comment's author: what a person chose, or what a rule says of itself."""
    from comments.models.decision import FAILED, REASONS

    if reason == FAULT:
        return str(FAILED)
    rule = rules.NAMED.get(reason)
    return str(rule.said if rule else dict(REASONS).get(reason, reason))


def label(rule: str) -> str:
    """What moderators call a rule."""
    from comments.models.decision import FAILED

    if rule == FAULT:
        return str(FAILED)
    return str(rules.NAMED[rule].label if rule in rules.NAMED else rule)
