"""How many extra doses were taken in 24 hours. Plain: no Django, no database, no clock.

Two things tell of them: the number in a check, for the time that it asks about, and the list, where
a dose is noted with its time. The same dose may stand in both, so over one stretch of time **the
larger of the two counts, never their sum** (safety rule S9). What a check does not ask about, as
what was noted after it, is added to it.

A number in a check has no times. It counts in full in every 24 hours that the answering lies in:
rather one dose too many told to a nurse than one too few. Of doses with a time only those count
that were taken in these 24 hours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
# A check that lies in a day may ask about the day before, and since a check before that.
LOOK_BACK = 2 * WINDOW


@dataclass(frozen=True)
class Told:
    """A check that gave a number of extra doses: taken after `since`, up to `at`."""

    since: datetime
    at: datetime
    number: int


def span_of(at: datetime, *, since_last: bool, before: datetime | None) -> datetime:
    """Since when a check of `at` asks: since the check `before` it, or for 24 hours (S9)."""
    if since_last and before is not None and at - before < WINDOW:
        return before
    return at - WINDOW


def told_by(checks: Iterable[tuple[datetime, bool, int | None]]) -> list[Told]:
    """What checks tell of extra doses: (when, asked since the last one, number), oldest first."""
    told: list[Told] = []
    before: datetime | None = None
    for at, since_last, number in checks:
        if number is not None:
            told.append(Told(span_of(at, since_last=since_last, before=before), at, number))
        before = at
    return told


def noted_between(noted: Sequence[datetime], since: datetime, until: datetime) -> int:
    return sum(since < at <= until for at in noted)


def taken_by(end: datetime, told: Sequence[Told], noted: Sequence[datetime]) -> int:
    """Extra doses in the 24 hours up to `end`, as far as anything tells of them."""
    start = end - WINDOW
    total = noted_between(noted, start, end)
    covered = end  # what a later check has answered for is not asked of an earlier one
    for check in sorted(told, key=lambda check: check.at, reverse=True):
        if start < check.at <= covered:
            total += max(0, check.number - noted_between(noted, check.since, check.at))
            covered = check.since
    return total


def fullest_around(
    taken_at: datetime, now: datetime, told: Sequence[Told], noted: Sequence[datetime]
) -> tuple[int, datetime]:
    """(number, end) of the 24 hours with most doses among those that a dose lies in.

    They end with the dose itself, or with a later one or a check, and never after `now`. Of several
    alike the latest.
    """
    others = (*noted, *(check.at for check in told))
    ends = {at for at in others if taken_at < at <= now and at - taken_at < WINDOW} | {taken_at}
    return max((taken_by(end, told, noted), end) for end in ends)
