"""What the pain chart shows, as plain values, and the sentence that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from diaries.scales import in_figures

# Whatever happened in the last six weeks has its lane in each shorter range too, so that nothing
# jumps when another range is chosen.
LANES_OF = timedelta(days=42 - 1)


@dataclass(frozen=True)
class Point:
    """One pain check. `key` leads to its row on the page; `at` is local, None where unknown."""

    key: str
    day: date
    at: datetime | None
    worst: Decimal | None
    average: Decimal | None = None
    now: Decimal | None = None


@dataclass(frozen=True)
class Change:
    """A start, a new dose or a stop, as the chart says it: 'started 30 mg twice a day'."""

    on: date
    words: str


@dataclass(frozen=True)
class Course:
    """One medicine. `until` is the first day without it; None: it is still taken."""

    name: str
    since: date
    until: date | None
    changes: Sequence[Change]


@dataclass(frozen=True)
class Touch:
    """One contact; `at` is local."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Chart:
    """What the chart shows, from `start` to `end`, both included."""

    start: date
    end: date
    points: Sequence[Point]
    baseline: Decimal | None = None
    goal: Decimal | None = None
    courses: Sequence[Course] = ()
    contacts: Sequence[Touch] = ()

    @property
    def lanes(self) -> list[str]:
        """The rows beneath the pain, from the top: contacts, then medicines in these days."""
        names = [course.name for course in self.shown_courses]
        return (["Contacts"] if self.has_contacts else []) + names

    @property
    def lanes_from(self) -> date:
        return min(self.start, self.end - LANES_OF)

    @property
    def shown_courses(self) -> list[Course]:
        return [
            course
            for course in self.courses
            if course.since <= self.end
            and (course.until is None or course.until >= self.lanes_from)
        ]

    @property
    def has_contacts(self) -> bool:
        return any(self.lanes_from <= touch.at.date() <= self.end for touch in self.contacts)

    @property
    def shown_contacts(self) -> list[Touch]:
        return [touch for touch in self.contacts if self.start <= touch.at.date() <= self.end]


def in_words(chart: Chart) -> str:
    """What the chart shows, for everybody: it stands above it, and is its name for a reader."""
    worst = by_day(chart, "worst")
    days = (chart.end - chart.start).days + 1
    between = f"from {_date(chart.start)} to {_date(chart.end)}"
    if not worst:
        return f"No worst pain was given {between}."
    low, high = min(worst.values()), max(worst.values())
    last_day = max(worst)
    spread = (
        f"always {in_figures(low)}"
        if low == high
        else (f"between {in_figures(low)} and {in_figures(high)}")
    )
    parts = [
        f"Worst pain of each day {between}: checks on {len(worst)} of {days} days, {spread} "
        f"out of 10. Last: {in_figures(worst[last_day])} on {_date(last_day)}"
        f"{_against(worst[last_day], chart.baseline)}."
    ]
    if chart.goal is not None:
        met = sum(score <= chart.goal for score in worst.values())
        parts.append(
            f"At or below the goal of {in_figures(chart.goal)} on {met} of {len(worst)} days."
        )
    changes = sum(
        chart.start <= change.on <= chart.end
        for course in chart.courses
        for change in course.changes
    )
    if changes:
        parts.append(f"{changes} medicine {'change' if changes == 1 else 'changes'}.")
    return " ".join(parts)


def by_day(chart: Chart, name: str) -> dict[date, Decimal]:
    """The highest worst, or the mean of the averages, of each day; skipped is left out (S1)."""
    scores: dict[date, list[Decimal]] = {}
    for point in chart.points:
        score = getattr(point, name)
        if score is not None and chart.start <= point.day <= chart.end:
            scores.setdefault(point.day, []).append(score)
    if name == "worst":
        return {day: max(given) for day, given in sorted(scores.items())}
    return {
        day: round(sum(given, Decimal()) / len(given), 1) for day, given in sorted(scores.items())
    }


def _against(score: Decimal, baseline: Decimal | None) -> str:
    if baseline is None:
        return ""
    gap = score - baseline
    first = f"the first check together ({in_figures(baseline)})"
    if gap == 0:
        return f", as at {first}"
    return f", {in_figures(abs(gap))} {'above' if gap > 0 else 'below'} {first}"


def _date(day: date) -> str:
    return f"{day.day} {day:%B}"
