"""By when an alert is due, and when it goes to the deputy: safety rule S16."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alerts.rules import Level, due_at, escalates_at
from diaries.scales import ContactWish
from paincheck.accounts.hours import Hours

LONDON = ZoneInfo("Europe/London")
EASTER_MONDAY = date(2026, 4, 6)
HOURS = Hours(dict.fromkeys(range(5), (time(9), time(17))), frozenset({EASTER_MONDAY}))
RED, AMBER, GREY = Level.RED, Level.AMBER, Level.GREY
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


def london(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


# 2026: 2 March is a Monday.
@pytest.mark.parametrize(
    ("level", "wish", "raised", "due", "escalates"),
    [
        # Red: one working hour.
        (RED, "", london(3, 2, 10), london(3, 2, 11), london(3, 2, 11)),
        (RED, "", london(3, 2, 16, 30), london(3, 3, 9, 30), london(3, 3, 9, 30)),
        (RED, "", london(3, 7, 12), london(3, 9, 10), london(3, 9, 10)),
        (RED, "", london(3, 28, 12), london(3, 30, 10), london(3, 30, 10)),
        (RED, "", london(4, 4, 12), london(4, 7, 10), london(4, 7, 10)),
        (RED, "TODAY", london(3, 2, 10), london(3, 2, 11), london(3, 2, 11)),
        (RED, "TODAY", london(3, 2, 16, 15), london(3, 2, 17), london(3, 3, 9, 15)),
        # Contact today: by closing; to the deputy after two working hours.
        (AMBER, "TODAY", london(3, 2, 10), london(3, 2, 17), london(3, 2, 12)),
        (AMBER, "TODAY", london(3, 2, 16), london(3, 2, 17), london(3, 3, 10)),
        (AMBER, "TODAY", london(3, 2, 7), london(3, 2, 17), london(3, 2, 11)),
        # Too late for today, as from a phone that was offline.
        (AMBER, "TODAY", london(3, 2, 20), london(3, 3, 11), london(3, 3, 11)),
        (AMBER, "TODAY", london(3, 7, 12), london(3, 9, 11), london(3, 9, 11)),
        # Amber: one working day.
        (AMBER, "", london(3, 2, 10), london(3, 3, 10), london(3, 3, 10)),
        (AMBER, "PLEASE", london(3, 6, 10), london(3, 9, 10), london(3, 9, 10)),
        (AMBER, "", london(4, 2, 10), london(4, 3, 10), london(4, 3, 10)),
        (AMBER, "", london(4, 3, 10), london(4, 7, 10), london(4, 7, 10)),
        # Grey: two.
        (GREY, "", london(3, 2, 10), london(3, 4, 10), london(3, 4, 10)),
    ],
)
def test_each_alert_has_its_time(
    level: Level, wish: str, raised: datetime, due: datetime, escalates: datetime
) -> None:
    assert due_at(level, wish, raised, HOURS) == due
    assert escalates_at(level, wish, raised, HOURS) == escalates


@example(london(4, 1, 16, 1), ContactWish.TODAY)
@given(moments, st.sampled_from(["", *ContactWish]))
def test_what_is_more_pressing_is_never_due_later(raised: datetime, wish: str) -> None:
    red, amber, grey = (escalates_at(level, wish, raised, HOURS) for level in (RED, AMBER, GREY))
    assert raised < red <= amber <= grey
    assert due_at(RED, wish, raised, HOURS) <= due_at(AMBER, wish, raised, HOURS)


@given(moments, st.sampled_from(list(Level)), st.sampled_from(["", *ContactWish]))
def test_nothing_goes_to_the_deputy_while_nobody_works(
    raised: datetime, level: Level, wish: str
) -> None:
    at = escalates_at(level, wish, raised, HOURS)
    assert HOURS.is_open(at) or at == HOURS.closing_today(at)


@given(moments)
def test_a_wish_for_today_that_could_be_chosen_is_due_today(raised: datetime) -> None:
    if HOURS.can_ring_today(raised):
        due = due_at(AMBER, "TODAY", raised, HOURS)
        assert due.astimezone(LONDON).date() == raised.astimezone(LONDON).date()
        assert due - raised >= timedelta(minutes=30)
