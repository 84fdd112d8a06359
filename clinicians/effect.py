"""Before and after a change of medicine, in numbers and without a claim of cause. Plain.

The figures stand side by side for a nurse to judge: pain falls and rises for many reasons. Three
days are compared with three days; the day of the change belongs to neither, because the hour of the
first new dose is not known. Days are the patient's local days. No opioid is converted into another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from diaries.scales import in_figures

OWNER = "example: to be approved by a clinician"
REVIEWED = date(2026, 11, 24)

DAYS = 3  # either side; domain.md section 4, after 'is it working?'
FEWEST_CHECKS = 2  # on either side: fewer are no mean
ASKED_FOR = timedelta(days=14)  # after these a change is no longer asked about by itself
# Domain.md 3.6, A12: a fall of 2 points or of 30 % is one that a patient notices.
LESS_BY, LESS_BY_SHARE = Decimal(2), Decimal("0.3")
NO_CAUSE = "This does not show that the change was the reason."
TOO_FEW = "too few checks to compare"


@dataclass(frozen=True)
class Scores:
    """What one pain check says; None was skipped, which is never zero (S1)."""

    day: date
    worst: Decimal | None
    average: Decimal | None = None


@dataclass(frozen=True)
class Mean:
    """The mean over days of one score, and the checks that gave it. None where none did.

    To one decimal: what is judged is what is shown.
    """

    checks: int
    score: Decimal | None


@dataclass(frozen=True)
class Measure:
    """One score, worst or average, on either side of the change."""

    before: Mean
    after: Mean

    @property
    def is_enough(self) -> bool:
        return min(self.before.checks, self.after.checks) >= FEWEST_CHECKS

    @property
    def is_down(self) -> bool:
        """Down by 2 points or by 30 %; never where there are too few checks to say so."""
        before, after = self.before.score, self.after.score
        if not self.is_enough or before is None or after is None:
            return False
        fall = before - after
        return fall >= LESS_BY or fall >= before * LESS_BY_SHARE


@dataclass(frozen=True)
class Comparison:
    """One change. `days_after` of the three days after it have begun."""

    on: date
    worst: Measure
    average: Measure
    days_after: int

    @property
    def is_over(self) -> bool:
        return self.days_after >= DAYS


def compare(readings: Iterable[Scores], *, on: date, today: date) -> Comparison:
    """The three days before the day of the change beside the three days after it."""
    readings = list(readings)
    before = [one for one in readings if timedelta() < on - one.day <= timedelta(days=DAYS)]
    after = [one for one in readings if timedelta() < one.day - on <= timedelta(days=DAYS)]
    return Comparison(
        on=on,
        worst=Measure(_mean(before, "worst"), _mean(after, "worst")),
        average=Measure(_mean(before, "average"), _mean(after, "average")),
        days_after=max(0, min((today - on).days, DAYS)),
    )


def is_asked(comparison: Comparison, *, today: date) -> bool:
    """Whether 'did it help?' is to be asked by itself (A12): on the third day, for two weeks, where
    pain is not down. Too few checks to say so is no sign that it is."""
    since = today - comparison.on
    return timedelta(days=DAYS) <= since <= ASKED_FOR and not comparison.worst.is_down


def in_words(measure: Measure) -> str:
    """'7.3 (4 checks) before, 5 (3 checks) after', or that there are too few."""
    before, after = _side(measure.before), _side(measure.after)
    if measure.is_enough:
        return f"{before} before, {after} after"
    return f"{TOO_FEW}: {_checks(measure.before)} before, {_checks(measure.after)} after"


def _side(mean: Mean) -> str:
    return f"{in_figures(mean.score)} ({_checks(mean)})"


def _checks(mean: Mean) -> str:
    return f"{mean.checks} {'check' if mean.checks == 1 else 'checks'}"


def _mean(readings: Sequence[Scores], name: str) -> Mean:
    """Over days, so that a day with many checks weighs as much as one with one (S9): of a day the
    highest worst and the mean of the averages, as the chart draws them."""
    days: dict[date, list[Decimal]] = {}
    for reading in readings:
        score = getattr(reading, name)
        if score is not None:
            days.setdefault(reading.day, []).append(score)
    if not days:
        return Mean(0, None)
    of_day = max if name == "worst" else _average
    scores = [of_day(given) for given in days.values()]
    return Mean(sum(map(len, days.values())), round(_average(scores), 1))


def _average(scores: Sequence[Decimal]) -> Decimal:
    return sum(scores, Decimal()) / len(scores)
