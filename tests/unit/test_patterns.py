"""What a stretch of a diary bears out, and what too little of it does not."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from diaries.patterns import (
    Flares,
    Helped,
    Moment,
    Part,
    doses_in_words,
    flares_in_words,
    goal_in_words,
    harder_in_words,
    harder_part,
    part_of,
    weeks_in_words,
)

TODAY = date(2026, 11, 24)


def moments(hour: int, *scores: float, days_apart: int = 1) -> list[Moment]:
    return [
        Moment(TODAY - timedelta(days=ago * days_apart), time(hour), Decimal(str(score)))
        for ago, score in enumerate(scores)
    ]


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (time(0), Part.NIGHT),
        (time(4, 59), Part.NIGHT),
        (time(5), Part.MORNING),
        (time(11, 59), Part.MORNING),
        (time(12), Part.AFTERNOON),
        (time(17), Part.EVENING),
        (time(21, 59), Part.EVENING),
        (time(22), Part.NIGHT),
    ],
)
def test_the_day_has_four_parts(hour: time, part: Part) -> None:
    assert part_of(hour) is part


@pytest.mark.parametrize(
    ("morning", "evening", "harder"),
    [
        ((3, 3, 3, 3), (5, 5, 5, 5), Part.EVENING),
        ((6, 6, 6, 6), (4, 4, 4, 4), Part.MORNING),
        ((3, 3, 3, 3), (4, 5, 4, 5), None),  # one and a half apart
        ((3, 3, 3), (9, 9, 9, 9), None),  # three scores in the morning
        ((3, 3, 3, 3), (9, 9, 9), None),
        ((), (9, 9, 9, 9), None),
        ((3, 3, 3, 3), (3, 3, 10, 10, 3), None),  # two bad evenings of five
    ],
)
def test_a_part_of_the_day_is_harder_by_two_points_and_four_scores_each(
    morning: tuple[int, ...], evening: tuple[int, ...], harder: Part | None
) -> None:
    found = harder_part([*moments(9, *morning), *moments(20, *evening)])
    assert (found.harder if found else None) is harder


def test_many_scores_of_two_days_are_no_pattern() -> None:
    mornings = moments(9, 2, 2, 2, 2)
    evenings = [*moments(18, 8, 8), *moments(20, 8, 8)]
    assert harder_part([*mornings, *evenings]) is None


def test_the_hardest_part_stands_against_the_easiest() -> None:
    found = harder_part(
        [*moments(9, 4, 4, 4, 4), *moments(14, 2, 2, 2, 2), *moments(23, 7, 7, 7, 7)]
    )
    assert found is not None
    assert (found.harder, found.easier) == (Part.NIGHT, Part.AFTERNOON)


def test_the_sentence_says_what_it_goes_by() -> None:
    words = harder_in_words(harder_part([*moments(9, 3, 3, 3, 3), *moments(20, 6, 6, 6, 6, 6)]))
    assert words.startswith("Your evenings are harder than your mornings.")
    assert "5 in your evenings, 4 in your mornings" in words
    assert harder_in_words(None) == ""


def week(*scores: float) -> dict[date, Decimal]:
    """The latest first."""
    return {TODAY - timedelta(days=ago): Decimal(str(one)) for ago, one in enumerate(scores)}


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ((3, 3, 3, 2, 6, 6, 6), "4 of 7 days with a check were at or below your goal"),
        ((3, 5, 6), "1 of 3 days with a check were at or below your goal"),
        ((3, 3, 3), "all 3 days with a check were at or below your goal"),
        ((4, 5, 6), "all 3 days with a check were above your goal"),
        ((3, 3.5, 6), "1 of 3 days"),
    ],
)
def test_days_at_the_goal_are_counted_among_those_with_a_check(
    scores: tuple[float, ...], words: str
) -> None:
    assert words in goal_in_words(week(*scores), Decimal(3), TODAY)


def test_the_goal_is_spoken_of_from_three_days_on_and_over_seven() -> None:
    assert goal_in_words(week(3, 3), Decimal(3), TODAY) == ""
    assert goal_in_words(week(3, 3, 3), None, TODAY) == ""
    assert "of 7 days" in goal_in_words(week(3, 5, 3, 3, 3, 3, 3, 3, 3, 3), Decimal(3), TODAY)
    assert goal_in_words(week(1, 1, 1), Decimal(3), TODAY + timedelta(days=5)) == ""


LAST_WEEK = "In the last 7 days your worst pain was mostly about "


def two_weeks(
    last: tuple[float | None, ...], before: tuple[float | None, ...]
) -> dict[date, Decimal]:
    """Each the latest day first; None is a day without a check."""
    days = [*last, *(None,) * (7 - len(last)), *before]
    return {
        TODAY - timedelta(days=ago): Decimal(str(one))
        for ago, one in enumerate(days)
        if one is not None
    }


@pytest.mark.parametrize(
    ("last", "before", "words"),
    [
        ((5, 5, 5, 5), (3, 3, 3, 3), "5. That is higher than in the 7 days before (about 3)."),
        ((3, 3, 3, 3), (5, 5, 5, 5), "3. That is lower than in the 7 days before (about 5)."),
        (
            (4, 4, 4, 4),
            (5, 5, 5, 5),
            "4. That is about the same as in the 7 days",
        ),
        (
            (5, 5, 4, 4),
            (3, 3, 3, 3),
            "4.5. That is about the same as in the 7 days",
        ),
        ((3, 3, 3, 3, 10, 10, 3), (3,) * 7, "3. That is about the same"),  # two bad days
        ((None, None, None, 6, 6, 6, 6), (3, 3, 3, 3), "6. That is higher"),
        ((5, 5, 5), (3, 3, 3, 3), None),  # three days of the last week
        ((5, 5, 5, 5), (3, 3, 3), None),
        ((5, 5, 5, 5), (), None),
        ((), (), None),
    ],
)
def test_last_week_stands_against_the_week_before_with_four_days_in_each(
    last: tuple[float | None, ...], before: tuple[float | None, ...], words: str | None
) -> None:
    said = weeks_in_words(two_weeks(last, before), TODAY)
    assert said.startswith(LAST_WEEK + words) if words else said == ""


def test_a_day_before_the_two_weeks_counts_for_neither() -> None:
    days = two_weeks((5, 5, 5, 5), (3, 3, 3))
    assert weeks_in_words(days | {TODAY - timedelta(days=14): Decimal(3)}, TODAY) == ""
    assert weeks_in_words(days | {TODAY - timedelta(days=13): Decimal(3)}, TODAY) != ""


@pytest.mark.parametrize(
    ("helped", "words"),
    [
        (Helped(), ""),
        (Helped(a_lot=3), "3 helped a lot"),
        (Helped(a_lot=2, a_little=1, no=4), "2 helped a lot, 1 helped a little, 4 did not help"),
    ],
)
def test_doses_that_helped_stand_beside_those_that_did_not(helped: Helped, words: str) -> None:
    assert doses_in_words(helped) == words


def flares(*days: tuple[Part, ...]) -> list[Flares]:
    return [Flares(TODAY - timedelta(days=7 * ago), parts) for ago, parts in enumerate(days)]


NIGHT, EVENING = Part.NIGHT, Part.EVENING


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            flares((NIGHT, NIGHT), (NIGHT, EVENING), (NIGHT, EVENING)),
            "Most of your flare-ups came in your nights: 4 of the 6 with a time.",
        ),
        (flares((NIGHT, NIGHT), (NIGHT, EVENING), (EVENING, EVENING)), ""),  # half and half
        (flares((NIGHT, NIGHT), (NIGHT, NIGHT), (NIGHT,)), ""),  # five
        (flares((NIGHT,) * 6, (NIGHT,) * 6), ""),  # two days
        (flares((NIGHT,) * 6, (), ()), ""),
        ([], ""),
    ],
)
def test_flare_ups_make_a_pattern_by_six_times_on_three_days(
    told: list[Flares], words: str
) -> None:
    assert flares_in_words(told) == words
