"""The pain scale, the questions, and answers that cross."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaries.answers import Answers
from diaries.scales import (
    BANDS,
    CONTACT_WISHES,
    DANGER,
    DANGERS,
    QUESTIONS,
    TILES,
    Band,
    ContactWish,
    DangerGroup,
    Kind,
    band,
    contact_choices,
    crossed,
    in_figures,
    word,
)
from tests.unit.judging import scores

given_scores = st.decimals(min_value=0, max_value=10, places=1)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("0", Band.NONE),
        ("0.1", Band.MILD),
        ("1", Band.MILD),
        ("4", Band.MILD),
        ("4.9", Band.MILD),
        ("5", Band.MODERATE),
        ("6", Band.MODERATE),
        ("6.9", Band.MODERATE),
        ("7", Band.SEVERE),
        ("10", Band.SEVERE),
    ],
)
def test_every_score_has_the_band_that_serlin_gives_it(score: str, expected: Band) -> None:
    assert band(Decimal(score)) is expected


def test_a_skipped_score_has_no_band_and_is_not_called_no_pain() -> None:
    assert band(None) is None
    assert word(None) == "not answered"
    assert in_figures(None) == "–"


@pytest.mark.parametrize("score", ["-0.1", "-1", "10.1", "11"])
def test_a_score_off_the_scale_is_refused(score: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 10"):
        band(Decimal(score))


@given(given_scores, given_scores)
def test_more_pain_is_never_a_milder_band(one: Decimal, other: Decimal) -> None:
    order = [row.band for row in BANDS]
    milder, worse = sorted((one, other))
    assert order.index(band(milder)) <= order.index(band(worse))


def test_the_bands_meet_without_gaps() -> None:
    assert [row.begins for row in BANDS[1:]] == [row.up_to for row in BANDS[:-1]]


def test_each_of_the_eleven_tiles_has_its_word() -> None:
    assert [word(tile) for tile in TILES] == (
        ["no pain"] + ["mild"] * 4 + ["moderate"] * 2 + ["severe"] * 3 + ["worst there is"]
    )


@pytest.mark.parametrize(
    ("score", "figures"),
    [("7", "7"), ("7.0", "7"), ("10", "10"), ("1E+1", "10"), ("0.0", "0"), ("6.50", "6.5")],
)
def test_a_score_is_written_as_a_person_would(score: str, figures: str) -> None:
    assert in_figures(Decimal(score)) == figures


def test_only_worst_pain_is_required() -> None:
    assert [question.name for question in QUESTIONS if question.required] == ["worst"]


def test_every_question_asks_for_an_answer_that_is_kept() -> None:
    assert {question.name for question in QUESTIONS} <= set(Answers.__dataclass_fields__)


def test_a_second_check_asks_about_the_time_since_the_last_one() -> None:
    spans = [question for question in QUESTIONS if "24 hours" in question.text]
    assert [question.name for question in spans] == ["worst", "average", "least", "extra_doses"]
    for question in spans:
        assert "since your last check" in question.asked(since_last=True)
        assert "24 hours" not in question.asked(since_last=True)


def test_only_now_is_asked_about_a_moment() -> None:
    moments = [q.name for q in QUESTIONS if q.kind is Kind.SCORE and "24 hours" not in q.text]
    assert moments == ["now"]


def test_contact_today_is_offered_only_while_somebody_can_ring() -> None:
    late = [wish for wish, _ in contact_choices(can_ring_today=False)]
    assert late == [ContactWish.NO, ContactWish.NEXT_VISIT, ContactWish.PLEASE]
    assert contact_choices(can_ring_today=True) == CONTACT_WISHES


def test_every_danger_that_must_be_asked_for_is_on_the_list() -> None:
    assert set(DANGER) == {
        "HARD_TO_WAKE",
        "SLOW_BREATHING",
        "LEG_WEAKNESS",
        "TROUBLE_WALKING",
        "NUMBNESS",
        "BLADDER_OR_BOWEL",
        "BACK_PAIN",
        "SLEEPIER",
        "CONFUSED",
        "JERKING",
        "FEVER",
        "VOMITING",
    }
    assert {danger.group for danger in DANGERS} == set(DangerGroup)


def test_what_needs_an_ambulance_stands_first_on_the_list() -> None:
    assert [danger.code for danger in DANGERS[:2]] == ["HARD_TO_WAKE", "SLOW_BREATHING"]
    assert [danger.call_999 for danger in DANGERS] == [True, True] + [False] * 10


def test_a_patient_reads_short_sentences_and_plain_words() -> None:
    for danger in DANGERS:
        assert len(danger.words.split()) <= 18, danger.code
    for question in QUESTIONS:
        for sentence in re.split(r"(?<=[.?])\s", f"{question.text} {question.hint}"):
            assert len(sentence.split()) <= 16, sentence


@pytest.mark.parametrize(
    ("worst", "average", "least", "now", "asked"),
    [
        (8, 5, 2, 6, []),
        (5, 5, 5, 5, []),
        (8, None, None, None, []),
        (2, None, 8, None, ["swap"]),
        (2, 5, 8, 5, ["swap"]),
        (5, 6, None, None, ["most of the time and 5 for your worst"]),
        (8, 2, 3, None, ["most of the time and 3 for your lowest"]),
        (5, None, None, 9, ["Is now your new worst?"]),
        (8, 6, 4, 2, ["Is now your new lowest?"]),
        (5, 6, None, 9, ["for your worst", "Is now your new worst?"]),
    ],
)
def test_crossed_answers_are_asked_about(
    worst: int, average: int | None, least: int | None, now: int | None, asked: list[str]
) -> None:
    said = [None if score is None else Decimal(score) for score in (worst, average, least, now)]
    sentences = crossed(*said)
    assert len(sentences) == len(asked)
    for sentence, part in zip(sentences, asked, strict=True):
        assert part in sentence
        assert sentence.endswith("?")


@given(scores, scores, scores, scores)
def test_skipping_an_answer_never_makes_others_cross(
    worst: Decimal | None, average: Decimal | None, least: Decimal | None, now: Decimal | None
) -> None:
    if crossed(worst, average, least, now):
        return
    assert crossed(None, average, least, now) == []
    assert crossed(worst, None, least, now) == []
    assert crossed(worst, average, None, now) == []
    assert crossed(worst, average, least, None) == []
