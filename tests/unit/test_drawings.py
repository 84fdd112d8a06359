"""What every drawing promises to the person who looks at it, or listens to it."""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaries.drawings import Reading, day_line, diary_in_words, diary_line, sparkline

END = date(2026, 11, 23)
SCSS = Path(__file__).parents[2] / "static" / "scss" / "_drawings.scss"


def ago(days: int, worst: str | None = "5", **rest: object) -> Reading:
    score = None if worst is None else Decimal(worst)
    return Reading(day=END - timedelta(days=days), worst=score, **rest)


def diary(readings, days=14, baseline="6", goal="3"):
    return diary_line(
        readings,
        baseline=None if baseline is None else Decimal(baseline),
        goal=None if goal is None else Decimal(goal),
        start=END - timedelta(days=days - 1),
        end=END,
    )


def having(drawing: str, css_class: str) -> list[ElementTree.Element]:
    return [
        element
        for element in ElementTree.fromstring(drawing).iter()
        if css_class in element.get("class", "").split()
    ]


def path(drawing: str, css_class: str) -> str:
    [element] = [element for element in having(drawing, css_class) if element.tag == "path"]
    return element.get("d", "")


def words(drawing: str) -> list[str]:
    return [element.text for element in ElementTree.fromstring(drawing).iter("text")]


def starts(drawing: str, css_class: str) -> int:
    """How many unconnected stretches a line is made of."""
    return path(drawing, css_class).count("M")


ALL = {
    "sparkline": sparkline([ago(0), ago(1)], end=END, label="Worst pain 5"),
    "empty sparkline": sparkline([], end=END, label="No checks"),
    "diary": diary([ago(0, now=Decimal(3), hour=time(9, 5)), ago(1)]),
    "one reading": diary([ago(3)], baseline=None, goal=None),
    "no reading": diary([]),
    "90 days": diary([ago(day) for day in range(90)], days=90),
    "day": day_line([ago(0, now=Decimal(3), hour=time(9, 5))], day=END),
    "empty day": day_line([], day=END),
}


@pytest.mark.parametrize("drawing", ALL.values(), ids=ALL.keys())
def test_a_drawing_is_one_picture_with_a_sentence(drawing):
    picture = ElementTree.fromstring(drawing)
    assert picture.get("role") == "img"
    assert picture.get("aria-label")


@pytest.mark.parametrize("drawing", ALL.values(), ids=ALL.keys())
def test_no_drawing_carries_a_style_that_the_policy_would_refuse(drawing):
    assert "style" not in drawing


@pytest.mark.parametrize("drawing", ALL.values(), ids=ALL.keys())
def test_every_class_of_a_drawing_has_its_rule(drawing):
    # What needs no rule of its own: the frame of a sparkline, and mere names.
    rules = set(re.findall(r"\.([a-z_-]+)", SCSS.read_text())) | {"spark", "diary__band"}
    used = {
        name
        for element in ElementTree.fromstring(drawing).iter()
        for name in element.get("class", "").split()
    }
    assert used <= rules


@pytest.mark.parametrize("drawing", ALL.values(), ids=ALL.keys())
def test_without_the_stylesheet_no_drawing_is_a_black_box(drawing):
    for surface in ("diary__band", "diary__column", "spark__severe"):
        assert all(element.get("fill-opacity") == ".1" for element in having(drawing, surface))
    for stroke in ("diary__between", "diary__moments", "diary__hour", "diary__goal", "spark__line"):
        assert all(element.get("fill") == "none" for element in having(drawing, stroke))


def test_what_is_handed_in_cannot_break_out_of_the_markup():
    label = '"><script>alert(1)</script>'
    drawing = sparkline([], end=END, label=label)
    assert "<script" not in drawing
    assert ElementTree.fromstring(drawing).get("aria-label") == label


# --- The patient's diary -------------------------------------------------------------------------


def test_the_bands_are_said_in_words():
    assert {"no pain", "mild", "moderate", "severe"} <= set(words(diary([ago(0)])))


def test_the_first_check_and_the_goal_are_labelled():
    said = words(diary([ago(0)], baseline="6", goal="3"))
    assert {"first check 6", "my goal 3"} <= set(said)


def test_without_a_goal_no_line_is_drawn_for_it():
    assert not having(diary([ago(0)], goal=None), "diary__goal")


@pytest.mark.parametrize(
    ("days_ago", "stretches"),
    [
        ([0, 1, 2], 1),
        ([0, 2, 4], 1),  # one missed day is crossed
        ([0, 3], 2),  # two are not
        ([0, 1, 8, 9], 2),
        ([5], 1),
    ],
)
def test_no_line_crosses_more_than_one_missed_day(days_ago, stretches):
    assert starts(diary([ago(day) for day in days_ago]), "diary__between") == stretches


def test_the_worst_spans_its_whole_day_whatever_the_hour_of_the_check():
    early = path(diary([ago(0, hour=time(0, 5))]), "diary__worst")
    late = path(diary([ago(0, hour=time(23, 55))]), "diary__worst")
    assert early == late
    left, right = map(float, re.match(r"M([\d.]+) [\d.]+H([\d.]+)", early).groups())
    assert right - left == pytest.approx(252 / 14, abs=0.2)


