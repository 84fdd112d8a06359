"""Working hours, in plain arithmetic: who reads when, and by when. No clock: `at` is handed in.

Datetimes come in aware (any zone) and go out in UTC. An instant is compared with an instant, never
a clock face with a clock face: on the nights when the clocks change they tell different stories.
When an alert is due stands with the alerts (`alerts.rules.due_at`), which may know of hours; hours
know of no alerts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from paincheck.speech import clock, day_and_month, full_day, gettext, weekday

# A wish for contact today is offered only while this much of the working day is left (S5): time
# for somebody to read it and to ring.
TIME_TO_RING = timedelta(minutes=30)
_SEARCH_DAYS = 400


class NeverOpen(ValueError):
    """These hours have no working day, so nothing can be promised from them."""


@dataclass(frozen=True)
class Hours:
    """A site's week (Monday is 0; None or absent is closed) and the days on which it is closed."""

    week: Mapping[int, tuple[time, time] | None]
    holidays: frozenset[date] = field(default_factory=frozenset)
    tz: str = "Europe/London"

    def __post_init__(self) -> None:
        opening_days = {day: span for day, span in self.week.items() if span is not None}
        if not opening_days:
            raise NeverOpen("Working hours need at least one day of the week.")
        for day, (opens, closes) in opening_days.items():
            if day not in range(7):
                raise ValueError(f"A weekday is 0 to 6, not {day}.")
            if opens >= closes:
                raise ValueError(f"Day {day} must open before it closes.")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """When one local day opens and closes, in UTC; None: closed all day."""
        times = None if day in self.holidays else self.week.get(day.weekday())
        if times is None:
            return None
        opens, closes = (datetime.combine(day, at, self.zone).astimezone(UTC) for at in times)
        # Hours that lie wholly in the hour the clocks skip do not exist that day.
        return (opens, closes) if opens < closes else None

    def is_open(self, at: datetime) -> bool:
        """Open from the opening moment on, closed from the closing moment on."""
        span = self.span(self._local_day(at))
        return span is not None and span[0] <= at.astimezone(UTC) < span[1]

    def next_opening(self, at: datetime) -> datetime:
        """The first opening after `at`; while open, that of the next working day."""
        moment = at.astimezone(UTC)
        return next(opens for opens, _ in self._spans_from(at) if opens > moment)

    def closing_today(self, at: datetime) -> datetime | None:
        """When the local day of `at` closes, even if that has passed; None: closed all day."""
        span = self.span(self._local_day(at))
        return None if span is None else span[1]

    def read_by(self, at: datetime) -> datetime:
        """When somebody reads what arrives at `at`: now if open, else at the next opening."""
        return at.astimezone(UTC) if self.is_open(at) else self.next_opening(at)

    def can_ring_today(self, at: datetime) -> bool:
        """Whether a wish for contact today can still be met: offered only then (S5)."""
        closes = self.closing_today(at)
        return closes is not None and at.astimezone(UTC) + TIME_TO_RING <= closes

    def add_working_time(self, at: datetime, amount: timedelta) -> datetime:
        """The moment when so much working time has passed since `at`."""
        if amount < timedelta(0):
            raise ValueError("Working time is added, never taken away.")
        left = amount
        for opens, closes in self._spans_from(at):
            start = max(opens, at.astimezone(UTC))
            if start >= closes:
                continue
            if left <= closes - start:
                return start + left
            left -= closes - start
        raise NeverOpen("The working time asked for lies too far ahead.")

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """The same time so many working days later, kept within that day's hours.

        Out of hours, counting begins at the next opening: one working day from Saturday is
        Tuesday's opening.
        """
        if days < 0:
            raise ValueError("Working days are added, never taken away.")
        start = self.read_by(at)
        later = list(self._spans_from(start, limit=days + 1))[-1]
        clock = start.astimezone(self.zone).time()
        day = later[0].astimezone(self.zone).date()
        moment = datetime.combine(day, clock, self.zone).astimezone(UTC)
        return min(max(moment, later[0]), later[1])

    def _local_day(self, at: datetime) -> date:
        if at.tzinfo is None:
            raise ValueError("Working hours need a time with its zone.")
        return at.astimezone(self.zone).date()

    def _spans_from(
        self, at: datetime, limit: int | None = None
    ) -> Iterator[tuple[datetime, datetime]]:
        """The working days from the local day of `at` on."""
        first = self._local_day(at)
        found = 0
        for ahead in range(_SEARCH_DAYS + 7 * (limit or 0)):
            span = self.span(first + timedelta(days=ahead))
            if span is not None:
                yield span
                found += 1
                if found == limit:
                    return
        raise NeverOpen("There is no working day within a year: look at the holidays.")


def in_words(at: datetime, now: datetime, tz: str, *, short: bool = False) -> str:
    """'today at 2.15pm', 'Monday at 9am', 'Tuesday 3 March at 9am'; `short` leaves the 'at' out.

    A weekday stands alone within the next 6 days only: what is past has its date, so that the two
    cannot be mistaken. There is no 'tomorrow' and no 'yesterday': a page that is kept, printed or
    read after midnight would lie.
    """
    zone = ZoneInfo(tz)
    moment, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (moment.date() - today).days
    if days == 0:
        day = gettext("today")
    elif 0 < days <= 6:
        day = weekday(moment)
    else:
        day = day_and_month(moment) if moment.year == today.year else full_day(moment)
    at_time = time_in_words(moment.time())
    if short:
        return gettext("{day} {time}", day=day, time=at_time)
    return gettext("{day} at {time}", day=day, time=at_time)


def time_in_words(at: time) -> str:
    """'9am', '2.15pm', 'midday'."""
    if (at.hour, at.minute) in {(0, 0), (12, 0)}:
        return gettext("midday") if at.hour == 12 else gettext("midnight")
    return clock(at.hour, f"{at.minute:02}" if at.minute else "")
