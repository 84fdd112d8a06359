"""'Tackling cancer pain': short, sourced, and nothing in it that only a nurse may say."""

import re

import pytest

from diaries.advice import CARDS
from diaries.danger import DANGERS
from diaries.learning import MODULE, MODULES, Module
from diaries.learning.parts import WORDS_A_MINUTE

every_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.code)

# Codes that stand in marks and cards: they keep their meaning.
CODES = ["what-is-pain", "medicines", "what-to-ask", "beyond-medicines", "when-to-call"]


def test_the_codes_are_those_that_cards_and_marks_point_to() -> None:
    assert [module.code for module in MODULES] == CODES
    assert list(MODULE) == CODES


@every_module
def test_a_module_is_read_in_the_minutes_that_it_names(module: Module) -> None:
    words = len(module.text.split())
    assert 250 <= words <= module.minutes * WORDS_A_MINUTE


@every_module
def test_no_module_names_a_dose_or_a_conversion(module: Module) -> None:
    """S7. Figures are for 999 alone; a dose has a unit, a number in words counts days."""
    assert re.findall(r"\d+", module.text.replace("999", "")) == []
    named = re.findall(r"\b(mg|mcg|ml|grams?|tablets?|drops|times a day|hourly)\b", module.text)
    assert named == []


@every_module
def test_no_module_says_that_an_extra_painkiller_may_be_taken_early(module: Module) -> None:
    assert not re.search(r"\bearly\b(?! than late)", module.text)
    assert "before the pain" not in module.text


@every_module
def test_every_module_says_whose_example_it_is_and_what_it_follows(module: Module) -> None:
    assert module.owner == "example: to be approved by a clinician"
    assert module.sources
    assert all(source.url.startswith("https://") for source in module.sources)


def test_every_danger_sign_that_is_asked_for_daily_stands_under_when_to_ring() -> None:
    at_once, now = MODULE["when-to-call"].sections[:2]
    for danger in DANGERS:
        assert danger.words in (at_once if danger.call_999 else now).points


def test_constipation_and_the_fears_of_strong_painkillers_stand_with_the_medicines() -> None:
    text = MODULE["medicines"].text
    for words in ("laxative", "get hooked", "stop working", "the end is near"):
        assert words in text


def test_a_card_of_advice_points_to_a_module_that_there_is() -> None:
    assert {card.module for card in CARDS if card.module} <= set(MODULE)
