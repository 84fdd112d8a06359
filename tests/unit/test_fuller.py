"""The fuller check: its pages in order, its answers as a value, and what in them is dangerous."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaries.bodymap import PLACES, SIDE_NAMES, Side, drawing, names_of, places_on
from diaries.danger import DANGER
from diaries.fuller import (
    FullerAnswers,
    is_offered,
    questions_of,
    rows_of,
    signs_of_toxicity,
    skipped,
    step_after,
    step_before,
)
from diaries.fuller_choices import EFFECTS, HOW_BAD, Kind
from diaries.fuller_questions import PARTS, STEP, STEPS
from tests.factories import NOON


def walked(answers: FullerAnswers) -> list[str]:
    """The pages in the order in which they are asked."""
    names, step = [], step_after("", answers)
    while step is not None:
        names.append(step.name)
        step = step_after(step.name, answers)
    return names


def test_somebody_who_skips_everything_sees_no_page_that_depends_on_an_answer() -> None:
    assert set(STEP) - set(walked(FullerAnswers())) == {
        "most", "why", "flare", "flare_times", "helped",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ({"sites": ("F_HEAD", "B_HEAD")}, "most"),
        ({"regular": "SOME"}, "why"),
        ({"regular": "NOT_TODAY"}, "why"),
        ({"flares": 2}, "flare"),
        ({"flares": 2}, "flare_times"),
        ({"tried": ("HEAT",)}, "helped"),
    ],
)
def test_an_answer_opens_the_page_that_asks_on(given: dict[str, Any], page: str) -> None:
    assert page in walked(FullerAnswers(**given))


@pytest.mark.parametrize(
    ("given", "page"),
    [({"sites": ("F_HEAD",)}, "most"), ({"regular": "ALL"}, "why"), ({"flares": 0}, "flare")],
)
def test_a_page_that_makes_no_sense_is_left_out(given: dict[str, Any], page: str) -> None:
    assert page not in walked(FullerAnswers(**given))


def test_the_way_back_is_the_way_forth() -> None:
    answers = FullerAnswers(sites=("F_HEAD", "B_HEAD"), flares=1)
    names = walked(answers)
    back = [step_before(name, answers) for name in names]
    assert [step and step.name for step in back] == [None, *names[:-1]]


def test_parts_are_counted_up_without_a_gap() -> None:
    parts = [step.part for step in STEPS]
    assert parts == sorted(parts)
    assert set(parts) == set(range(1, PARTS + 1))


def test_every_question_has_a_place_among_the_answers_and_is_asked_once() -> None:
    asked = [question.name for step in STEPS for question in step.questions]
    assert len(asked) == len(set(asked))
    kept = set(FullerAnswers.__dataclass_fields__)
    assert kept - set(asked) == {"helped", "flare_times", "reached"}
    assert set(asked) <= kept


def test_what_an_answer_made_meaningless_is_let_go() -> None:
    told = FullerAnswers(
        sites=("F_HEAD", "B_HEAD"), most="F_HEAD", regular="SOME", why_not=("FORGOT",), flares=2,
        flare_worst=9, flare_today="TODAY", flare_times=("NIGHT", "NIGHT"), tried=("HEAT",),
        helped=(("HEAT", "YES"),),
    )  # fmt: skip
    after = told.with_values({"sites": ("B_HEAD",), "regular": "ALL", "flares": 0, "tried": ()})
    assert after == FullerAnswers(sites=("B_HEAD",), regular="ALL", flares=0)


def test_flare_ups_are_timed_one_by_one_and_whether_it_helped_is_kept_by_what_was_tried() -> None:
    told = FullerAnswers(flares=3, tried=("HEAT", "REST"))
    names = [question.name for question in questions_of(STEP["flare_times"], told)]
    told = told.with_values(dict(zip(names, ["NIGHT", "", "EVENING"], strict=True)))
    told = told.with_values({"helped_HEAT": "A_LITTLE", "helped_REST": ""})
    assert told.flare_times == ("NIGHT", "", "EVENING")
    assert told.helped == (("HEAT", "A_LITTLE"),)
    assert [told.value(name) for name in names] == ["NIGHT", "", "EVENING"]


def test_a_skipped_page_takes_back_what_stood_there_and_nothing_else() -> None:
    told = FullerAnswers(relief="30", goal=3)
    assert skipped(STEP["relief"], told) == FullerAnswers(goal=3)


how_bad = st.sampled_from(["", *dict(HOW_BAD)])
answers = st.builds(
    FullerAnswers,
    sites=st.lists(st.sampled_from([place.code for place in PLACES]), unique=True).map(tuple),
    flares=st.none() | st.integers(0, 50),
    flare_worst=st.none() | st.integers(0, 10),
    bowel_days=st.none() | st.integers(0, 60),
    flare_cause=st.text(max_size=20),
    **dict.fromkeys(EFFECTS, how_bad),
)


@given(answers)
def test_answers_come_back_from_json_as_they_were(told: FullerAnswers) -> None:
    assert FullerAnswers.from_dict(told.as_dict()) == told


def test_an_old_draft_with_a_question_that_is_gone_still_opens() -> None:
    assert FullerAnswers.from_dict({"goal": 2, "moon": "full"}) == FullerAnswers(goal=2)


def test_a_skipped_answer_is_said_to_be_skipped_and_zero_is_a_number() -> None:
    rows = {row.question: row.answer for row in rows_of(FullerAnswers(flares=0))}
    assert rows["Flare-ups in 24 hours"] == "0"
    assert rows["Goal"] == "Skipped"
    only = rows_of(FullerAnswers(flares=0), all_asked=False)
    assert [row.question for row in only] == ["Flare-ups in 24 hours"]


TOXICITY = [
    # drowsiness, confusion, jerking -> the danger signs that this is
    ("MODERATE", "MODERATE", "MODERATE", ("SLEEPIER", "CONFUSED", "JERKING")),
    ("SEVERE", "SEVERE", "SEVERE", ("SLEEPIER", "CONFUSED", "JERKING")),
    ("MILD", "MILD", "MILD", ("SLEEPIER", "CONFUSED", "JERKING")),
    ("SEVERE", "MILD", "MILD", ("SLEEPIER", "CONFUSED", "JERKING")),
    ("", "MODERATE", "", ("CONFUSED",)),
    ("", "", "SEVERE", ("JERKING",)),
    ("MODERATE", "SEVERE", "NONE", ("SLEEPIER", "CONFUSED")),
    ("SEVERE", "NONE", "NONE", ("SLEEPIER",)),
    ("SEVERE", "", "MILD", ("SLEEPIER",)),
    ("NONE", "MILD", "MILD", ()),
    ("", "", "", ()),
]


@pytest.mark.parametrize(("drowsiness", "confusion", "jerking", "expected"), TOXICITY)
def test_signs_of_too_much_opioid(
    drowsiness: str, confusion: str, jerking: str, expected: tuple[str, ...]
) -> None:
    told = FullerAnswers(drowsiness=drowsiness, confusion=confusion, jerking=jerking)
    assert signs_of_toxicity(told) == expected
    assert set(expected) <= set(DANGER)


@pytest.mark.parametrize(
    ("days_ago", "in_danger", "is_severe", "expected"),
    [
        (None, False, False, True),
        (8, False, False, True),
        (7, False, False, False),
        (1, False, False, False),
        (8, True, False, False),
        (8, False, True, False),
        (None, True, True, False),
    ],
)
def test_it_is_offered_weekly_at_most_and_never_in_severe_pain_or_danger(
    days_ago: int | None, in_danger: bool, is_severe: bool, expected: bool
) -> None:
    last = None if days_ago is None else NOON - timedelta(days=days_ago)
    offered = is_offered(last=last, now=NOON, in_danger=in_danger, is_severe=is_severe)
    assert offered is expected


def test_every_place_of_the_drawing_stands_in_the_list_and_each_name_once() -> None:
    names = [place.name for place in PLACES]
    assert len(names) == len(set(names))
    for side in (Side.FRONT, Side.BACK):
        drawn = drawing(side, marked=())
        for place in places_on(side):
            assert f'data-place="{place.code}"' in drawn
            assert place.shape


@pytest.mark.parametrize("side", [Side.FRONT, Side.BACK])
def test_left_and_right_are_the_patients_own(side: Side) -> None:
    for place in places_on(side):
        middle = sum(x for x, _ in place.shape) / len(place.shape)
        if place.code.endswith("_R"):
            assert (middle < 80) is (side is Side.FRONT), place
        if place.code.endswith("_L"):
            assert (middle < 80) is (side is Side.BACK), place


def test_every_place_is_large_enough_for_a_shaking_finger() -> None:
    for place in PLACES:
        if place.shape and not place.code.endswith("NECK"):
            across = [x for x, _ in place.shape]
            down = [y for _, y in place.shape]
            assert max(across) - min(across) >= 24, place
            assert max(down) - min(down) >= 24, place


def test_a_drawing_says_in_words_what_it_shows_and_what_hurts_most() -> None:
    drawn = drawing(Side.BACK, marked=("B_LOWER_BACK", "F_HEAD"), most="B_LOWER_BACK")
    assert f'aria-label="{SIDE_NAMES[Side.BACK]}: Lower back (hurts most)"' in drawn
    assert "bodymap__most" in drawn
    assert names_of(["B_LOWER_BACK", "F_HEAD"]) == ["Head or face", "Lower back"]


def test_the_drawing_beside_the_list_tells_a_screen_reader_nothing_twice() -> None:
    assert 'aria-hidden="true"' in drawing(Side.FRONT, marked=(), to_press=True)


def test_no_answer_adds_up_to_a_score() -> None:
    like = next(
        question for step in STEPS for question in step.questions if question.name == "like"
    )
    assert like.kind is Kind.MANY
    assert not [name for name in FullerAnswers.__dataclass_fields__ if "score" in name]
