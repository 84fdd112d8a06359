"""Hour of day by day of week: empty where too little is known, words beside each number."""

from datetime import date, time, timedelta
from decimal import Decimal

from clinicians.heat import SPANS, heat_in_words, heat_map, heat_of, span_of
from clinicians.moments import Moment, moment_of_now
from diaries.patterns import Part, part_of

TUESDAY = date(2026, 11, 24)
WEEK = timedelta(days=7)


def now(weeks_ago: int, hour: int, score: float) -> Moment:
    return moment_of_now(TUESDAY - weeks_ago * WEEK, time(hour), Decimal(str(score)))


def flare(weeks_ago: int) -> Moment:
    return Moment(TUESDAY - weeks_ago * WEEK, Part.AFTERNOON, None, None)


def cells(moments: list[Moment]) -> dict[tuple[str, int], str]:
    return {
        (row.words, weekday): cell.said
        for row in heat_of(moments).rows
        for weekday, cell in enumerate(row.cells)
        if cell.figure
    }


def test_one_day_alone_fills_no_cell() -> None:
    assert cells([now(0, 13, 8), now(0, 14, 9)]) == {}


def test_two_days_are_the_middle_of_their_readings_with_word_and_number() -> None:
    told = cells([now(0, 13, 8), now(1, 14, 7), now(2, 13, 9)])
    assert told == {("noon to 3pm", 1): "8, severe (3)"}


def test_hours_of_different_rows_are_not_put_together() -> None:
    assert cells([now(0, 13, 8), now(1, 16, 8)]) == {}


def test_the_night_stands_at_the_evening_before_it() -> None:
    after_midnight = [moment_of_now(TUESDAY - n * WEEK, time(0, 30), Decimal(6)) for n in (0, 1)]
    assert cells(after_midnight) == {("10pm to 1am", 0): "6, moderate (2)"}


def test_flare_ups_have_a_row_of_their_own_and_never_a_score() -> None:
    assert cells([flare(0), flare(1), flare(1)]) == {("flare-ups", 1): "3 flare-ups"}
    assert len(heat_of([flare(0)]).rows) == len(SPANS)


def test_the_sentence_names_the_hardest_and_the_easiest_place() -> None:
    heat = heat_of([now(0, 13, 8), now(1, 13, 8), now(0, 9, 2), now(1, 9, 3)])
    assert heat_in_words(heat) == (
        "Hardest: Tuesday, noon to 3pm, 8, severe, the middle of 2 readings. "
        "Easiest: Tuesday, 9am to noon, 2.5, mild, the middle of 2 readings."
    )
    assert "too few" in heat_in_words(heat_of([]))


def test_the_drawing_says_number_and_word_in_each_cell() -> None:
    drawn = heat_map(heat_of([now(0, 13, 8), now(1, 13, 8)]))
    assert drawn.count("heat__cell--severe") == 1
    assert drawn.count("heat__cell--empty") == 7 * len(SPANS) - 1
    assert ">8</text>" in drawn
    assert ">severe</text>" in drawn


def test_every_hour_has_one_row_within_its_part_of_the_day() -> None:
    for minute in range(24 * 60):
        hour = time(minute // 60, minute % 60)
        assert span_of(hour).part is part_of(hour)


def test_a_time_that_is_mild_is_never_called_the_hardest() -> None:
    assert heat_in_words(heat_of([now(0, 13, 2), now(1, 13, 1)])) == (
        "Of the readings of pain ‘right now’ at the same hours on two days, none is above mild in "
        "the middle; the highest: Tuesday, noon to 3pm, 1.5, mild, the middle of 2 readings. The "
        "worst of each day is not among them: it stands in the chart."
    )
