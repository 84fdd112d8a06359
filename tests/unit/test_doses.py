"""How many extra doses count, and the rule about many of them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules import Level, Reading, Rule, evaluate, many_doses_noted, many_extra_doses
from diaries.doses import WINDOW, Told, fullest_around, span_of, taken_by
from tests.unit.judging import DEFAULTS, FIRST, check

NOW = FIRST


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def a_check(number: int, hours_ago: float = 0, over: float = 24) -> Told:
    """A number told so many hours ago, about the `over` hours before."""
    return Told(ago(hours_ago + over), ago(hours_ago), number)


@pytest.mark.parametrize(
    ("told", "noted", "expected"),
    [
        ([], [], 0),
        ([], [0, 5, 23.9], 3),
        ([], [24, 25], 0),  # a day ago to the second lies outside
        ([a_check(3)], [], 3),
        ([a_check(3)], [2, 4], 3),  # the same doses told twice
        ([a_check(1)], [2, 4], 2),  # the larger, never the sum
        ([a_check(0)], [2, 4], 2),
        # Noted after the check: it was not asked about these.
        ([a_check(3, 2)], [0, 1], 5),
        ([a_check(3, 2)], [0, 1, 5, 6], 5),
        # Noted with their times, and taken before these 24 hours.
        ([a_check(3, 20)], [0, 30, 40], 2),
        # The second check of a day asks since the first, and both count.
        ([a_check(2, 6), a_check(1, 0, over=6)], [], 3),
        ([a_check(2, 6), a_check(1, 0, over=6)], [1, 2], 4),
        ([a_check(2, 6), a_check(1, 0, over=6)], [1, 7, 8], 3),
        # This morning's check answers for what yesterday's said of the same hours.
        ([a_check(5, 23), a_check(2)], [], 2),
        ([a_check(5, 24)], [], 0),
    ],
)
def test_over_one_time_the_larger_number_counts(
    told: list[Told], noted: list[float], expected: int
) -> None:
    assert taken_by(NOW, told, [ago(hours) for hours in noted]) == expected


hours = st.floats(0, 60)


@given(
    st.lists(st.tuples(hours, st.integers(0, 9)), max_size=4, unique_by=lambda pair: pair[0]),
    st.lists(hours, max_size=8, unique=True),
)
def test_no_dose_is_counted_twice_and_none_of_a_source_is_lost(
    checks: list[tuple[float, int]], noted: list[float]
) -> None:
    told = [a_check(number, since) for since, number in checks]
    times = [ago(since) for since in noted]
    total = taken_by(NOW, told, times)
    in_window = sum(at > NOW - WINDOW for at in times)
    latest = min(
        (one for one in told if one.at > NOW - WINDOW), key=lambda t: NOW - t.at, default=None
    )
    assert in_window <= total <= in_window + sum(number for _, number in checks)
    if latest is not None:
        assert total >= latest.number - sum(at <= NOW - WINDOW for at in times)


@pytest.mark.parametrize(
    ("since_last", "before", "expected"),
    [(False, 3, 24), (False, None, 24), (True, 3, 3), (True, None, 24), (True, 30, 24)],
)
def test_a_check_asks_since_the_last_one_or_for_a_day(
    since_last: bool, before: float | None, expected: float
) -> None:
    earlier = None if before is None else ago(before)
    assert span_of(NOW, since_last=since_last, before=earlier) == ago(expected)


@pytest.mark.parametrize(
    ("taken", "noted", "expected"),
    [
        (0, [0], (1, 0)),
        (0, [0, 1, 2, 23], (4, 0)),
        # Noted late: it is the fourth of a day that ended since.
        (30, [30, 28, 26, 24], (4, 24)),
        (30, [30, 28, 26, 5], (3, 26)),
        (20, [20, 40, 41, 42], (4, 20)),
    ],
)
def test_a_dose_is_judged_by_the_fullest_day_that_it_lies_in(
    taken: float, noted: list[float], expected: tuple[int, float]
) -> None:
    number, hours_ago = expected
    found = fullest_around(ago(taken), NOW, [], [ago(since) for since in noted])
    assert found == (number, ago(hours_ago))


@pytest.mark.parametrize(
    ("said", "noticed"),
    [
        ({}, ""),
        ({"extra_doses": 3}, ""),
        ({"extra_doses": 4}, "4 extra doses in 24 hours"),
        ({"extra_doses": 4, "extra_doses_unsure": True}, "4 extra doses in 24 hours"),
        ({"extra_doses": 1, "doses_in_24_hours": 5}, "5 extra doses in 24 hours"),
        ({"extra_doses": 6, "doses_in_24_hours": 5}, "6 extra doses in 24 hours"),
        # What was noted is judged where it was noted; skipped says nothing.
        ({"doses_in_24_hours": 5}, ""),
        (
            {"extra_doses": 4, "late": timedelta(hours=30)},
            "4 extra doses in 24 hours (sent 30 hours late): how is it now?",
        ),
    ],
)
def test_four_extra_doses_in_a_day_are_amber(said: dict[str, object], noticed: str) -> None:
    found = many_extra_doses([check(**said)], DEFAULTS, None, NOW)
    assert (found.sentence if found else "") == noticed
    if found is not None:
        assert (found.rule, found.level) == (Rule.MANY_EXTRA_DOSES, Level.AMBER)


@pytest.mark.parametrize(
    ("number", "hours_late", "noticed"),
    [
        (3, 0, ""),
        (4, 0, "4 extra doses in 24 hours"),
        (4, 24, "4 extra doses in 24 hours"),
        (4, 30, "4 extra doses in 24 hours (noted 30 hours late): how is it now?"),
        (5, 50, "5 extra doses in 24 hours (noted 2 days late): how is it now?"),
    ],
)
def test_old_doses_have_their_age(number: int, hours_late: float, noticed: str) -> None:
    until = ago(hours_late)
    found = many_doses_noted(number, until=until, recorded_at=NOW, thresholds=DEFAULTS)
    assert (found.sentence if found else "") == noticed


def test_a_number_beyond_belief_still_fits() -> None:
    found = many_doses_noted(500, until=NOW, recorded_at=NOW, thresholds=DEFAULTS)
    assert found is not None
    assert found.score == 99


def test_the_rule_is_one_of_those_that_every_check_is_held_against() -> None:
    diary: list[Reading] = [check(worst=2, extra_doses=4)]
    assert [found.rule for found in evaluate(diary, DEFAULTS, None, NOW)] == ["many_extra_doses"]
