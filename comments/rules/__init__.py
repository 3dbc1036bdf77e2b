"""The house rules, in the order in which they are asked. A new one is a function, an entry here, and a test."""

from comments.rules.duplicates import DUPLICATES
from comments.rules.modes import MODES
from comments.rules.record import RECORD
from comments.rules.rule import Rule, Sent, Setting
from comments.rules.sending import SENDING
from comments.rules.spam_filter import SPAM_FILTER
from comments.rules.wording import WORDING

RULES: list[Rule] = [*MODES, *WORDING, *RECORD, *DUPLICATES, *SENDING, SPAM_FILTER]
NAMED: dict[str, Rule] = {rule.name: rule for rule in RULES}

__all__ = ["NAMED", "RULES", "Rule", "Sent", "Setting"]
