"""Moments by the name of day and part of day: only 'now' and timed flare-ups (S8)."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from clinicians.moments import (
    NONE_HARD,
    NONE_KNOWN,
    Moment,
    flare_ups,
    hardest,
    in_words,
    moment_of_now,
    none_in_words,
)
from diaries.patterns import Part

TUESDAY = date(2026, 11, 24)
MONDAY = date(2026, 11, 23)


def at(hour: int, score: int, day: date = TUESDAY) -> Moment:
    return moment_of_now(day, time(hour, 10), Decimal(score))


@pytest.mark.parametrize(
    ("hour", "name"),
    [
        (4, "Monday night"),  # the night belongs to the evening before
        (5, "Tuesday morning"),
        (12, "Tuesday afternoon"),
        (17, "Tuesday evening"),
        (22, "Tuesday night"),
    ],
)
def test_a_moment_is_named_by_day_and_part(hour: int, name: str) -> None:
    assert at(hour, 5).name == name


def test_the_three_worst_come_first_and_each_part_of_a_day_once() -> None:
    found = hardest([at(13, 8), at(14, 9), at(8, 7), at(18, 6), at(8, 7, MONDAY)])
    assert [(one.name, one.score) for one in found] == [
        ("Tuesday afternoon", 9),
        ("Tuesday morning", 7),
        ("Monday morning", 7),
    ]


def test_a_moment_in_words_says_the_hour_or_that_it_was_a_flare_up() -> None:
    assert in_words(at(14, 8)) == "Tuesday afternoon, 24 November: 8, severe, at 2.10pm"
    assert in_words(at(2, 8)) == "Monday night, 23 to 24 November: 8, severe, at 2.10am"
    assert "Monday night, 30 November to 1 December" in in_words(at(2, 8, date(2026, 12, 1)))
    flare = Moment(TUESDAY, Part.EVENING, None, Decimal(9))
    assert in_words(flare) == "Tuesday evening, 24 November: 9, severe, a flare-up"


def test_a_part_that_has_not_begun_yet_was_yesterdays() -> None:
    told_at = datetime(2026, 11, 24, 9, 0)
    found = flare_ups(told_at, flares=2, parts=["EVENING", "MORNING"], worst=Decimal(9))
    assert [one.name for one in found] == ["Monday evening", "Tuesday morning"]


def test_the_worst_flare_ups_score_is_given_to_no_part_that_it_may_not_have_come_in() -> None:
    told_at = datetime(2026, 11, 24, 20, 0)
    two_parts = flare_ups(told_at, flares=2, parts=["MORNING", "EVENING"], worst=Decimal(9))
    one_untimed = flare_ups(told_at, flares=2, parts=["MORNING", ""], worst=Decimal(9))
    assert {one.score for one in [*two_parts, *one_untimed]} == {None}
    one_part = flare_ups(told_at, flares=2, parts=["MORNING", "MORNING"], worst=Decimal(9))
    assert [one.score for one in one_part] == [9, None]


def test_a_flare_up_without_a_part_is_no_moment() -> None:
    assert flare_ups(datetime(2026, 11, 24, 9), flares=1, parts=[""], worst=Decimal(9)) == []
    assert hardest([Moment(TUESDAY, Part.MORNING, None, None)]) == []


@pytest.mark.parametrize(("score", "is_named"), [(0, False), (1, False), (4, False), (5, True)])
def test_only_what_is_above_mild_is_a_hardest_moment(score: int, is_named: bool) -> None:
    assert bool(hardest([at(13, score)])) is is_named


def test_why_there_is_no_hardest_moment_is_said() -> None:
    assert none_in_words([at(13, 1)]) == NONE_HARD
    assert none_in_words([Moment(TUESDAY, Part.MORNING, None, None)]) == NONE_KNOWN
