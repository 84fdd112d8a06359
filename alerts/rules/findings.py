"""What a rule says when it has noticed something."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Rule(StrEnum):
    """The stored name of each rule is the name of its function."""

    RED_FLAG = "red_flag"
    SEVERE_PAIN = "severe_pain"
    RISING_PAIN = "rising_pain"
    ABOVE_GOAL = "above_goal"
    MANY_EXTRA_DOSES = "many_extra_doses"
    CONTACT_WANTED = "contact_wanted"
    UNFINISHED_CHECK = "unfinished_check"
    GONE_QUIET = "gone_quiet"
    MESSAGE_UNREAD = "message_unread"
    SIDE_EFFECTS = "side_effects"


class Level(StrEnum):
    RED = "RED"
    AMBER = "AMBER"
    GREY = "GREY"

    @property
    def weight(self) -> int:
        """For sorting and comparing: red weighs most."""
        return {"RED": 3, "AMBER": 2, "GREY": 1}[self.value]


# Safety rule S13: danger, toxicity and wishes for contact cannot be snoozed, called 'expected' or
# switched off. Unfinished checks and unread messages are among them, since they may hold a wish
# nobody has read.
NEVER_SILENCED = frozenset(
    {Rule.RED_FLAG, Rule.CONTACT_WANTED, Rule.UNFINISHED_CHECK, Rule.MESSAGE_UNREAD}
)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing noticed about one patient. `sentence` is for a nurse's glance, 300 letters at most.

    `score` is what S11 and S12 compare with: the highest score of the check (for `above_goal` its
    average, for `many_extra_doses` their number); None where the finding is not about a score.
    `danger` and `wish` are what was said (for `side_effects` which of them), and `said_at` is when
    the server heard it.
    """

    rule: Rule
    level: Level
    sentence: str
    score: Decimal | None = None
    danger: tuple[str, ...] = ()
    wish: str = ""
    said_at: datetime | None = None

    @property
    def silenceable(self) -> bool:
        return self.rule not in NEVER_SILENCED
