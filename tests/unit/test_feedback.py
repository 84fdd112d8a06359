"""The sentence after a check: against her own week and her first check, and nothing made up."""

import re
from decimal import Decimal

import pytest

from diaries.feedback import SENTENCES, UNKNOWN, Against, feedback


def said(worst: float | None, week: list[float], first: float | None = None) -> str:
    return feedback(
        None if worst is None else Decimal(str(worst)),
        week=[Decimal(str(score)) for score in week],
        first=None if first is None else Decimal(str(first)),
    )


@pytest.mark.parametrize(
    ("worst", "week", "first", "words"),
    [
        (7, [4, 4, 5], None, "Your worst pain, 7, is higher than in your last week (about 4)."),
        (5, [4, 4, 5], None, "is about the same as in your last week (about 4)."),
        (2, [4, 4, 5], None, "is lower than in your last week (about 4)."),
        (6, [4, 5, 4, 5], None, "about the same as in your last week (about 4.5)."),  # 1.5 apart
        (6.5, [4, 5, 4, 5], None, "higher than in your last week (about 4.5)."),
        (
            4,
            [4, 4, 10],
            None,
            "about the same as in your last week (about 4).",
        ),  # one bad day is not her usual
        (3, [4, 4, 4], 8, "week (about 4), and lower than at your first check (8)."),
        (7, [4, 4, 4], 9, "week (about 4), but lower than at your first check (9)."),
        (7, [4, 4, 4], 5, "higher than in your last week (about 4) and at your first check (5)."),
        (5, [4, 4, 4], 5, "same as in your last week (about 4) and at your first check (5)."),
        (8, [8, 8], 5, "Your worst pain, 8, is higher than at your first check (5)."),
        (0, [], 2, "is lower than at your first check (2)."),
    ],
)
def test_a_check_is_held_against_her_own_days(
    worst: float, week: list[float], first: float | None, words: str
) -> None:
    assert said(worst, week, first).endswith(words)


@pytest.mark.parametrize(
    ("worst", "week", "first"), [(5, [], None), (5, [4, 4], None), (None, [4, 4, 4], 8)]
)
def test_where_too_little_is_known_nothing_is_claimed(
    worst: float | None, week: list[float], first: float | None
) -> None:
    assert said(worst, week, first) == ""


def test_every_pair_has_its_sentence_but_the_one_that_knows_nothing() -> None:
    pairs = {(week, first) for week in Against for first in Against}
    assert pairs - set(SENTENCES) == {(UNKNOWN, UNKNOWN)}


def test_each_sentence_says_what_it_is_about_and_is_one_sentence() -> None:
    for (week, first), sentence in SENTENCES.items():
        assert ("last week (about {usual})" in sentence) == (week is not UNKNOWN)
        assert ("first check ({first})" in sentence) == (first is not UNKNOWN)
        assert sentence.count(".") == 1
        for way, word in (("HIGHER", "higher"), ("LOWER", "lower"), ("SAME", "about the same")):
            assert (word in sentence) == (way in {week, first})


def test_no_sentence_praises_blames_or_compares_with_others() -> None:
    for sentence in SENTENCES.values():
        assert not re.search(r"well done|good|better|bad|sorry|other|average|most people", sentence)
