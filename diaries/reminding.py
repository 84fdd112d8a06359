"""When a patient's reminders are due, on the clock of her site. Plain: `now` is handed in.

A time that the clocks skip in spring is due at the first moment after the gap; one that they show
twice in autumn is due at the first of the two. What is older than `LATE` is due no more: after an
outage nobody gets last night's reminder in the morning.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from paincheck.speech import gettext, gettext_noop

LATE = timedelta(hours=2)
# After two missed checks she is asked a second time, an hour after the first of her own times.
SECOND_AFTER = timedelta(hours=1)
SECOND = "second"
NIGHT_BEGINS = time(22)  # in which nobody is asked a second time
MISSED = 2
MOST_TIMES = 3
WEEK = 7
EVERY_DAY = tuple(range(WEEK))

SUBJECT = {
    True: gettext_noop("Your weekly page is ready"),
    False: gettext_noop("Your daily page is ready"),
}
TEXT = gettext_noop("{ready}: {page}\n\nTo stop these messages: {stop}")
SHORT = gettext_noop("{ready}: {page} To stop: {stop}")


@dataclass(frozen=True, order=True)
class Due:
    """One reminder. `day` and `name` make its key: 'HH:MM' by her plan, or `SECOND`."""

    at: datetime
    day: date
    name: str

    def once_key(self, patient_id: int) -> str:
        return f"{about(patient_id)}:{self.day.isoformat()}:{self.name}"


@dataclass(frozen=True)
class Message:
    """Neither a name nor anything about health: somebody else may read it on a locked phone."""

    subject: str
    text: str


def about(patient_id: int | str) -> str:
    """What the deliveries of her reminders are about, so that they can be cancelled."""
    return f"reminder:{patient_id}"


def message(*, weekly: bool, in_short: bool, page: str, stop: str) -> Message:
    ready = gettext(SUBJECT[weekly])
    words = SHORT if in_short else TEXT
    return Message(subject=ready, text=gettext(words, ready=ready, page=page, stop=stop))


def first_moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When this zone's clocks first show this time on this day, or are past it; in UTC."""
    wall = datetime.combine(day, clock, zone)  # of two such moments, the first (fold 0)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    # The clocks skip it: they go on somewhere between its two readings.
    after = wall.replace(fold=1)
    earliest = after.astimezone(UTC)

    def has_changed(second: int) -> bool:
        there = (earliest + timedelta(seconds=second)).astimezone(zone)
        return there.utcoffset() == after.utcoffset()

    seconds = range(int((moment - earliest).total_seconds()) + 1)
    return earliest + timedelta(seconds=bisect_left(seconds, True, key=has_changed))


def due(
    *,
    times: Sequence[str],
    days: Iterable[int],
    zone: ZoneInfo,
    since: datetime,
    now: datetime,
    second: bool = False,
) -> list[Due]:
    """What became due after `since` and at most `LATE` ago, earliest first.

    `times` are 'HH:MM', `days` weekdays with Monday as 0. `second`: she is to be asked a second
    time on these days. What falls upon the same moment is one reminder, the second time before
    all others: it may go another way.
    """
    after = max(since, now - LATE)
    first_day = (after - SECOND_AFTER).astimezone(zone).date() - timedelta(days=1)
    last_day = now.astimezone(zone).date()
    found: dict[datetime, Due] = {}
    for ahead in range((last_day - first_day).days + 1):
        day = first_day + timedelta(days=ahead)
        if day.weekday() in days:
            for one in _of_day(day, times, zone, second=second):
                if one.name == SECOND:
                    found[one.at] = one
                found.setdefault(one.at, one)
    return [one for at, one in sorted(found.items()) if after < at <= now]


def _of_day(day: date, times: Sequence[str], zone: ZoneInfo, *, second: bool) -> Iterator[Due]:
    planned = [Due(first_moment(day, read(clock), zone), day, clock) for clock in sorted(times)]
    yield from planned
    if second and planned:
        at = planned[0].at + SECOND_AFTER
        there = at.astimezone(zone)
        if there.date() == planned[0].at.astimezone(zone).date() and there.time() < NIGHT_BEGINS:
            yield Due(at, day, SECOND)


def read(clock: str) -> time:
    """'09:30' as a time. Raises ValueError where it is none."""
    return time.fromisoformat(clock)


def hours_to_look_at(zone: ZoneInfo, now: datetime) -> frozenset[int]:
    """The hours of the clock in which every time lies that can be due at `now`.

    Hours that the clocks have just skipped lie between the two readings and are among them.
    """
    start = (now - LATE - SECOND_AFTER).astimezone(zone).replace(tzinfo=None)
    end = now.astimezone(zone).replace(tzinfo=None)
    first = start.replace(minute=0, second=0, microsecond=0)
    hours = int((end - first) / timedelta(hours=1)) + 1
    return frozenset((first.hour + ahead) % 24 for ahead in range(hours))


def has_missed(*, weekly: bool, last_on: date | None, begun_on: date, today: date) -> bool:
    """Whether two daily checks were missed, or a weekly one is two days late.

    Counted as silence is counted for the nurse (safety rule S14), and one day before she is told
    of it: whoever only forgot has been asked again by then. `begun_on` is the day of the
    invitation, or on which a pause ended.
    """
    days = (today - max(last_on or begun_on, begun_on)).days
    return days - (WEEK if weekly else 1) >= MISSED
