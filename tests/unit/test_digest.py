"""The mail in the morning, plain: at the opening of working days, through both clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicians.digest import LATE, Waits, due_day, once_key, text
from paincheck.accounts.hours import Hours

NINE = (time(9), time(17))
WEEK = Hours(week=dict.fromkeys(range(5), NINE), holidays=frozenset({date(2026, 12, 25)}))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("opens", "day"),
    [
        (datetime(2026, 3, 27, 9, tzinfo=UTC), date(2026, 3, 27)),  # Friday, winter time
        (datetime(2026, 3, 30, 8, tzinfo=UTC), date(2026, 3, 30)),  # Monday, summer time
        (datetime(2026, 10, 23, 8, tzinfo=UTC), date(2026, 10, 23)),
        (datetime(2026, 10, 26, 9, tzinfo=UTC), date(2026, 10, 26)),  # winter time again
    ],
)
def test_it_is_due_at_nine_on_the_sites_clock_either_side_of_a_clock_change(
    opens: datetime, day: date
) -> None:
    assert due_day(WEEK, opens - SECOND) is None
    assert due_day(WEEK, opens) == day
    assert due_day(WEEK, opens + LATE - SECOND) == day
    assert due_day(WEEK, opens + LATE) is None


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2026, 11, 29), date(2026, 12, 25)])
def test_none_is_due_on_a_weekend_or_a_bank_holiday(day: date) -> None:
    for minutes in range(0, 24 * 60, 15):
        at = datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)
        assert due_day(WEEK, at) is None


@pytest.mark.parametrize(
    ("day", "first"),
    [
        # A site that opens in the hour that is skipped opens after the gap; in the hour that comes
        # twice, at the first of the two.
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_an_opening_in_the_hour_of_the_change_is_one_moment(day: date, first: datetime) -> None:
    night = Hours(week=dict.fromkeys(range(7), (time(1, 30), time(23))))
    assert due_day(night, first) == day
    assert due_day(night, first - SECOND) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))
def test_every_working_day_has_exactly_one_mail(at: datetime) -> None:
    """Walked through in steps of a minute's round, however the clocks go."""
    day = at.astimezone(WEEK.zone).date()
    span, midnight = WEEK.span(day), datetime.combine(day, time(), UTC)
    found = {
        once_key(1, due)
        for minutes in range(-2 * 60, 26 * 60, 10)
        if (due := due_day(WEEK, midnight + timedelta(minutes=minutes))) == day
    }
    assert found == ({once_key(1, day)} if span else set())


def test_it_says_counts_and_a_link_and_nothing_else() -> None:
    said = text(Waits(patients=1, introductions=2), caseload="https://x/c", settings="https://x/s")
    assert said == (
        "1 patient waits for you.\n2 patients are to be introduced.\n\n"
        "Open PainCheck: https://x/c\n\nTo stop this mail, or to have it again: https://x/s\n"
    )
