"""The short form: the same of both arms, each code once, and what cannot be is said."""

import pytest

from tests.trials import BASELINE as ANSWERED
from trial import questions

pytestmark = pytest.mark.once


def test_the_baseline_asks_what_each_visit_asks_but_what_happened_since() -> None:
    at_baseline = {question.code for question in questions.questions_of(questions.BASELINE)}
    at_visit = {question.code for question in questions.questions_of("W6")}
    assert at_visit - at_baseline == {"exposure"}
    assert at_baseline < at_visit


@pytest.mark.parametrize("form", [questions.BASELINE, "W6"])
def test_each_code_stands_once(form: str) -> None:
    codes = [question.code for question in questions.questions_of(form)]
    assert len(codes) == len(set(codes))


def test_scores_in_their_order_are_no_fault() -> None:
    assert questions.faults(ANSWERED) == {}
    assert questions.faults({"worst": 3, "average": 3, "least": 3}) == {}
    assert questions.faults({}) == {}


def test_an_average_above_the_worst_and_a_least_above_the_average_are_said() -> None:
    assert set(questions.faults({"worst": 3, "average": 4, "least": 5})) == {"average", "least"}


def test_nights_in_hospital_without_a_stay_are_said() -> None:
    assert set(questions.faults({"admissions": 0, "nights": 2})) == {"nights"}
    assert questions.faults({"admissions": 1, "nights": 2}) == {}


def test_no_answer_is_not_a_zero() -> None:
    worst, *_ = questions.questions_of("W6")
    assert questions.in_words(worst, None) == "Not answered"
    assert questions.in_words(worst, 0) == "0 of 10"
