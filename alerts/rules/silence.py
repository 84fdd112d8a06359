"""When an alert closes, comes back, and stays silent: safety rules S10 to S13."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from alerts.rules.findings import Finding, Level, Rule
from alerts.rules.readings import Reading
from alerts.rules.thresholds import Thresholds


@dataclass(frozen=True, kw_only=True)
class OpenAlert:
    """What S11 needs of an open alert. `danger` and `wish`: everything it has heard so far."""

    rule: Rule
    level: Level
    highest_score: Decimal | None
    last_found_at: datetime
    danger: frozenset[str] = frozenset()
    wish: str = ""
    snoozed: bool = False


@dataclass(frozen=True, kw_only=True)
class ClosedAlert:
    """What S12 needs of the last alert of the same patient and rule."""

    rule: Rule
    level: Level
    score: Decimal | None  # the highest that it was closed at
    closed_on: date
    review_on: date | None = None
    cleared: bool = False  # the condition has been gone since: see `has_cleared`


def should_reopen(alert: OpenAlert, finding: Finding, thresholds: Thresholds) -> bool:
    """S11: worse ends a snooze, hands the alert back to be taken, and sends it again."""
    raise NotImplementedError


def is_quietened(
    last_closed: ClosedAlert | None, finding: Finding, thresholds: Thresholds, today: date
) -> bool:
    """S12: whether this finding stays silent, because the same was closed and nothing changed."""
    raise NotImplementedError


def has_cleared(
    rule: Rule, readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None
) -> bool:
    """S12: whether the latest reading shows that the condition is gone. Not answered is not gone."""
    raise NotImplementedError


def may_snooze(rule: str) -> bool:
    """S13. The same answer holds for closing as 'expected'."""
    raise NotImplementedError


def contact_closes(*, reached: bool) -> bool:
    """S10: a contact closes an alert only when somebody talked with the patient or the carer."""
    raise NotImplementedError
