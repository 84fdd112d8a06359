"""Which card a patient gets, and what no card ever says."""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaries.advice import (
    CARDS,
    EARLY_PAINKILLERS,
    MANY_EXTRA_DOSES,
    OWNER,
    Urgency,
    Wider,
    card_for,
    more_cards,
)
from diaries.answers import Answers
from diaries.scales import DANGER, DANGERS, ContactWish, DangerGroup
from tests.unit.judging import scores


def said(**given_answers: Any) -> Answers:
    for name in ("worst", "average", "least", "now"):
        if given_answers.get(name) is not None:
            given_answers[name] = Decimal(str(given_answers[name]))
    return Answers(**given_answers)


SOURCES = (
    "https://www.nice.org.uk/guidance/",
    "https://www.macmillan.org.uk/cancer-information-and-support/",
)
MODULES = {"", "what-is-pain", "medicines", "what-to-ask", "beyond-medicines", "when-to-call"}
CODES = [danger.code for danger in DANGERS] + ["FROM_A_LATER_VERSION"]
answers = st.builds(
    Answers,
    worst=scores,
    average=scores,
    least=scores,
    now=scores,
    extra_doses=st.one_of(st.none(), st.integers(0, 12)),
    extra_doses_unsure=st.booleans(),
    danger=st.sampled_from([None, True, False]),
    danger_items=st.lists(st.sampled_from(CODES), unique=True, max_size=3).map(tuple),
    wish=st.sampled_from(["", *ContactWish]),
)


@pytest.mark.parametrize(
    ("given_answers", "code"),
    [
        (said(worst=0), "NO_PAIN"),
        (said(worst=1), "MILD"),
        (said(worst=4), "MILD"),
        (said(worst=5), "MODERATE"),
        (said(worst=6.9), "MODERATE"),
        (said(worst=7), "SEVERE"),
        (said(worst=3, now=8), "SEVERE"),
        (said(worst=2, least=9), "SEVERE"),
        (said(), "NO_SCORE"),
        (said(worst=3, extra_doses=4), "MANY_DOSES"),
        (said(worst=0, extra_doses=4), "MANY_DOSES"),
        (said(worst=3, extra_doses=3), "MILD"),
        (said(worst=8, extra_doses=9), "SEVERE"),
        (said(worst=0, danger=True), "DANGER_SIGN"),
        (said(worst=8, danger=True, danger_items=("FEVER",)), "DANGER_SIGN"),
        (said(danger_items=("FROM_A_LATER_VERSION",)), "DANGER_SIGN"),
        (said(worst=1, danger=True, danger_items=("LEG_WEAKNESS",)), "DANGER_SIGN"),
        (said(worst=1, danger=True, danger_items=("SLEEPIER",)), "TOXICITY"),
        (said(danger=True, danger_items=("LEG_WEAKNESS", "JERKING")), "TOXICITY"),
        (said(danger=True, danger_items=("SLEEPIER", "SLOW_BREATHING")), "CALL_999"),
        (said(worst=9, danger=True, danger_items=("HARD_TO_WAKE",)), "CALL_999"),
    ],
)
def test_each_kind_of_answer_gets_its_card(given_answers: Answers, code: str) -> None:
    assert card_for(given_answers).code == code


@given(answers)
def test_danger_is_never_answered_with_a_calm_card(given_answers: Answers) -> None:
    card = card_for(given_answers)
    if given_answers.danger or given_answers.danger_items:
        assert card.urgency is not Urgency.CALM
    if {"HARD_TO_WAKE", "SLOW_BREATHING"} & set(given_answers.danger_items):
        assert card.code == "CALL_999"


@given(answers)
def test_severe_pain_is_never_answered_with_a_calm_card(given_answers: Answers) -> None:
    highest = max(
        (given_answers.worst or 0, given_answers.now or 0),
    )
    if highest >= 7:
        assert card_for(given_answers).urgency is not Urgency.CALM


@given(answers, st.booleans(), st.one_of(st.none(), st.integers(0, 9)))
def test_early_painkillers_stand_only_where_it_is_known_to_be_safe(
    given_answers: Answers, enabled: bool, before: int | None
) -> None:
    card = card_for(given_answers, early_painkillers=enabled, doses_before=before)
    if EARLY_PAINKILLERS not in card.body:
        return
    toxic = any(
        DANGER[code].group is DangerGroup.TOXICITY
        for code in given_answers.danger_items
        if code in DANGER
    )
    assert enabled
    assert not toxic
    assert given_answers.danger is False
    assert given_answers.danger_items == ()
    assert before is not None
    assert given_answers.extra_doses is not None
    assert not given_answers.extra_doses_unsure
    assert given_answers.extra_doses + before < MANY_EXTRA_DOSES


@pytest.mark.parametrize("worst", [2, 5, 8])
def test_early_painkillers_are_suggested_where_the_nurse_enabled_them(worst: int) -> None:
    plain = said(worst=worst, danger=False, extra_doses=1)
    assert EARLY_PAINKILLERS in card_for(plain, early_painkillers=True).body
    assert EARLY_PAINKILLERS not in card_for(plain).body


def test_extra_doses_of_an_earlier_check_that_day_count_too() -> None:
    second = said(worst=3, danger=False, extra_doses=1)
    assert card_for(second, doses_before=3).code == "MANY_DOSES"


