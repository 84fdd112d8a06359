"""Recruitment against its target, by site and month; no arm is known here.

Plain: no Django, no database, no clock.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

PACE_MONTHS = 3  # whole months that the pace is taken from
FARTHEST_MONTHS = 120  # a target further off than this is not given a month


@dataclass(frozen=True)
class Site:
    """`target` 0: none was set."""

    code: str
    name: str
    target: int


@dataclass(frozen=True)
class SiteRow:
    site: Site
    months: tuple[int, ...]

    @property
    def n(self) -> int:
        return sum(self.months)


@dataclass(frozen=True)
class Accrual:
    """`months`: the first day of each, up to this month; `days`: of each allocation, in order."""

    since: date
    today: date
    target: int
    months: tuple[date, ...]
    rows: tuple[SiteRow, ...]
    days: tuple[date, ...]

    @property
    def n(self) -> int:
        return len(self.days)

    @property
    def by_month(self) -> tuple[int, ...]:
        return tuple(sum(row.months[n] for row in self.rows) for n in range(len(self.months)))

    @property
    def table(self) -> list[tuple[date, tuple[int, ...], int, int]]:
        """A row a month: each site, all of them, all so far."""
        totals = self.by_month
        return [
            (month, tuple(row.months[n] for row in self.rows), totals[n], so_far)
            for n, (month, so_far) in enumerate(zip(self.months, accumulate(totals), strict=True))
        ]


def accrual(
    given: Sequence[tuple[str, date]],
    *,
    sites: Sequence[Site],
    target: int,
    since: date,
    today: date,
) -> Accrual:
    """`given`: the site's code and the day of each allocation."""
    days = sorted(day for _code, day in given)
    first = min([since, *days[:1]])
    months = tuple(months_between(first, today))
    counts = Counter((code, day.replace(day=1)) for code, day in given)
    rows = tuple(SiteRow(site, tuple(counts[site.code, month] for month in months))
                 for site in sites)  # fmt: skip
    return Accrual(first, today, target, months, rows, tuple(days))


def months_between(first: date, last: date) -> list[date]:
    """The first day of each month from one day's to the other's."""
    found = [first.replace(day=1)]
    while found[-1] < last.replace(day=1):
        found.append(_later(found[-1], 1))
    return found


def pace(told: Accrual) -> float | None:
    """Allocations a month over the last whole months; None before there is one."""
    whole = [
        n
        for month, n in zip(told.months, told.by_month, strict=True)
        if _later(month, 1) <= told.today and month >= told.since
    ][-PACE_MONTHS:]
    return sum(whole) / len(whole) if whole else None


def sentences(told: Accrual) -> list[str]:
    """The answer in words: how far, how fast, until when."""
    found = [f"{told.n} allocated since {told.since:%-d %B %Y}."]
    if not told.target:
        return [*found, "No target is set."]
    share = f"{100 * told.n / told.target:.0f}%"
    found = [
        f"{told.n} of {told.target} allocated ({share}) since {told.since:%-d %B %Y}: "
        + ("the target is reached." if told.n >= told.target else f"{told.target - told.n} to go.")
    ]
    speed = pace(told)
    if told.n >= told.target or speed is None:
        return found
    found.append(f"In the last whole months it was {speed:.1f} a month.")
    months = (told.target - told.n) / speed if speed else FARTHEST_MONTHS + 1
    if months <= FARTHEST_MONTHS:
        end = told.today + timedelta(days=months * 365.25 / 12)
        found.append(f"At that pace the target is reached in about {end:%B %Y}.")
    else:
        found.append("At that pace the target is not reached within ten years.")
    return found


def _later(month: date, by: int) -> date:
    year, number = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(year, number + 1, 1)
