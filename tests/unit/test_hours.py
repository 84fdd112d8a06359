"""Working hours, over clock changes, holidays and weekends. London unless said otherwise."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paincheck.accounts.hours import Hours, NeverOpen, in_words

LONDON = ZoneInfo("Europe/London")
NINE_TO_FIVE = (time(9), time(17))
HOURS = Hours(dict.fromkeys(range(5), NINE_TO_FIVE))
# A short Friday, a Saturday morning; Easter Monday closed.
MIXED = Hours(
    {**dict.fromkeys(range(4), NINE_TO_FIVE), 4: (time(9), time(13)), 5: (time(10), time(12))},
    frozenset({date(2026, 4, 6), date(2026, 12, 25), date(2026, 12, 28)}),
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def london(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


# 2026: 2 March is a Monday; clocks go forward on Sunday 29 March, back on Sunday 25 October.
@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (london(3, 2, 8, 59), False),
        (london(3, 2, 9), True),
        (london(3, 2, 16, 59), True),
        (london(3, 2, 17), False),
        (london(3, 7, 12), False),
        # Nine by the clock on the wall, in winter and in summer time.
        (datetime(2026, 3, 27, 8, 30, tzinfo=UTC), False),
        (datetime(2026, 3, 30, 8, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 23, 8, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 26, 8, 30, tzinfo=UTC), False),
    ],
)
def test_a_site_is_open_from_its_opening_to_before_its_closing(at: datetime, is_open: bool) -> None:
    assert HOURS.is_open(at) is is_open


@pytest.mark.parametrize(
    ("hours", "at", "opens"),
    [
        (HOURS, london(3, 2, 8), london(3, 2, 9)),
        (HOURS, london(3, 2, 9), london(3, 3, 9)),
        (HOURS, london(3, 2, 12), london(3, 3, 9)),
        (HOURS, london(3, 6, 17), london(3, 9, 9)),
        (HOURS, london(3, 27, 18), london(3, 30, 9)),
        (HOURS, london(10, 23, 18), london(10, 26, 9)),
        (MIXED, london(4, 4, 13), london(4, 7, 9)),
        (MIXED, london(12, 24, 17), london(12, 26, 10)),
    ],
)
def test_the_next_opening_passes_over_nights_weekends_and_holidays(
    hours: Hours, at: datetime, opens: datetime
) -> None:
    assert hours.next_opening(at) == opens


def test_the_night_when_clocks_go_forward_is_an_hour_shorter() -> None:
    friday, monday = london(3, 27, 17), HOURS.next_opening(london(3, 27, 17))
    assert monday.astimezone(UTC) - friday.astimezone(UTC) == 63 * HOUR
    friday, monday = london(10, 23, 17), HOURS.next_opening(london(10, 23, 17))
    assert monday.astimezone(UTC) - friday.astimezone(UTC) == 65 * HOUR


def test_what_arrives_in_hours_is_read_now_and_else_at_the_next_opening() -> None:
    assert HOURS.read_by(london(3, 2, 12)) == london(3, 2, 12)
    assert HOURS.read_by(london(3, 2, 17)) == london(3, 3, 9)


def test_closing_today_is_told_even_after_closing_and_never_on_a_day_off() -> None:
    assert MIXED.closing_today(london(3, 6, 20)) == london(3, 6, 13)
    assert MIXED.closing_today(london(3, 8, 12)) is None
    assert MIXED.closing_today(london(4, 6, 12)) is None


@pytest.mark.parametrize(
    ("at", "can"),
    [
        (london(3, 2, 6), True),
        (london(3, 2, 16, 30), True),
        (london(3, 2, 16, 31), False),
        (london(3, 2, 17), False),
        (london(3, 7, 10), False),
    ],
)
def test_today_can_be_chosen_only_while_there_is_time_to_read_and_ring(
    at: datetime, can: bool
) -> None:
    assert HOURS.can_ring_today(at) is can


@pytest.mark.parametrize(
    ("at", "amount", "expected"),
    [
        (london(3, 2, 10), HOUR, london(3, 2, 11)),
        (london(3, 2, 16, 30), HOUR, london(3, 3, 9, 30)),
        (london(3, 2, 16), HOUR, london(3, 2, 17)),
        (london(3, 2, 3), HOUR, london(3, 2, 10)),
        (london(3, 6, 16, 30), HOUR, london(3, 9, 9, 30)),
        (london(3, 27, 16, 30), HOUR, london(3, 30, 9, 30)),
        (london(10, 23, 16, 30), HOUR, london(10, 26, 9, 30)),
        (london(3, 2, 9), 20 * HOUR, london(3, 4, 13)),
        (london(3, 7, 12), 0 * HOUR, london(3, 9, 9)),
    ],
)
def test_working_time_passes_only_in_hours(
    at: datetime, amount: timedelta, expected: datetime
) -> None:
    assert HOURS.add_working_time(at, amount) == expected


@pytest.mark.parametrize(
    ("hours", "at", "days", "expected"),
    [
        (HOURS, london(3, 2, 10), 1, london(3, 3, 10)),
        (HOURS, london(3, 6, 16), 1, london(3, 9, 16)),
        (HOURS, london(3, 7, 12), 1, london(3, 10, 9)),
        (HOURS, london(3, 7, 12), 0, london(3, 9, 9)),
        (HOURS, london(3, 27, 10), 1, london(3, 30, 10)),
        (HOURS, london(10, 23, 10), 1, london(10, 26, 10)),
        # Thursday at four, and Friday closes at one.
        (MIXED, london(3, 5, 16), 1, london(3, 6, 13)),
        # Friday at nine, and Saturday opens at ten.
        (MIXED, london(3, 6, 9), 1, london(3, 7, 10)),
        (MIXED, london(4, 4, 11), 1, london(4, 7, 11)),
    ],
)
def test_a_working_day_later_is_the_same_time_within_that_days_hours(
    hours: Hours, at: datetime, days: int, expected: datetime
) -> None:
    assert hours.add_working_days(at, days) == expected


NOW = london(3, 3, 10)  # a Tuesday


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (london(3, 3, 14, 15), "today at 2.15pm"),
        (london(3, 3, 9), "today at 9am"),
        (london(3, 3, 12), "today at midday"),
        (london(3, 4, 0), "Wednesday at midnight"),
        (london(3, 3, 0, 5), "today at 12.05am"),
        (london(3, 3, 12, 30), "today at 12.30pm"),
        (london(3, 9, 9), "Monday at 9am"),
        (london(3, 10, 9), "Tuesday 10 March at 9am"),
        # What is past has its date, or it would be taken for what is to come.
        (london(3, 2, 9), "Monday 2 March at 9am"),
        (london(2, 25, 9), "Wednesday 25 February at 9am"),
        (london(2, 24, 9), "Tuesday 24 February at 9am"),
        (datetime(2027, 1, 4, 9, tzinfo=LONDON), "Monday 4 January 2027 at 9am"),
        # Summer time: eight in Greenwich is nine in London.
        (datetime(2026, 3, 30, 8, tzinfo=UTC), "Monday 30 March at 9am"),
    ],
)
def test_a_moment_is_said_as_a_person_would(at: datetime, words: str) -> None:
    assert in_words(at, NOW, "Europe/London") == words


def test_hours_without_a_working_day_promise_nothing() -> None:
    with pytest.raises(NeverOpen):
        Hours({0: None})
    closed = Hours({0: NINE_TO_FIVE}, frozenset(date(2026, 1, 5) + 7 * n * DAY for n in range(99)))
    with pytest.raises(NeverOpen):
        closed.next_opening(london(3, 2, 12))


@pytest.mark.parametrize("week", [{0: (time(17), time(9))}, {7: NINE_TO_FIVE}])
def test_hours_that_cannot_be_are_refused(week: dict[int, tuple[time, time]]) -> None:
    with pytest.raises(ValueError, match=r"must open before|weekday is 0 to 6"):
        Hours(week)


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        HOURS.is_open(datetime(2026, 3, 2, 12))


def test_time_is_never_taken_away() -> None:
    with pytest.raises(ValueError, match="never taken away"):
        HOURS.add_working_time(NOW, -HOUR)
    with pytest.raises(ValueError, match="never taken away"):
        HOURS.add_working_days(NOW, -1)


spans = st.tuples(st.integers(0, 1410), st.integers(15, 1439)).map(
    lambda pair: (
        time(*divmod(min(pair[0], pair[1] - 1), 60)),
        time(*divmod(max(pair[1], pair[0] + 1), 60)),
    )
)
weeks = st.dictionaries(st.integers(0, 6), st.one_of(st.none(), spans)).filter(
    lambda week: any(week.values())
)
any_hours = st.builds(
    Hours,
    weeks,
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=10),
    st.sampled_from(["Europe/London", "Europe/Dublin", "America/New_York"]),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
amounts = st.timedeltas(timedelta(0), timedelta(hours=4))


@given(any_hours, moments)
def test_whoever_reads_reads_in_hours_and_never_before_it_was_sent(
    hours: Hours, at: datetime
) -> None:
    read = hours.read_by(at)
    assert read >= at
    assert hours.is_open(read)
    assert not hours.is_open(at) or read == at


def long_enough(span: tuple[time, time] | None) -> bool:
    day = date(2026, 3, 2)
    return span is not None and datetime.combine(day, span[1]) - datetime.combine(
        day, span[0]
    ) >= timedelta(minutes=15)


@given(any_hours, moments, amounts, amounts)
def test_working_time_adds_up(hours: Hours, at: datetime, one: timedelta, other: timedelta) -> None:
    # Open for two minutes a week, a site would need more than a year for four hours.
    assume(any(long_enough(span) for span in hours.week.values()))
    once = hours.add_working_time(at, one + other)
    assert hours.add_working_time(hours.add_working_time(at, one), other) == once
    assert once - at >= one + other


@given(any_hours, moments, st.integers(0, 9))
def test_working_days_end_within_hours_and_never_go_back(
    hours: Hours, at: datetime, days: int
) -> None:
    later = hours.add_working_days(at, days)
    assert at <= later <= hours.add_working_days(at, days + 1)
    closing = hours.closing_today(later)
    assert hours.is_open(later) or later == closing


@given(any_hours, moments)
def test_a_wish_for_today_can_be_met_before_closing(hours: Hours, at: datetime) -> None:
    if hours.can_ring_today(at):
        closes = hours.closing_today(at)
        assert closes is not None
        assert hours.read_by(at) < closes
