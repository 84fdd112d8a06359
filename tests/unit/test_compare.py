"""Against the first check together and the last visit: numbers, days, and no cause."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clinicians.compare import Visit, against_first_check, against_visit, gap

TODAY = date(2026, 11, 24)
VISIT = Visit(date(2026, 11, 10), "clinic")


def days(last: date, *scores: int) -> dict[date, Decimal]:
    """The last of the scores is that of the day `last`."""
    first = last - timedelta(days=len(scores) - 1)
    return {first + timedelta(days=n): Decimal(score) for n, score in enumerate(scores)}


@pytest.mark.parametrize(
    ("score", "before", "said"),
    [
        (5, 5, "the same"),
        (5, 6, "about the same (1 lower)"),
        (4, 6, "2 lower"),
        (8, 6, "2 higher"),
        (7.5, 6, "about the same (1.5 higher)"),
    ],
)
def test_less_than_two_points_are_about_the_same(score: float, before: int, said: str) -> None:
    assert gap(Decimal(str(score)), Decimal(before)) == said


def test_the_first_check_is_compared_with_the_middle_day() -> None:
    said = against_first_check(days(TODAY, 2, 5, 9, 4, 5), Decimal(8), date(2026, 9, 2), 14)
    assert "At the first check together, on Wednesday 2 September 2026, worst pain was 8." in said
    assert "In the last 14 days it was mostly about 5 (the middle of 5 days): 3 lower." in said


def test_two_days_are_too_few_to_compare_with_the_first_check() -> None:
    said = against_first_check(days(TODAY, 2, 5), Decimal(8), date(2026, 9, 2), 14)
    assert "checks on 2 days: too few to compare" in said


def test_without_a_first_check_nothing_is_compared() -> None:
    assert "no first check together yet" in against_first_check({}, None, None, 14)


def test_the_week_before_the_visit_is_compared_with_the_last_one() -> None:
    worst = days(date(2026, 11, 9), 7, 8, 6) | days(TODAY, 4, 5, 3) | {VISIT.on: Decimal(10)}
    said = against_visit(worst, VISIT, TODAY)
    assert "The last visit was the clinic on Tuesday 10 November 2026." in said
    assert "mostly about 7 in the week before it (the middle of 3 days)" in said
    assert "about 4 since Wednesday 18 November 2026 (the middle of 3 days): 3 lower." in said


def test_too_few_days_on_either_side_are_said_and_not_compared() -> None:
    said = against_visit(days(TODAY, 4, 5, 3), VISIT, TODAY)
    assert "checks on 0 days of the week before it and on 3 days since" in said
    assert "too few to compare" in said


def test_a_visit_today_has_nothing_to_compare_yet() -> None:
    assert "nothing to compare yet" in against_visit({}, Visit(TODAY, "home visit"), TODAY)
    assert "No home visit and no clinic is logged yet." in against_visit({}, None, TODAY)
