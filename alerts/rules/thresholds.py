"""The numbers of the rules: examples, to be approved by a clinician before use with patients."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from diaries.advice import MANY_EXTRA_DOSES

# What a site or a nurse may set, and between which numbers. No setting can switch a rule off.
LIMITS: dict[str, tuple[int, int]] = {
    "severe": (5, 9),
    "rise": (1, 4),
    "above_goal_checks": (2, 7),
    "quiet_days": (1, 7),
    "extra_doses": (3, 8),
    "bowel_days": (2, 5),
}


class ThresholdOutOfLimits(ValueError):
    """A number that nobody may set; the message is for the person who tried."""


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Defaults, with the source of each clinical number."""

    severe: Decimal = Decimal(7)  # severe is 7 to 10: Serlin 1995
    rise: Decimal = Decimal(2)  # 'worse' began at +2.33: Mercadante; 2 points: Dalal 2012
    big_rise: Decimal = Decimal(4)  # own choice, twice the rise that counts
    rise_from: Decimal = Decimal(4)  # a rise counts once pain is moderate by the lower cut-point
    usual_checks: int = 7  # own choice: a week of daily checks makes somebody's usual
    uncontrolled: Decimal = Decimal(4)  # mild to moderate cut-point in 80% of 27 studies
    goal_margin: Decimal = Decimal(1)  # above the patient's own goal by more than this
    above_goal_checks: int = 3  # own choice; they must lie on as many days (S9)
    extra_doses: int = MANY_EXTRA_DOSES  # in 24 hours; the patient's own page keeps to this one
    bowel_days: int = 3  # own choice: so many days without a bowel movement
    stale_after: timedelta = timedelta(hours=24)  # S17
    unfinished_after: timedelta = timedelta(minutes=15)  # S3
    quiet_days: int = 3  # S14: daily checks missed, or days that a weekly one is late
    pause_days: int = 7  # S14: a pause of so many days becomes a task
    worse_by: Decimal = Decimal(2)  # S11 and S12

    def with_overrides(self, overrides: Mapping[str, int | Decimal | None]) -> "Thresholds":
        """The same with somebody's own numbers; None leaves a number as it was.

        Site first, then patient: `Thresholds().with_overrides(site).with_overrides(patient)`.
        """
        chosen: dict[str, int | Decimal] = {}
        for name, number in overrides.items():
            if number is None:
                continue
            if name not in LIMITS:
                raise ThresholdOutOfLimits(f"There is no threshold '{name}' to set.")
            lowest, highest = LIMITS[name]
            if not lowest <= number <= highest:
                raise ThresholdOutOfLimits(f"'{name}' must lie between {lowest} and {highest}.")
            # Scores stay exact decimals; counts of checks and days stay whole numbers.
            chosen[name] = type(getattr(self, name))(number)
        return replace(self, **chosen)  # type: ignore[arg-type]  # names come from LIMITS
