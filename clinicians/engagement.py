"""Whether PainCheck has arrived with a team: the rules of its numbers, and what each one means.

Support for whoever plans the work, and no league table: people stand by name, a number is said as
'n of m', and a share only where it is of five or more. Plain: no Django, no database, no clock.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 5, 24)
# Of fewer than this a share says more than is known: one patient would be a fifth and more.
SMALLEST_SHARED = 5
WEEK = 7
PERIODS: Mapping[str, int] = {"28": 28, "84": 84}  # days: 28 days, and 12 weeks
# Whom to ask first whether a hand is welcome: half as much again as the middle of the team.
ABOVE_THE_MIDDLE = 1.5
FEWEST_NURSES = 3

Span = tuple[date, date | None]  # both days belong to it; None: it goes on


@dataclass(frozen=True)
class Period:
    """Whole local days, the last one being yesterday: a day that still runs is not judged."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def period_of(asked: str, today: date) -> Period:
    """The last 28 days, unless 84 were asked for."""
    days = PERIODS.get(asked, 28)
    return Period(today - timedelta(days=days), today - timedelta(days=1))


@dataclass(frozen=True)
class Ratio:
    """'n of m', and a share beside it only where m is five or more."""

    done: int
    of: int

    @property
    def words(self) -> str:
        if self.of < SMALLEST_SHARED:
            return f"{self.done} of {self.of}"
        return f"{self.done} of {self.of} ({_share(self.done, self.of)}%)"


def _share(done: int, of: int) -> int:
    """A whole number; 100 only for all of them and 0 only for none."""
    share = round(100 * done / of)
    return min(max(share, 1 if done else 0), 100 if done == of else 99)


@dataclass(frozen=True)
class Row:
    """One patient (`code`) or one nurse behind a number: how much of how much, and in words.

    `value` is what the meaning's `value` says, such as minutes.
    """

    name: str
    team: str
    done: int
    of: int
    words: str = ""
    code: str = ""
    nurse: str = ""
    site: str = ""
    value: float | None = None

    @property
    def is_whole(self) -> bool:
        return self.done >= self.of


@dataclass(frozen=True)
class Meaning:
    """One line of the data dictionary. `since`: from when on it is known."""

    slug: str
    title: str
    what: str
    unit: str
    source: str
    since: str
    whole: str
    rest: str
    empty: str
    value: str = ""


TALK = (
    "minutes of working time within which half of this patient’s alerts had a talk, those still "
    "without one among them, those closed with a reason left out; empty: fewer than half had one"
)
MEANINGS: Sequence[Meaning] = (
    Meaning(
        "introduced", "Introduced within 7 days",
        "Introductions that were due in this time: finished on or before the day they were due. "
        "Left out: patients whose diary had closed by that day.",
        "introductions", "Introduction: the day due, the moment finished",
        "From the patient’s registration on",
        "Within 7 days", "Later, or not yet", "No introduction was due in this time.",
    ),
    Meaning(
        "together", "First check done together",
        "Patients whose very first check came in this time: it was done together with the nurse. "
        "Imported checks do not count.",
        "patients", "Pain checks: who filled in the first one",
        "From the first check on",
        "Together", "Alone, or by telephone", "No patient did a first check in this time.",
    ),
    Meaning(
        "checks", "Checks done, of those due",
        "Of the days (or whole weeks, where a check is weekly) on which a check was due: those "
        "with one. Left out: days paused, in hospital, in the last days, or after discharge, "
        "withdrawal or death, and the days on which that changed.",
        "days or weeks with a check due", "Pain checks; the trail of pauses and situations",
        "From the day after the invitation on. A pause or a stay that PainCheck was never told of "
        "is not known. How often a patient was asked earlier is not kept: today’s schedule stands "
        "for the whole time.",
        "Every check that was due", "Some were left out", "No check was due in this time.",
    ),
    Meaning(
        "seen", "Checks seen within a working day",
        "Checks that came in: a nurse saw the answers on the patient’s page, or acted on them, "
        "within one working day of the site. Left out: what may still be seen in time.",
        "checks", "Marks of what was seen; working hours and bank holidays of the site",
        "From the moment PainCheck got the check. Today’s working hours stand for the whole time.",
        "All within a working day", "Some later, or not yet", "No check came in in this time.",
    ),
    Meaning(
        "red", "Red alerts with a talk",
        "Red alerts opened in this time: somebody talked with the patient or the carer about it. "
        "A message left is no talk. Within how much working time half of them had it stands beside "
        "it; what still waits counts as not yet, and what was closed with a reason and no talk is "
        "left out of that time. Left out: what ended by itself.",
        "alerts", "Alerts and the contacts logged for them",
        "From the moment the alert was opened; its level is the one it has now",
        "All talked about", "Some without a talk", "No red alert was opened in this time.", TALK,
    ),
    Meaning(
        "amber", "Amber alerts with a talk",
        "The same for amber alerts. An alert may also be closed with a written reason, so that not "
        "each one needs a talk.",
        "alerts", "Alerts and the contacts logged for them",
        "From the moment the alert was opened; its level is the one it has now",
        "All talked about", "Some without a talk", "No amber alert was opened in this time.", TALK,
    ),
    Meaning(
        "sign-ins", "Nurses who signed in",
        "Nurses of these teams who signed in on at least one day. Beside each name, the days with "
        "a sign-in: few may mean leave, other duties, or trouble with getting in.",
        "nurses", "Trail: lines of sign-ins",
        "From the first sign-in on; a sign-in that lasts over midnight counts for its first day",
        "Signed in", "Not in this time: is help with getting in needed?",
        "There is no nurse in these teams yet.", "days with a sign-in",
    ),
    Meaning(
        "patients", "Patients for each nurse",
        "Patients with an open diary, at home or in hospital, by the nurse who is named for them. "
        "As it stands today.",
        "nurses", "Patients: named nurse and situation",
        "Today, whatever time is chosen",
        "With patients", "Without patients", "There is no patient with an open diary.", "patients",
    ),
)  # fmt: skip
WORKLOAD = Meaning(
    "workload", "Where help is needed",
    "What came to each named nurse on a working day of the site: alerts opened, tasks due, "
    "messages from patients and introductions due, one of each counting as one. Her leave is not "
    "taken off.",
    "things on a working day", "Alerts, tasks, messages, introductions; working days of the site",
    "By who is the named nurse today",
    "", "", "Nothing came in in this time.", "things on a working day",
)  # fmt: skip
BY_SLUG: Mapping[str, Meaning] = {one.slug: one for one in (*MEANINGS, WORKLOAD)}


