"""The rules about pain in one check, seen beside the checks before it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from alerts.rules.findings import Finding
from alerts.rules.readings import Reading
from alerts.rules.thresholds import Thresholds


def severe_pain(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """Worst or now of 7 or more is red; older than a day when it arrived, amber with its age."""
    raise NotImplementedError


def rising_pain(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """A rise of 2 on the patient's usual, to 4 or more, is amber; a rise of 4 is red."""
    raise NotImplementedError


def above_goal(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """Average of 4 or more, or above the goal by more than 1, over 3 checks and 3 days (S9)."""
    raise NotImplementedError
