"""Three moments to talk about at a visit, and fewer where there are fewer."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from diaries.talking_points import DayTold, SideEffect, points

MONDAY = date(2026, 11, 9)


def days(*worst: float | None, doses: dict[int, int] | None = None) -> list[DayTold]:
    """From Monday 9 November on; `doses` by the number of the day."""
    return [
        DayTold(
            MONDAY + timedelta(days=place),
            None if score is None else Decimal(str(score)),
            (doses or {}).get(place),
        )
        for place, score in enumerate(worst)
    ]


def felt(weight: int, name: str = "constipation") -> SideEffect:
    return SideEffect(MONDAY, name, {1: "mild", 2: "moderate", 3: "severe"}[weight], weight)


def test_the_hardest_day_the_biggest_change_and_the_most_doses() -> None:
    found = points(days(2, 6, 7, 8, doses={1: 2, 2: 4, 3: 3}))
    assert [point.words for point in found] == [
        "Your hardest day was Thursday 12 November: worst pain 8, severe.",
        "Your worst pain went up most from Monday 9 November (2) to Tuesday 10 November (6).",
        "You took the most extra doses on Wednesday 11 November: 4.",
    ]


def test_the_latest_stands_for_equals() -> None:
    hardest, change, doses = points(days(3, 8, 3, 8, doses={1: 2, 3: 2}))
    assert {hardest.day, change.day, doses.day} == {date(2026, 11, 12)}


def test_a_fall_is_a_change_too() -> None:
    assert "went down most from Monday 9 November (8) to Tuesday 10 November (3)" in (
        points(days(8, 3))[1].words
    )


@pytest.mark.parametrize(
    "told",
    [
        [],
        days(),
        days(None, None),
        days(0, 0, 0),
        days(3, 2, 3),  # no hard day, no step of two
        days(2, None, None, 3.9),
        days(3, 3, doses={0: 1, 1: 0}),
    ],
)
def test_where_there_is_nothing_to_say_nothing_is_said(told: list[DayTold]) -> None:
    assert points(told) == []


def test_a_day_is_hard_from_4_and_a_change_one_to_talk_about_from_2_points() -> None:
    assert "worst pain 4, mild" in points(days(4))[0].words
    assert "went up most" in points(days(1, 3))[0].words


def test_days_with_a_gap_between_them_are_no_change() -> None:
    assert [p.words for p in points(days(2, None, None, 9))] == [
        "Your hardest day was Thursday 12 November: worst pain 9, severe."
    ]
    assert len(points(days(2, None, 9))) == 2  # one missed day


@pytest.mark.parametrize(
    ("side_effects", "doses", "words"),
    [
        ([felt(3)], 5, "On Monday 9 November, you told us about constipation: severe."),
        ([felt(2)], 5, "You took the most extra doses on Monday 9 November: 5."),
        ([felt(2)], 1, "On Monday 9 November, you told us about constipation: moderate."),
        ([felt(1), felt(3, "sickness")], 0, "about sickness: severe."),
        ([felt(1)], 0, ""),
    ],
)
def test_a_severe_side_effect_comes_before_doses_and_a_moderate_one_after(
    side_effects: list[SideEffect], doses: int, words: str
) -> None:
    said = [point.words for point in points(days(0, doses={0: doses}), side_effects)]
    assert said == [] if not words else words in said[0]
