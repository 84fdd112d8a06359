"""Now against the first check together, and against the last visit: a sentence each. Plain.

The yardstick is the mean of the worst pain of each day, as under 'Is it working?'. It is said which
days are compared, with how many checks, and in numbers: a mean that has not moved may stand beside
a severe score of now. Nothing is claimed about a cause. The limits are examples.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from diaries.scales import in_figures, word

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 6, 30)

FEWEST_DAYS = 3  # a rule over days needs days (safety rule S9)
ALIKE_BELOW = Decimal(2)  # a worsening that patients call worse is +2.33 of 10 (Mercadante)


@dataclass(frozen=True)
class Visit:
    """The last time they met before today: `words` is 'home visit' or 'clinic'."""

    on: date
    words: str


@dataclass(frozen=True)
class Days:
    """Some days in a row, both ends included."""

    first: date
    last: date

    def of(self, worst: Mapping[date, Decimal]) -> dict[date, Decimal]:
        return {day: score for day, score in worst.items() if self.first <= day <= self.last}

    @property
    def words(self) -> str:
        """'from 11 to 24 November', 'from 28 October to 24 November'."""
        same = (self.first.year, self.first.month) == (self.last.year, self.last.month)
        begins = f"{self.first.day}" if same else f"{self.first.day} {self.first:%B}"
        return f"from {begins} to {self.last.day} {self.last:%B}"


def last_said(worst: Mapping[date, Decimal]) -> str:
    """The worst pain of the last day with one, which no mean may hide; '' for no day."""
    if not worst:
        return ""
    day = max(worst)
    return f"Last worst pain: {in_figures(worst[day])}, {word(worst[day])}, on {said(day)}."


def against_first_check(
    worst: Mapping[date, Decimal], first: Decimal | None, first_on: date | None, days: Days
) -> str:
    """`worst` is that of each day; those of `days` are compared."""
    if first is None or first_on is None:
        return "There is no first check together yet to compare with."
    begun = (
        f"First check together, {said(first_on)}: worst pain {in_figures(first)}, {word(first)}."
    )
    now = days.of(worst)
    if len(now) < FEWEST_DAYS:
        return f"{begun} {_checked(now)} {days.words}: too few to compare."
    usual = _mean(now)
    return f"{begun} Mean worst pain {days.words}: {_of(now)}, {gap(usual, first)}."


def around(visit: Visit, days: Days) -> tuple[Days, Days]:
    """Those of `days` after the visit, and as many before it; its own day belongs to neither."""
    since = Days(max(visit.on + timedelta(days=1), days.first), days.last)
    many = since.last - since.first + timedelta(days=1)
    return Days(visit.on - many, visit.on - timedelta(days=1)), since


def against_visit(worst: Mapping[date, Decimal], visit: Visit | None, days: Days) -> str:
    """The visit was before the last of `days`: a visit of today is the one at which this is read.

    `worst` is that of each day, those before the visit too.
    """
    if visit is None:
        return "No home visit and no clinic before today is logged to compare with."
    begun = f"Last visit, {visit.words} on {said(visit.on)}."
    before, since = around(visit, days)
    then, now = before.of(worst), since.of(worst)
    if min(len(then), len(now)) < FEWEST_DAYS:
        return (
            f"{begun} {_checked(then)} {before.words}, and on {_days(len(now))} {since.words}: "
            "too few to compare."
        )
    return (
        f"{begun} Mean worst pain {before.words}: {_of(then)}. F{since.words[1:]}: {_of(now)}, "
        f"{gap(_mean(now), _mean(then))}."
    )


def gap(score: Decimal, before: Decimal) -> str:
    """'3 lower', '1 higher, a small difference', 'no difference'."""
    by = score - before
    if by == 0:
        return "no difference"
    words = f"{in_figures(abs(by))} {'higher' if by > 0 else 'lower'}"
    return f"{words}, a small difference" if abs(by) < ALIKE_BELOW else words


def said(day: date) -> str:
    """'Tuesday 3 March 2026'."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _mean(worst: Mapping[date, Decimal]) -> Decimal:
    return round(sum(worst.values(), Decimal()) / len(worst), 1)


def _of(worst: Mapping[date, Decimal]) -> str:
    return f"{in_figures(_mean(worst))} ({_days(len(worst))} with checks)"


def _checked(worst: Mapping[date, Decimal]) -> str:
    return f"There are checks on {_days(len(worst))}"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"
