"""Before and after a change of medicine: three days either side, and no claim of cause."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicians.effect import DAYS, Scores, compare, in_words, is_asked
from clinicians.medicine_names import NAMES

ON = date(2026, 11, 20)
MANY = 10  # days either side


def day(offset: int, worst: float | None, average: float | None = None) -> Scores:
    """One check, so many days from the change."""
    given = [None if score is None else Decimal(str(score)) for score in (worst, average)]
    return Scores(ON + timedelta(days=offset), *given)


def told(*checks: Scores, days_since: int = 5) -> str:
    return in_words(compare(checks, on=ON, today=ON + timedelta(days=days_since)).worst)


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        ([], "too few checks to compare: 0 checks before, 0 checks after"),
        (
            [day(-1, 8), day(-2, 7), day(1, 5), day(2, 4)],
            "7.5 (2 checks) before, 4.5 (2 checks) after",
        ),
        # One check is no mean.
        (
            [day(-1, 8), day(1, 5), day(2, 4)],
            "too few checks to compare: 1 check before, 2 checks after",
        ),
        # The day of the change belongs to neither side, nor does the fourth day.
        (
            [day(-1, 8), day(-2, 8), day(0, 1), day(1, 5), day(3, 5), day(4, 0), day(-4, 0)],
            "8 (2 checks) before, 5 (2 checks) after",
        ),
        # A day with many checks weighs as much as a day with one: its highest counts (S9).
        (
            [day(-1, 9), day(-1, 3), day(-1, 3), day(-2, 5), day(1, 4), day(2, 4)],
            "7 (4 checks) before, 4 (2 checks) after",
        ),
        # Skipped is never zero (S1).
        (
            [day(-1, 8), day(-2, None), day(1, 5), day(2, 5)],
            "too few checks to compare: 1 check before, 2 checks after",
        ),
        ([day(-1, 0), day(-2, 0), day(1, 0), day(2, 0)], "0 (2 checks) before, 0 (2 checks) after"),
    ],
)
def test_the_three_days_either_side_are_told_in_numbers(checks: list[Scores], words: str) -> None:
    assert told(*checks) == words


def test_of_a_day_the_averages_are_averaged() -> None:
    checks = [day(-1, 9, 4), day(-1, 9, 6), day(-2, 9, 3), day(1, 9, 2), day(2, 9, 3)]
    found = compare(checks, on=ON, today=ON + timedelta(days=5))
    assert in_words(found.average) == "4 (3 checks) before, 2.5 (2 checks) after"


@pytest.mark.parametrize(
    ("before", "after", "down"),
    [
        (8, 6, True),  # by 2 points
        (8, 6.1, False),
        (5, 3.5, True),  # by 30 %
        (5, 3.6, False),
        (6, 8, False),
        (0, 0, True),  # nothing to be brought down
        (1, 1, False),
    ],
)
def test_down_is_by_two_points_or_by_thirty_per_cent(
    before: float, after: float, down: bool
) -> None:
    checks = [day(-1, before), day(-2, before), day(1, after), day(2, after)]
    assert compare(checks, on=ON, today=ON).worst.is_down is down


@pytest.mark.parametrize(
    ("days_since", "after", "asked"),
    [(2, 8, False), (3, 8, True), (14, 8, True), (15, 8, False), (3, 5, False), (-1, 8, False)],
)
def test_did_it_help_is_asked_from_the_third_day_for_two_weeks_where_pain_is_not_down(
    days_since: int, after: float, asked: bool
) -> None:
    today = ON + timedelta(days=days_since)
    checks = [day(-1, 8), day(-2, 8), day(1, after), day(2, after)]
    assert is_asked(compare(checks, on=ON, today=today), today=today) is asked


def test_too_few_checks_are_no_sign_that_it_helped() -> None:
    today = ON + timedelta(days=3)
    assert is_asked(compare([day(-1, 8)], on=ON, today=today), today=today)


offsets = st.integers(-MANY, MANY)
scores = st.one_of(st.none(), st.integers(0, 10))
diaries = st.lists(st.builds(day, offsets, scores, scores), max_size=20)


@given(diaries)
def test_only_the_three_days_either_side_count_and_in_no_order(diary: list[Scores]) -> None:
    found = compare(diary, on=ON, today=ON)
    inside = [one for one in diary if 1 <= abs((one.day - ON).days) <= DAYS]
    assert compare(reversed(inside), on=ON, today=ON) == found


@given(diaries)
def test_a_mean_lies_between_the_scores_that_gave_it(diary: list[Scores]) -> None:
    found = compare(diary, on=ON, today=ON)
    for name, measure in (("worst", found.worst), ("average", found.average)):
        for side, mean in ((-1, measure.before), (1, measure.after)):
            days = range(1, DAYS + 1)
            given = [
                getattr(one, name)
                for one in diary
                if (one.day - ON).days * side in days and getattr(one, name) is not None
            ]
            assert mean.checks == len(given)
            assert (mean.score is None) == (not given)
            if given:
                assert min(given) - Decimal("0.05") <= mean.score <= max(given)


def test_the_names_that_are_offered_carry_no_dose() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert not [name for name in NAMES if any(sign.isdigit() for sign in name) or "mg" in name]
