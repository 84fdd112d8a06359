"""The pain chart: worst across its day, gaps as gaps, nothing that Plotly reads as markup."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import plotly
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicians.chart import Change, Chart, Course, Point, Touch, by_day, in_words
from clinicians.figures import pain_figure
from clinicians.frame import DESK, TABLE

MONDAY = date(2026, 11, 16)


def point(day: int, worst: float | None = 5, **rest: Any) -> Point:
    on = MONDAY + timedelta(days=day)
    scores = {name: None if v is None else Decimal(str(v)) for name, v in rest.items()}
    at = datetime(on.year, on.month, on.day, 9, 30)
    worst_ = None if worst is None else Decimal(str(worst))
    return Point(key=f"check-{day}", day=on, at=at, worst=worst_, **scores)


def chart(*points: Point, **rest: Any) -> Chart:
    return Chart(start=MONDAY, end=MONDAY + timedelta(days=6), points=points, **rest)


def trace(figure: Any, name: str) -> Any:
    return next(trace for trace in figure.data if trace.name == name)


def test_worst_is_drawn_across_its_whole_day_and_not_at_the_hour() -> None:
    worst = trace(pain_figure(chart(point(0))), "Worst of the day")
    assert worst.mode == "lines"
    assert (worst.x[0], worst.x[-1]) == ("2026-11-16T00:00", "2026-11-17T00:00")


def test_now_is_drawn_at_its_hour() -> None:
    now = trace(pain_figure(chart(point(0, now=4))), "Now, at that hour")
    assert (now.x, now.y) == (("2026-11-16T09:30",), (4.0,))


def test_now_of_an_unknown_hour_is_not_drawn() -> None:
    unknown = Point("check-0", MONDAY, None, Decimal(5), now=Decimal(4))
    assert trace(pain_figure(chart(unknown)), "Now, at that hour").x == ()


def test_a_day_without_a_check_is_a_gap() -> None:
    worst = trace(pain_figure(chart(point(0), point(2))), "Worst of the day")
    assert None in worst.y
    assert worst.connectgaps is False


def test_days_that_follow_each_other_are_joined() -> None:
    assert None not in trace(pain_figure(chart(point(0), point(1))), "Worst of the day").y


def test_a_worst_of_0_is_drawn() -> None:
    assert set(trace(pain_figure(chart(point(0, 0))), "Worst of the day").y) == {0.0}


def test_a_skipped_worst_is_never_0() -> None:
    assert trace(pain_figure(chart(point(0, None, now=4))), "Worst of the day").y == ()


def test_several_checks_of_a_day_are_one_stretch_at_the_highest() -> None:
    assert by_day(chart(point(0, 3), point(0, 7)), "worst") == {MONDAY: Decimal(7)}


def test_a_press_on_the_worst_of_a_day_leads_to_the_check_that_said_it() -> None:
    low, high = point(0, 3), Point("check-high", MONDAY, None, Decimal(7))
    worst = trace(pain_figure(chart(high, low)), "Worst of the day")
    assert set(worst.customdata) == {"check-high"}


def test_baseline_and_goal_stand_in_the_legend_with_their_numbers() -> None:
    names = [t.name for t in pain_figure(chart(baseline=Decimal(6), goal=Decimal(3))).data]
    assert names[:2] == ["First check together 6", "Goal 3"]


def test_the_bands_have_words() -> None:
    words = [note.text for note in pain_figure(chart()).layout.annotations]
    assert words == ["no pain", "mild", "moderate", "severe"]


def test_medicine_and_contact_stand_on_the_same_time_axis() -> None:
    dose = Change(MONDAY + timedelta(days=2), "Dose changed to 20 mg")
    course = Course("Morphine", MONDAY - timedelta(days=9), None, [dose])
    call = Touch(datetime(2026, 11, 19, 14, 5), "Phone call")
    figure = pain_figure(chart(point(0), courses=[course], contacts=[call]))
    marks = {t.name: (t.x, t.text, t.yaxis) for t in figure.data if t.mode == "markers"}
    assert marks["Morphine"] == (("2026-11-18T00:00",), ("Dose changed to 20 mg",), "y2")
    assert marks["Contact"] == (("2026-11-19T14:05",), ("Phone call",), "y2")
    assert figure.layout.xaxis.anchor == "y2"


def test_a_medicine_that_ended_before_these_days_takes_no_room() -> None:
    old = Course("Codeine", date(2026, 1, 1), date(2026, 2, 1), [])
    assert chart(courses=[old]).lanes == []


def test_a_medicines_name_is_never_markup() -> None:
    course = Course('<a href="x">b</a>', MONDAY, None, [Change(MONDAY, "Started <b>1</b>")])
    drawn = str(pain_figure(chart(courses=[course])).to_plotly_json())
    assert "<a" not in drawn
    assert "<b>" not in drawn
    assert "&lt;b&gt;1" in drawn


def test_the_figure_brings_no_theme_of_its_own() -> None:
    assert len(pain_figure(chart(point(0))).to_json()) < 6_000


def test_plotly_in_the_browser_is_plotlys_own_version() -> None:
    from json import loads
    from pathlib import Path

    lock = loads((Path(__file__).parents[2] / "package-lock.json").read_text())
    ours = lock["packages"]["node_modules/plotly.js-basic-dist-min"]["version"]
    assert ours == plotly.offline.get_plotlyjs_version()


@pytest.mark.parametrize(
    ("points", "rest", "said"),
    [
        ([], {}, "No worst pain was given from 16 November to 22 November."),
        ([point(0, 5)], {}, "checks on 1 of 7 days, always 5 out of 10. Last: 5 on 16 November."),
        ([point(0, 2), point(3, 8)], {"baseline": Decimal(4)}, "8 on 19 November, 4 above the"),
        ([point(0, 4)], {"baseline": Decimal(4)}, "4 on 16 November, as at the first check"),
        ([point(0, 2), point(1, 5)], {"goal": Decimal(3)}, "goal of 3 on 1 of 2 days."),
    ],
)  # fmt: skip
def test_a_sentence_says_what_the_chart_shows(
    points: list[Point], rest: dict[str, Any], said: str
) -> None:
    assert said in in_words(chart(*points, **rest))


@given(st.lists(st.tuples(st.integers(0, 6), st.one_of(st.none(), st.integers(0, 10)))))
def test_every_day_with_a_worst_has_its_stretch_and_no_other(
    given_: list[tuple[int, int | None]],
) -> None:
    shown = chart(*(point(day, worst) for day, worst in given_))
    days = {day for day, worst in given_ if worst is not None}
    drawn = trace(pain_figure(shown), "Worst of the day").y
    assert len([y for y in drawn if y is not None]) == 3 * len(days)


def test_a_line_that_stands_alone_is_named_too() -> None:
    assert pain_figure(chart(point(0))).layout.showlegend is True


def test_a_chart_of_more_than_a_year_says_the_year() -> None:
    short, long = chart(point(0)), replace(chart(point(0)), start=MONDAY - timedelta(days=500))
    assert "%Y" not in pain_figure(short).layout.xaxis.tickformat
    assert "%Y" in pain_figure(long).layout.xaxis.tickformat


def pain_area(figure: Any) -> tuple[float, float]:
    """Where the pain lies, in px from the top of the chart: its upper and its lower edge."""
    layout = figure.layout
    inner = layout.height - layout.margin.t - layout.margin.b
    low, high = layout.yaxis.domain
    return layout.margin.t + (1 - high) * inner, round(layout.margin.t + (1 - low) * inner, 6)


@pytest.mark.parametrize("size", [DESK, TABLE])
def test_the_pain_lies_in_the_same_place_whatever_lies_beneath(size: Any) -> None:
    course = Course("Morphine", MONDAY - timedelta(days=9), None, [])
    call = Touch(datetime(2026, 11, 19, 14, 5), "Phone call")
    several = [
        pain_figure(chart(point(0, 9)), size),
        pain_figure(chart(point(0, 1), courses=[course]), size),
        pain_figure(chart(courses=[course] * 5, contacts=[call]), size),
    ]
    assert {pain_area(figure) for figure in several} == {(size.top, size.pain - size.bottom)}
    assert {figure.layout.yaxis.range for figure in several} == {(-0.4, 10.4)}


def test_two_weeks_and_six_weeks_are_equally_high() -> None:
    ended = Course("Codeine", date(2026, 10, 20), date(2026, 11, 2), [])
    call = Touch(datetime(2026, 11, 1, 14, 5), "Phone call")
    short = chart(courses=[ended], contacts=[call])
    long = replace(short, start=short.end - timedelta(days=41))
    assert short.lanes == long.lanes == ["Contacts", "Codeine"]
    assert pain_figure(short).layout.height == pain_figure(long).layout.height
    lane = [t for t in pain_figure(short).data if t.yaxis == "y2" and t.mode == "lines"]
    assert [t.x for t in lane] == [()]


def test_what_a_pointer_is_told_is_dated_as_in_britain() -> None:
    figure = pain_figure(chart(point(0, 5, average=4, now=4)))
    told = [t.hovertemplate for t in figure.data if t.hovertemplate]
    assert all("%a %-d %b" in words for words in told)
    assert figure.layout.xaxis.hoverformat.startswith("%a %-d %b")


def test_a_chart_for_two_across_a_table_has_larger_letters() -> None:
    desk, table = pain_figure(chart(point(0))), pain_figure(chart(point(0)), TABLE)
    assert table.layout.font.size >= 20 > desk.layout.font.size
    assert table.layout.height > desk.layout.height


def test_pages_charts_and_paper_have_one_theme() -> None:
    from pathlib import Path

    from diaries.theme import BAND_FILLS, INK, LINE, QUIET

    scss = (Path(__file__).parents[2] / "static" / "scss" / "_drawings.scss").read_text()
    for name, colour in (("ink", INK), ("quiet", QUIET), ("line", LINE)):
        assert f"${name}: {colour};" in scss
    for name in ("MILD", "MODERATE", "SEVERE"):
        assert f".diary__band--{name.lower()} {{ fill: {BAND_FILLS[name]}; }}" in scss
