"""The rule about many extra doses. It counts doses and never names or works out one."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from alerts.rules.findings import Finding, Level, Rule
from alerts.rules.pain import in_hours_or_days, late
from alerts.rules.readings import Reading
from alerts.rules.thresholds import Thresholds

_MOST = 99  # what fits into a stored score; nobody takes so many


def many_extra_doses(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """4 or more in the 24 hours up to a check that gave a number of them: amber.

    A check that skipped the question says nothing: what was noted in the list is judged by itself.
    """
    latest = readings[-1]
    if latest.extra_doses is None:
        return None
    return _finding(_number(latest), late(latest, thresholds), latest.received_at, thresholds)


def many_doses_noted(
    number: int, *, until: datetime, recorded_at: datetime, thresholds: Thresholds
) -> Finding | None:
    """The same of a dose noted in the list: `number` in the 24 hours that end at `until`.

    Where these were over for a day when the dose was noted, the finding tells its age (S17).
    """
    behind = recorded_at - until
    age = f" (noted {in_hours_or_days(behind)} late)" if behind > thresholds.stale_after else ""
    return _finding(number, age, recorded_at, thresholds)


def doses_are_few(latest: Reading, thresholds: Thresholds) -> bool:
    """S12: a check gave a number, was sure of it, and it is below. Skipped is not gone (S1)."""
    known = latest.extra_doses is not None and not latest.extra_doses_unsure
    return known and _number(latest) < thresholds.extra_doses


def _number(reading: Reading) -> int:
    return max(reading.doses_in_24_hours or 0, reading.extra_doses or 0)


def _finding(number: int, age: str, said_at: datetime, thresholds: Thresholds) -> Finding | None:
    if number < thresholds.extra_doses:
        return None
    sentence = f"{number} extra doses in 24 hours{age}"
    return Finding(
        rule=Rule.MANY_EXTRA_DOSES,
        level=Level.AMBER,
        sentence=f"{sentence}: how is it now?" if age else sentence,
        score=Decimal(min(number, _MOST)),
        said_at=said_at,
    )
