"""The rules behind the numbers of engagement, as tables of examples."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clinicians.engagement import (
    MEANINGS,
    Load,
    Measure,
    Period,
    Ratio,
    Row,
    by_name,
    checks_of_due,
    days_asked,
    hands_welcome,
    in_time,
    period_of,
    spans_off,
)

TODAY = date(2026, 11, 24)
FOUR_WEEKS = Period(date(2026, 10, 27), date(2026, 11, 23))


def d(day: int) -> date:
    return date(2026, 11, day)


@pytest.mark.parametrize(
    ("asked", "first"),
    [("28", date(2026, 10, 27)), ("84", date(2026, 9, 1)), ("", date(2026, 10, 27)),
     ("9999999999", date(2026, 10, 27)), ("\x00", date(2026, 10, 27))],
)  # fmt: skip
def test_a_period_is_of_whole_days_up_to_yesterday(asked: str, first: date):
    period = period_of(asked, TODAY)
    assert (period.first, period.last) == (first, d(23))
    assert len(period.days) % 7 == 0


@pytest.mark.parametrize(
    ("done", "of", "words"),
    [
        (0, 0, "0 of 0"),
        (1, 4, "1 of 4"),
        (4, 4, "4 of 4"),
        (1, 5, "1 of 5 (20%)"),
        (5, 5, "5 of 5 (100%)"),
        (999, 1000, "999 of 1000 (99%)"),
        (1, 1000, "1 of 1000 (1%)"),
        (0, 1000, "0 of 1000 (0%)"),
    ],
)
def test_a_number_is_n_of_m_and_no_share_is_said_of_fewer_than_five(done: int, of: int, words: str):
    assert Ratio(done, of).words == words


@pytest.mark.parametrize(
    ("events", "off_since", "spans"),
    [
        ([], None, []),
        ([], d(5), [(d(5), None)]),
        ([(d(3), False), (d(6), True)], None, [(d(3), d(6))]),
        ([(d(3), False), (d(4), False), (d(6), True)], None, [(d(3), d(6))]),
        ([(d(2), True), (d(3), False)], d(3), [(d(3), None)]),
        ([(d(3), False), (d(6), True), (d(9), False)], d(9), [(d(3), d(6)), (d(9), None)]),
        # Brought in without lines of its own, so the row stands in.
        ([(d(3), False), (d(6), True)], d(8), [(d(3), d(6)), (d(8), None)]),
    ],
)
def test_what_was_left_out_goes_from_change_to_change(events, off_since, spans):
    assert spans_off(events, off_since=off_since) == spans


@pytest.mark.parametrize(
    ("after", "off", "number"),
    [
        (d(1), [], 22),
        (date(2026, 1, 1), [], 28),
        (d(23), [], 0),
        (d(1), [(d(10), d(12))], 19),
        (d(1), [(d(10), None)], 8),
        (d(1), [(d(10), None), (d(5), d(11))], 3),
    ],
)
def test_asked_is_from_the_day_after_the_invitation_and_on_no_day_left_out(after, off, number):
    assert len(days_asked(FOUR_WEEKS, after=after, off=off)) == number


@pytest.mark.parametrize(
    ("asked", "checked", "weekly", "expected"),
    [
        (FOUR_WEEKS.days, [], False, (0, 28)),
        (FOUR_WEEKS.days, [d(3), d(3), d(4)], False, (2, 28)),
        ([d(3)], [d(4)], False, (0, 1)),  # more than was asked makes up for nothing
        (FOUR_WEEKS.days, [d(3), d(4), d(10)], True, (2, 4)),
        (FOUR_WEEKS.days[1:], [FOUR_WEEKS.days[2]], True, (0, 3)),  # a week in part is not due
        ([], [d(3)], True, (0, 0)),
    ],
)
def test_checks_done_of_due_by_day_and_by_whole_week(asked, checked, weekly, expected):
    assert checks_of_due(FOUR_WEEKS, asked=asked, checked=checked, weekly=weekly) == expected


DUE = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = DUE + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("done_at", "now", "expected"),
    [(DUE, LATER, True), (LATER, LATER, False), (None, DUE, None), (None, LATER, False)],
)
def test_what_may_still_be_seen_in_time_is_not_judged(done_at, now, expected):
    assert in_time(DUE, done_at, now) is expected


def load(who: int, alerts: int, days: int = 20) -> Load:
    return Load(who, "Ann", "Team", alerts, 0, 0, 0, 0, days)


@pytest.mark.parametrize(
    ("alerts", "asked"),
    [
        ([], set()),
        ([0, 0], set()),
        ([20, 100], set()),  # two have no middle
        ([20, 20, 100], {2}),
        ([20, 20, 30], set()),  # half as much again is not above it
        ([0, 0, 20], set()),  # one thing a day is no burden
        ([0, 0, 40], {2}),
    ],
)
def test_a_hand_is_offered_above_half_as_much_again_as_the_middle(alerts, asked):
    assert hands_welcome([load(n, number) for n, number in enumerate(alerts)]) == asked


def test_without_a_working_day_nothing_is_divided_by_it():
    assert load(1, 3, days=0).a_day == 0


def test_people_stand_by_name_and_never_by_number():
    rows = [Row("bea", "T", 9, 9), Row("Carl", "T", 0, 9), Row("Ann", "T", 1, 9)]
    assert [row.name for row in by_name(rows)] == ["Ann", "bea", "Carl"]


def test_whole_and_rest_are_everybody_once():
    rows = [Row("Ann", "T", 1, 2), Row("Bea", "T", 2, 2), Row("Carl", "T", 0, 3)]
    of_things = Measure(MEANINGS[2], rows)
    assert (len(of_things.whole), len(of_things.rest)) == (1, 2)
    assert of_things.ratio == Ratio(3, 7)
    assert Measure(MEANINGS[6], rows, counts_rows=True).ratio == Ratio(1, 3)


def test_each_meaning_of_the_dictionary_says_all_of_its_parts():
    for one in MEANINGS:
        assert all((one.what, one.unit, one.source, one.since, one.whole, one.rest, one.empty))