def test_no_card_names_a_dose_or_turns_one_medicine_into_another() -> None:
    for card in CARDS:
        text = " ".join((card.title, *card.body, EARLY_PAINKILLERS)).lower()
        assert not re.search(r"\d", text.replace("999", "")), card.code
        for medicine in ("morphine", "oxycodone", "fentanyl", "paracetamol", "codeine", "double"):
            assert medicine not in text
        assert not re.search(r"\b(mg|ml|tablets?|micrograms?)\b", text)


def test_every_card_says_whose_it_is_and_links_to_its_source() -> None:
    for card in CARDS:
        assert card.owner == OWNER == "example: to be approved by a clinician"
        assert card.source.url.startswith(SOURCES)
        assert card.review_on.year >= 2027


wider = st.builds(
    Wider,
    may_be_toxic=st.booleans(),
    constipated=st.booleans(),
    worried_about_medicines=st.booleans(),
    feels_a_bother=st.booleans(),
    forgets_medicines=st.booleans(),
    flare_ups=st.one_of(st.none(), st.integers(0, 9)),
    sleep=scores,
)


def calm_codes(given_answers: Answers, told: Wider | None = None) -> list[str]:
    first = card_for(given_answers)
    return [card.code for card in more_cards(given_answers, first, told or Wider())]


@pytest.mark.parametrize(
    ("given_answers", "told", "codes"),
    [
        (said(worst=0), Wider(), []),
        (said(worst=3), Wider(), []),
        (said(worst=5), Wider(), ["TALKING", "HEAT_AND_REST"]),
        (said(worst=3, extra_doses=2), Wider(), ["BREAKTHROUGH"]),
        (said(worst=3, extra_doses=1), Wider(), []),
        (said(worst=3), Wider(flare_ups=2), ["BREAKTHROUGH"]),
        (said(worst=3, extra_doses_unsure=True), Wider(), ["KEEPING_A_LIST"]),
        (said(worst=3, wish="NEXT_VISIT"), Wider(), ["KEEPING_A_LIST"]),
        (said(worst=3), Wider(forgets_medicines=True), ["KEEPING_A_LIST"]),
        (said(worst=3), Wider(sleep=Decimal(5)), ["SLEEP"]),
        (said(worst=3), Wider(sleep=Decimal(4)), []),
        (said(worst=0), Wider(constipated=True), ["CONSTIPATION"]),
        (said(worst=5), Wider(worried_about_medicines=True), ["FEARS", "TALKING"]),
        (said(worst=3), Wider(feels_a_bother=True), ["TALKING"]),
        (said(worst=8), Wider(), []),
        (said(worst=8, extra_doses=2), Wider(constipated=True), ["CONSTIPATION"]),
        (said(worst=3, extra_doses=4), Wider(constipated=True), []),
        (said(worst=5), Wider(may_be_toxic=True, constipated=True), []),
        (said(worst=5, danger=True), Wider(constipated=True), []),
    ],
)
def test_the_calm_cards_beneath_fit_the_answers(
    given_answers: Answers, told: Wider, codes: list[str]
) -> None:
    assert calm_codes(given_answers, told) == codes


@given(answers, wider)
def test_beneath_the_first_card_stand_at_most_two_calm_ones_and_none_beside_danger(
    given_answers: Answers, told: Wider
) -> None:
    first = card_for(given_answers)
    more = more_cards(given_answers, first, told)
    assert len(more) <= (2 if first.urgency is Urgency.CALM else 1)
    assert all(card.urgency is Urgency.CALM for card in more)
    if given_answers.danger or given_answers.danger_items or told.may_be_toxic:
        assert more == []


def test_early_painkillers_are_not_suggested_beside_signs_of_toxicity_in_a_fuller_check() -> None:
    plain = said(worst=5, danger=False, extra_doses=1)
    card = card_for(plain, early_painkillers=True, may_be_toxic=True)
    assert EARLY_PAINKILLERS not in card.body


def test_a_card_that_speaks_of_warmth_warns_of_patches() -> None:
    for card in CARDS:
        text = " ".join(card.body).lower()
        assert not re.search(r"warm|heat", text) or "never put heat on a pain patch" in text


def test_a_card_leads_to_a_module_that_there_is() -> None:
    assert {card.module for card in CARDS} <= MODULES


def test_cards_are_told_apart_by_their_codes() -> None:
    assert len({card.code for card in CARDS}) == len(CARDS)


def test_cards_are_written_in_short_sentences() -> None:
    for card in CARDS:
        for paragraph in (card.title, *card.body, EARLY_PAINKILLERS):
            for sentence in re.split(r"(?<=[.?])\s", paragraph):
                assert len(sentence.split()) <= 20, sentence


def test_a_ten_year_old_can_read_every_card() -> None:
    """Reading age 9 to 11 is grade 4 to 6 of the Flesch-Kincaid scale, roughly counted."""
    for card in CARDS:
        assert grade(" ".join(card.body)) <= 6, card.code


def grade(text: str) -> float:
    words = re.findall(r"[a-z']+", text.lower())
    sentences = max(len(re.findall(r"[.?!]", text)), 1)
    syllables = sum(max(len(re.findall(r"[aeiouy]+", w.removesuffix("e"))), 1) for w in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
