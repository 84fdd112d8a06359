"""A month as a grid: whole weeks, each day with its own words."""

from datetime import date
from decimal import Decimal

import pytest

from diaries.months import Month, month_named, month_of

TODAY = date(2026, 11, 24)


def november(worst: dict[date, Decimal] | None = None, *more: date) -> Month:
    scores = worst or {}
    return month_of(date(2026, 11, 1), scores, {*scores, *more}, today=TODAY)


def test_weeks_begin_on_mondays_and_hold_every_day_once() -> None:
    weeks = november().weeks
    assert all(len(week) == 7 for week in weeks)
    days = [cell.day.day for week in weeks for cell in week if cell is not None]
    assert days == list(range(1, 31))
    assert weeks[0][:6] == [None] * 6  # 1 November 2026 is a Sunday


@pytest.mark.parametrize(
    ("score", "figure", "shape", "words"),
    [
        (0, "0", "none", "Tuesday 24 November: worst pain 0, no pain"),
        (4, "4", "mild", "Tuesday 24 November: worst pain 4, mild"),
        (5, "5", "moderate", "Tuesday 24 November: worst pain 5, moderate"),
        (7, "7", "severe", "Tuesday 24 November: worst pain 7, severe"),
    ],
)
def test_a_day_has_figure_shape_and_words(score: int, figure: str, shape: str, words: str) -> None:
    cell = november({TODAY: Decimal(score)}).weeks[4][1]
    assert cell is not None
    assert (cell.figure, cell.shape, cell.words) == (figure, shape, words)
    assert cell.has_check
    assert cell.is_today


def test_a_day_without_a_check_or_without_a_score_is_never_no_pain() -> None:
    month = november({}, TODAY)
    scoreless, empty = month.weeks[4][1], month.weeks[4][0]
    assert scoreless is not None
    assert empty is not None
    assert (scoreless.figure, scoreless.shape) == ("–", "")
    assert scoreless.words == "Tuesday 24 November: no worst pain given"
    assert (empty.figure, empty.words) == ("", "Monday 23 November: no check")


def test_the_neighbours_lie_within_the_diary() -> None:
    assert (november().before, november().after) == ("", "")
    assert november({}, date(2026, 10, 31)).before == "2026-10"
    january = month_of(date(2026, 1, 1), {}, {date(2025, 3, 1)}, today=TODAY)
    assert (january.before, january.after) == ("2025-12", "2026-02")
    december = month_of(date(2025, 12, 1), {}, {date(2025, 12, 1)}, today=TODAY)
    assert (december.before, december.after) == ("", "2026-01")


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "0000-01", "2026-1", "2026-11-01", "٢٠٢٦-١١", "x"]
)
def test_what_is_no_month_is_none(text: str) -> None:
    assert month_named(text) is None


def test_a_month_is_named_by_year_and_number() -> None:
    assert month_named("2026-11") == date(2026, 11, 1)


def test_the_key_says_what_each_shape_stands_for() -> None:
    assert [(entry.figures, entry.word) for entry in november().key] == [
        ("1–4", "mild"),
        ("5–6", "moderate"),
        ("7–10", "severe"),
    ]
