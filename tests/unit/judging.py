"""Readings for the tests of the rules: noon checks on days counted from Sunday 1 March 2026."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from alerts.rules import Reading, Thresholds
from diaries.scales import DANGERS, ContactWish

DEFAULTS = Thresholds()
SCORES = ("worst", "average", "least", "now")
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at_day(day: int, hour: int = 12) -> datetime:
    return FIRST.replace(hour=hour) + timedelta(days=day - 1)


def check(day: int = 1, *, hour: int = 12, late: timedelta = timedelta(0), **said: Any) -> Reading:
    """Answers of one day; scores as plain numbers. `late`: how long they took to arrive."""
    at = at_day(day, hour)
    for name in SCORES:
        if said.get(name) is not None:
            said[name] = Decimal(str(said[name]))
    return Reading(at=at, received_at=at + late, day=at.date(), **said)


def week(*worsts: float | None, measure: str = "worst", **also: Any) -> list[Reading]:
    """One check a day with these scores, oldest first."""
    return [check(day, **{measure: worst}, **also) for day, worst in enumerate(worsts, start=1)]


def march(day: int) -> date:
    return date(2026, 3, day)


scores = st.one_of(
    st.none(), st.decimals(min_value=0, max_value=10, places=1), st.integers(0, 10).map(Decimal)
)


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    """A diary of up to 12 checks, with skipped answers, crossed ones, and ones that came late."""
    days = sorted(draw(st.lists(st.integers(1, 20), min_size=1, max_size=12)))
    codes = [danger.code for danger in DANGERS] + ["FROM_A_LATER_VERSION"]
    return [
        check(
            day,
            hour=draw(st.integers(0, 23)),
            late=timedelta(hours=draw(st.integers(-5, 100))),
            worst=draw(scores),
            average=draw(scores),
            least=draw(scores),
            now=draw(scores),
            danger=tuple(draw(st.lists(st.sampled_from(codes), unique=True))),
            danger_gate=draw(st.sampled_from([None, True, False])),
            contact_wish=draw(st.sampled_from(["", *ContactWish])),
            is_baseline=draw(st.booleans()),
        )
        for day in days
    ]
