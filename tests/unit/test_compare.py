"""Against the first check together and the last visit: numbers, days, and no cause."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clinicians.compare import Days, Visit, against_first_check, against_visit, gap, last_said

TODAY = date(2026, 11, 24)
TWO_WEEKS = Days(date(2026, 11, 11), TODAY)
VISIT = Visit(date(2026, 11, 17), "clinic")


def days(last: date, *scores: int) -> dict[date, Decimal]:
    """The last of the scores is that of the day `last`."""
    first = last - timedelta(days=len(scores) - 1)
    return {first + timedelta(days=n): Decimal(score) for n, score in enumerate(scores)}


@pytest.mark.parametrize(
    ("score", "before", "said"),
    [
        (5, 5, "no difference"),
        (5, 6, "1 lower, a small difference"),
        (4, 6, "2 lower"),
        (8, 6, "2 higher"),
        (7.5, 6, "1.5 higher, a small difference"),
    ],
)
def test_less_than_two_points_are_a_small_difference(score: float, before: int, said: str) -> None:
    assert gap(Decimal(str(score)), Decimal(before)) == said


def test_the_mean_of_the_days_stands_against_the_first_check() -> None:
    worst = days(TODAY, 2, 5, 9, 4, 5)
    said = against_first_check(worst, Decimal(8), date(2026, 9, 2), TWO_WEEKS)
    assert said == (
        "First check together, Wednesday 2 September 2026: worst pain 8, severe. Mean worst pain "
        "from 11 to 24 November: 5 (5 days with checks), 3 lower."
    )


def test_days_out_of_the_chosen_range_are_not_compared() -> None:
    worst = days(TODAY, 2, 2, 2) | days(date(2026, 11, 10), 9, 9)
    said = against_first_check(worst, Decimal(8), date(2026, 9, 2), TWO_WEEKS)
    assert "2 (3 days with checks), 6 lower" in said


def test_two_days_are_too_few_to_compare_with_the_first_check() -> None:
    said = against_first_check(days(TODAY, 2, 5), Decimal(8), date(2026, 9, 2), TWO_WEEKS)
    assert "There are checks on 2 days from 11 to 24 November: " in said
    assert "too few to compare" in said


def test_without_a_first_check_nothing_is_compared() -> None:
    assert "no first check together yet" in against_first_check({}, None, None, TWO_WEEKS)


def test_the_days_since_the_visit_are_compared_with_as_many_before_it() -> None:
    worst = days(date(2026, 11, 16), 7, 8, 6) | days(TODAY, 4, 5, 3)
    worst |= {VISIT.on: Decimal(10), date(2026, 11, 9): Decimal(10)}
    assert against_visit(worst, VISIT, TWO_WEEKS) == (
        "Last visit, clinic on Tuesday 17 November 2026. Mean worst pain from 10 to 16 November: "
        "7 (3 days with checks). From 18 to 24 November: 4 (3 days with checks), 3 lower."
    )


def test_too_few_days_on_either_side_are_said_and_not_compared() -> None:
    said = against_visit(days(TODAY, 4, 5, 3), VISIT, TWO_WEEKS)
    assert "There are checks on 0 days from 10 to 16 November" in said
    assert "and on 3 days from 18 to 24 November" in said
    assert "too few to compare" in said


def test_a_visit_long_ago_is_compared_with_the_days_of_the_page() -> None:
    long_ago = Visit(date(2026, 9, 1), "home visit")
    worst = days(TODAY, 4, 5, 3) | days(date(2026, 8, 31), 7, 7, 7)
    said = against_visit(worst, long_ago, TWO_WEEKS)
    assert "from 18 to 31 August: 7 (3 days with checks)." in said
    assert "From 11 to 24 November" in said


def test_without_an_earlier_visit_it_says_so() -> None:
    said = against_visit({}, None, TWO_WEEKS)
    assert said == "No home visit and no clinic before today is logged to compare with."


def test_the_last_score_is_said_whatever_the_mean_is() -> None:
    assert last_said(days(TODAY, 1, 9)) == (
        "Last worst pain: 9, severe, on Tuesday 24 November 2026."
    )
    assert last_said({}) == ""


def test_days_of_two_months_name_both() -> None:
    assert Days(date(2026, 10, 28), TODAY).words == "from 28 October to 24 November"
