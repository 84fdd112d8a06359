"""Who is told after whom, and when: the ladder of an alert that nobody takes (S10, S16)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules import Level, Step, climbs, next_step_at
from diaries.scales import ContactWish
from paincheck.accounts.hours import Hours

LONDON = ZoneInfo("Europe/London")
EASTER_MONDAY = date(2026, 4, 6)
HOURS = Hours(dict.fromkeys(range(5), (time(9), time(17))), frozenset({EASTER_MONDAY}))
RED, AMBER, GREY = Level.RED, Level.AMBER, Level.GREY
NURSE, DEPUTIES, LEAD, DESK, EVERYBODY = Step
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
levels, wishes = st.sampled_from(list(Level)), st.sampled_from(["", *ContactWish])
steps = st.integers(0, 40)


def london(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


# 2026: 2 March is a Monday; the clocks go forward on Sunday 29 March, back on 25 October.
@pytest.mark.parametrize(
    ("level", "wish", "step", "told", "then"),
    [
        # Red: one working hour, then every half working hour, without an end.
        (RED, "", NURSE, london(3, 2, 10), london(3, 2, 11)),
        (RED, "", DEPUTIES, london(3, 2, 11), london(3, 2, 11, 30)),
        (RED, "", LEAD, london(3, 2, 16, 45), london(3, 3, 9, 15)),
        (RED, "", DESK, london(3, 6, 16, 45), london(3, 9, 9, 15)),
        (RED, "", EVERYBODY, london(3, 27, 16, 45), london(3, 30, 9, 15)),
        (RED, "", EVERYBODY + 1, london(4, 3, 16, 45), london(4, 7, 9, 15)),
        (RED, "TODAY", EVERYBODY + 25, london(10, 23, 16, 45), london(10, 26, 9, 15)),
        # A wish for today: two working hours, then one each, up to the site's own address.
        (AMBER, "TODAY", NURSE, london(3, 2, 10), london(3, 2, 12)),
        (AMBER, "TODAY", DEPUTIES, london(3, 2, 12), london(3, 2, 13)),
        (AMBER, "TODAY", LEAD, london(3, 2, 16, 30), london(3, 3, 9, 30)),
        (AMBER, "TODAY", DESK, london(3, 2, 14), None),
        # Amber: one working day, then half of one each.
        (AMBER, "", NURSE, london(3, 2, 10), london(3, 3, 10)),
        (AMBER, "", DEPUTIES, london(3, 3, 10), london(3, 3, 14)),
        (AMBER, "PLEASE", LEAD, london(3, 6, 15), london(3, 9, 11)),
        (AMBER, "", DESK, london(3, 3, 10), None),
        (AMBER, "", EVERYBODY, london(3, 3, 10), None),
        # Grey is a task on the list.
        (GREY, "", NURSE, london(3, 2, 10), None),
    ],
)
def test_each_step_has_its_time(
    level: Level, wish: str, step: int, told: datetime, then: datetime | None
) -> None:
    assert next_step_at(level, wish, step, told, HOURS) == then


@pytest.mark.parametrize("step", [DEPUTIES, LEAD])
def test_whoever_had_to_be_told_first_has_the_first_times_of_the_site(step: Step) -> None:
    at = london(3, 2, 10)
    assert next_step_at(RED, "", step, at, HOURS, first=True) == london(3, 2, 11)
    assert next_step_at(AMBER, "", step, at, HOURS, first=True) == london(3, 3, 10)


@given(moments, levels, wishes, steps, st.booleans())
def test_no_step_is_due_while_nobody_works_and_each_is_later_than_the_one_before(
    told: datetime, level: Level, wish: str, step: int, first: bool
) -> None:
    at = next_step_at(level, wish, step, told, HOURS, first=first)
    if at is not None:
        assert at > told
        assert HOURS.is_open(at) or at == HOURS.closing_today(at)


@given(moments, wishes, steps)
def test_red_climbs_without_an_end_and_amber_ends_at_the_sites_address(
    told: datetime, wish: str, step: int
) -> None:
    assert next_step_at(RED, wish, step, told, HOURS) is not None
    ends = next_step_at(AMBER, wish, step, told, HOURS) is None
    assert ends == (step >= DESK)


@given(moments, levels, wishes)
def test_everything_but_grey_climbs(told: datetime, level: Level, wish: str) -> None:
    assert climbs(level) == (next_step_at(level, wish, NURSE, told, HOURS) is not None)
    assert climbs(level) == (level != GREY)


def test_a_red_alert_on_friday_evening_is_not_repeated_over_the_weekend() -> None:
    at: datetime | None = london(3, 6, 16, 50)
    for step in range(3):
        assert at is not None
        at = next_step_at(RED, "", step, at, HOURS)
    assert at == london(3, 9, 9, 50) + timedelta(hours=1)


LONDON_WEEK = Hours(
    {
        **dict.fromkeys(range(4), (time(9), time(17))),
        4: (time(9), time(13)),
        5: (time(10), time(12)),
    },
    # Christmas, the New Year and Easter, closed.
    frozenset(
        {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2026, 4, 3), EASTER_MONDAY}
    ),
)
QUARTER = timedelta(minutes=15)
# Around what makes a calendar hard: both changes of the clock, the holidays, any weekend.
hard_days = st.sampled_from(
    [date(2026, 3, 28), date(2026, 10, 24), date(2026, 12, 24), date(2026, 4, 2), date(2026, 6, 5)]
)
hard_moments = st.builds(
    lambda day, quarters: datetime.combine(day, time(), UTC) + quarters * QUARTER,
    hard_days,
    st.integers(0, 4 * 96),
)


def is_open(hours: Hours, at: datetime) -> bool:
    """By the clock on the wall and the calendar beside it, without the code that is tried."""
    wall = at.astimezone(LONDON)
    span = None if wall.date() in hours.holidays else hours.week.get(wall.weekday())
    return span is not None and span[0] <= wall.time() < span[1]


def open_time(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """Counted quarter by quarter."""
    quarters = int((end - start) / QUARTER)
    return sum(is_open(hours, start + n * QUARTER) for n in range(quarters)) * QUARTER


@pytest.mark.parametrize("hours", [HOURS, LONDON_WEEK], ids=["plain", "short days and holidays"])
@given(raised=hard_moments, wish=st.sampled_from(["", "TODAY"]))
def test_each_wait_of_a_red_alert_is_working_time_over_holidays_weekends_and_clock_changes(
    hours: Hours, raised: datetime, wish: str
) -> None:
    told, waits = raised, [timedelta(hours=1), *([timedelta(minutes=30)] * 5)]
    for step, wait in enumerate(waits):
        then = next_step_at(RED, wish, step, told, hours)
        assert then is not None
        assert open_time(hours, told, then) == wait
        told = then


@pytest.mark.parametrize("hours", [HOURS, LONDON_WEEK], ids=["plain", "short days and holidays"])
@given(raised=hard_moments)
def test_each_wait_of_a_wish_for_today_is_working_time_up_to_the_sites_address(
    hours: Hours, raised: datetime
) -> None:
    told, waits = raised, [timedelta(hours=2), timedelta(hours=1), timedelta(hours=1)]
    for step, wait in enumerate(waits):
        then = next_step_at(AMBER, "TODAY", step, told, hours)
        assert then is not None
        assert open_time(hours, told, then) == wait
        told = then
    assert next_step_at(AMBER, "TODAY", DESK, told, hours) is None


@pytest.mark.parametrize("hours", [HOURS, LONDON_WEEK], ids=["plain", "short days and holidays"])
@given(raised=hard_moments)
def test_amber_waits_one_working_day_and_then_half_of_one_whatever_is_closed_between(
    hours: Hours, raised: datetime
) -> None:
    then = next_step_at(AMBER, "", NURSE, raised, hours)
    assert then is not None
    days = {
        (raised + n * QUARTER).astimezone(LONDON).date()
        for n in range(int((then - raised) / QUARTER) + 1)
        if is_open(hours, raised + n * QUARTER)
    }
    assert 1 <= len(days) <= 2
    later = next_step_at(AMBER, "", DEPUTIES, then, hours)
    assert later is not None
    assert open_time(hours, then, later) == timedelta(hours=4)


@given(hard_moments, levels, wishes)
def test_a_holiday_more_never_makes_anybody_wait_less(
    raised: datetime, level: Level, wish: str
) -> None:
    day = raised.astimezone(LONDON).date()
    more = Hours(HOURS.week, HOURS.holidays | {day, day + timedelta(days=1)})
    at, with_more = (next_step_at(level, wish, NURSE, raised, hours) for hours in (HOURS, more))
    assert (at is None) == (with_more is None)
    if at is not None and with_more is not None:
        assert with_more >= at
        assert more.is_open(with_more) or with_more == more.closing_today(with_more)
