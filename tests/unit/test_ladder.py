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
