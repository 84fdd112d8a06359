"""Now against the first check together, and against the last visit: a sentence each. Plain.

The yardstick is the middle (median) of the worst pain of each day. It is said from how many days
it comes, and nothing is claimed about a cause. The limits are examples.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from diaries.scales import in_figures

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 6, 30)

FEWEST_DAYS = 3  # a rule over days needs days (safety rule S9)
ALIKE_BELOW = Decimal(2)  # a worsening that patients call worse is +2.33 of 10 (Mercadante)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Visit:
    """The last time they met: `words` is 'home visit' or 'clinic'."""

    on: date
    words: str


def against_first_check(
    worst: Mapping[date, Decimal], first: Decimal | None, first_on: date | None, days: int
) -> str:
    """`worst` is that of each day in the last `days` days."""
    if first is None or first_on is None:
        return "There is no first check together yet to compare with."
    begun = f"At the first check together, on {said(first_on)}, worst pain was {in_figures(first)}."
    if len(worst) < FEWEST_DAYS:
        return (
            f"{begun} The last {days} days have checks on {_days(len(worst))}: too few to compare."
        )
    usual = _middle(worst)
    return (
        f"{begun} In the last {days} days it was mostly about {in_figures(usual)} (the middle of "
        f"{_days(len(worst))}): {gap(usual, first)}."
    )


def against_visit(worst: Mapping[date, Decimal], visit: Visit | None, today: date) -> str:
    """The seven days before the visit, and the last seven days or as many as have passed since.

    `worst` is that of each day in both. The day of the visit itself belongs to neither.
    """
    if visit is None:
        return "No home visit and no clinic is logged yet."
    begun = f"The last visit was the {visit.words} on {said(visit.on)}."
    if visit.on >= today:
        return f"{begun} There is nothing to compare yet."
    since_on = max(visit.on + timedelta(days=1), today - WEEK + timedelta(days=1))
    before = {day: score for day, score in worst.items() if visit.on - WEEK <= day < visit.on}
    since = {day: score for day, score in worst.items() if since_on <= day <= today}
    if min(len(before), len(since)) < FEWEST_DAYS:
        return (
            f"{begun} There are checks on {_days(len(before))} of the week before it and on "
            f"{_days(len(since))} since {said(since_on)}: too few to compare."
        )
    then, usual = _middle(before), _middle(since)
    return (
        f"{begun} Worst pain was mostly about {in_figures(then)} in the week before it (the middle "
        f"of {_days(len(before))}), and about {in_figures(usual)} since {said(since_on)} (the "
        f"middle of {_days(len(since))}): {gap(usual, then)}."
    )


def gap(score: Decimal, before: Decimal) -> str:
    """'3 lower', 'about the same (1 higher)', 'the same'."""
    by = score - before
    if by == 0:
        return "the same"
    words = f"{in_figures(abs(by))} {'higher' if by > 0 else 'lower'}"
    return f"about the same ({words})" if abs(by) < ALIKE_BELOW else words


def said(day: date) -> str:
    """'Tuesday 3 March 2026'."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _middle(worst: Mapping[date, Decimal]) -> Decimal:
    return round(Decimal(median(worst.values())), 1)


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"