def test_several_checks_of_a_day_are_drawn_as_its_worst():
    assert diary([ago(0, "3"), ago(0, "7"), ago(0, "5")]) == diary([ago(0, "7")])


def test_a_skipped_score_is_not_drawn_as_no_pain():
    drawing = diary([ago(0, None)])
    assert not having(drawing, "diary__column")
    assert "No pain checks in these days" in words(drawing)


def test_now_is_a_point_at_its_time_and_only_where_the_time_is_known():
    known = ago(0, now=Decimal(3), hour=time(12))
    unknown = ago(1, now=Decimal(3))
    [_in_key, dot] = having(diary([known, unknown]), "diary__now")
    assert float(dot.get("cx")) == pytest.approx(70 + 252 * 13.5 / 14, abs=0.1)


def test_checks_outside_the_days_shown_are_left_out():
    assert diary([ago(0), ago(14), ago(-1)]) == diary([ago(0)])


def test_years_are_drawn_with_their_names_and_without_joining_lines():
    drawing = diary([ago(day) for day in range(0, 1000, 3)], days=1000)
    assert {"Feb 2024", "Nov 2026"} <= set(words(drawing))
    assert not having(drawing, "diary__between")


def test_a_single_day_can_be_drawn():
    assert "23 Nov" in words(diary([ago(0)], days=1))


@pytest.mark.parametrize(
    ("readings", "sentence"),
    [
        ([], "No pain checks from 10 Nov to 23 Nov."),
        (
            [ago(0, "4"), ago(2, "7.5")],
            "Worst pain of each day from 10 Nov to 23 Nov. Checks on 2 of 14 days, between 4 and "
            "7.5 out of 10. Last: 4 on 23 Nov.",
        ),
        (
            [ago(1, "4")],
            "Worst pain of each day from 10 Nov to 23 Nov. Checks on 1 of 14 days, always 4 out "
            "of 10. Last: 4 on 22 Nov.",
        ),
    ],
)
def test_the_sentence_says_what_the_drawing_shows(readings, sentence):
    assert diary_in_words(readings, start=date(2026, 11, 10), end=END) == sentence


# --- One day -------------------------------------------------------------------------------------


def test_a_day_shows_each_moment_with_its_number():
    readings = [
        ago(0, now=Decimal("6"), hour=time(2, 30)),
        ago(0, now=Decimal("3"), hour=time(9, 5)),
        ago(1, now=Decimal("9"), hour=time(9, 5)),
    ]
    drawing = day_line(readings, day=END)
    assert [element.text for element in having(drawing, "drawing__number")] == ["6", "3"]
    assert "6 at 2.30am, 3 at 9.05am." in drawing


def test_an_unknown_hour_is_not_drawn_within_a_day():
    assert not having(day_line([ago(0, now=Decimal(3))], day=END), "diary__now")


# --- The caseload's row --------------------------------------------------------------------------


def test_a_sparkline_shows_gaps_as_gaps():
    drawing = sparkline([ago(0), ago(1), ago(5), ago(6)], end=END, label="x")
    assert starts(drawing, "spark__line") == 2


@pytest.mark.parametrize(("score", "marked"), [("6.9", 0), ("7", 1), ("10", 1)])
def test_a_last_score_that_is_severe_is_marked(score, marked):
    drawing = sparkline([ago(0, score)], end=END, label="x")
    assert len(having(drawing, "spark__last--severe")) == marked


def test_the_last_dot_stands_where_the_last_check_was():
    [fresh] = having(sparkline([ago(0)], end=END, label="x"), "spark__last")
    [stale] = having(sparkline([ago(9)], end=END, label="x"), "spark__last")
    assert float(stale.get("cx")) < float(fresh.get("cx")) - 30


def test_a_caseload_of_sparklines_stays_light():
    drawing = sparkline([ago(day, str(day % 11)) for day in range(28)], end=END, label="x")
    assert len(drawing) < 1000


# --- Whatever the readings -----------------------------------------------------------------------

SCORES = st.none() | st.decimals(0, 10, places=1)
READINGS = st.lists(
    st.builds(
        Reading,
        day=st.dates(END - timedelta(days=100), END + timedelta(days=2)),
        worst=SCORES,
        now=SCORES,
        hour=st.none() | st.times(),
    ),
    max_size=20,
)


@given(readings=READINGS, days=st.integers(1, 90), baseline=SCORES, goal=SCORES)
def test_every_mark_lies_within_its_drawing(readings, days, baseline, goal):
    start = END - timedelta(days=days - 1)
    drawing = diary_line(readings, baseline=baseline, goal=goal, start=start, end=END)
    for element in ElementTree.fromstring(drawing).iter():
        for name, limit in (("x", 328), ("cx", 328), ("y", 280), ("cy", 280)):
            assert 0 <= float(element.get(name, 0)) <= limit


@given(READINGS)
def test_any_readings_give_valid_pictures(readings):
    ElementTree.fromstring(day_line(readings, day=END))
    ElementTree.fromstring(sparkline(readings, end=END, label="x"))