@dataclass(frozen=True)
class Measure:
    """One number with all that stands behind it."""

    meaning: Meaning
    rows: Sequence[Row]
    counts_rows: bool = False  # people are counted, and not what they have many of
    beside: str = ""  # what stands beside the number, in words

    @property
    def ratio(self) -> Ratio:
        if self.counts_rows:
            return Ratio(len(self.whole), len(self.rows))
        return Ratio(sum(row.done for row in self.rows), sum(row.of for row in self.rows))

    @property
    def whole(self) -> list[Row]:
        return [row for row in self.rows if row.is_whole]

    @property
    def rest(self) -> list[Row]:
        return [row for row in self.rows if not row.is_whole]


def by_name(rows: Iterable[Row]) -> list[Row]:
    """By name, never by number."""
    return sorted(rows, key=lambda row: (row.name.casefold(), row.code))


@dataclass(frozen=True)
class Load:
    """What came to one nurse in the period. `unread`: messages that wait at this moment."""

    who: int
    name: str
    team: str
    alerts: int
    tasks: int
    messages: int
    introductions: int
    unread: int
    working_days: int
    site: str = ""

    @property
    def things(self) -> int:
        return self.alerts + self.tasks + self.messages + self.introductions

    @property
    def a_day(self) -> float:
        return round(self.things / self.working_days, 1) if self.working_days else 0.0


def hands_welcome(loads: Sequence[Load]) -> set[int]:
    """Whom to ask first whether a hand is welcome: above half as much again as the middle, and
    at least one thing a day. Of fewer than three nurses there is no middle to speak of."""
    if len(loads) < FEWEST_NURSES:
        return set()
    bound = max(1.0, ABOVE_THE_MIDDLE * median(load.a_day for load in loads))
    return {load.who for load in loads if load.a_day > bound}


def spans_off(events: Sequence[tuple[date, bool]], *, off_since: date | None = None) -> list[Span]:
    """The days on which nothing was asked, from the changes in their order (False: asked no more).

    The days of the changes belong to them. `off_since`: nothing is asked now, as the patient's own
    row says; it stands in where the trail has no line.
    """
    spans: list[Span] = []
    begun: date | None = None
    for day, asked in events:
        if not asked and begun is None:
            begun = day
        elif asked and begun is not None:
            spans.append((begun, day))
            begun = None
    begun = off_since if begun is None else begun
    return spans if begun is None else [*spans, (begun, None)]


def days_asked(period: Period, *, after: date, off: Collection[Span]) -> list[date]:
    """The days of the period later than `after` (the invitation) and in no span."""
    return [
        day
        for day in period.days
        if day > after and not any(a <= day and (b is None or day <= b) for a, b in off)
    ]


def checks_of_due(
    period: Period, *, asked: Collection[date], checked: Collection[date], weekly: bool
) -> tuple[int, int]:
    """How many were done of how many due. A week is due where each of its days was asked."""
    days = set(asked)
    if not weekly:
        return len(days & set(checked)), len(days)
    every = period.days
    weeks = [set(every[n : n + WEEK]) for n in range(0, len(every), WEEK)]
    due = [week for week in weeks if len(week) == WEEK and week <= days]
    return sum(bool(week & set(checked)) for week in due), len(due)


def in_time(deadline: datetime, done_at: datetime | None, now: datetime) -> bool | None:
    """None: not done, and may still be in time."""
    if done_at is not None:
        return done_at <= deadline
    return False if now > deadline else None
