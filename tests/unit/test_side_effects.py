"""Rules about the fuller check: which side effects call a nurse, and when a flare-up is severe."""

from datetime import timedelta
from typing import Any

import pytest

from alerts.rules import Level, Rule, severe_flare, side_effects, side_effects_have_cleared
from diaries.fuller import FullerAnswers
from tests.factories import NOON
from tests.unit.judging import DEFAULTS

EXAMPLES: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"constipation": "MODERATE", "sickness": "MODERATE", "drowsiness": "MODERATE"}, ""),
    ({"constipation": "SEVERE"}, "severe constipation"),
    ({"sickness": "SEVERE"}, "severe sickness"),
    ({"drowsiness": "SEVERE"}, "severe drowsiness"),
    ({"dry_mouth": "SEVERE", "itching": "SEVERE"}, ""),
    ({"bowel_days": 0}, ""),
    ({"bowel_days": 2}, ""),
    ({"bowel_days": 3}, "bowels not moved for 3 days"),
    (
        {"constipation": "SEVERE", "sickness": "SEVERE", "drowsiness": "SEVERE", "bowel_days": 60},
        "severe constipation, severe sickness, severe drowsiness, bowels not moved for 60 days",
    ),
]


@pytest.mark.parametrize(("given", "sentence"), EXAMPLES)
def test_which_side_effects_call_a_nurse(given: dict[str, Any], sentence: str) -> None:
    finding = side_effects(FullerAnswers(**given), sent=True, thresholds=DEFAULTS)
    assert (finding.sentence if finding else "") == sentence
    if finding:
        assert (finding.rule, finding.level) == (Rule.SIDE_EFFECTS, Level.AMBER)


def test_side_effects_of_a_check_that_was_not_sent_say_so() -> None:
    finding = side_effects(FullerAnswers(bowel_days=4), sent=False, thresholds=DEFAULTS)
    assert finding is not None
    assert finding.sentence == "bowels not moved for 4 days (fuller check not sent)"


WELL = {"constipation": "MILD", "sickness": "NONE", "drowsiness": "NONE", "bowel_days": 1}


@pytest.mark.parametrize(
    ("given", "cleared"),
    [
        ({}, True),
        ({"bowel_days": 3}, False),
        ({"bowel_days": None}, False),
        ({"constipation": "SEVERE"}, False),
        ({"constipation": ""}, False),
        ({"drowsiness": ""}, False),
    ],
)
def test_side_effects_have_cleared_only_where_all_were_answered(
    given: dict[str, Any], cleared: bool
) -> None:
    assert side_effects_have_cleared(FullerAnswers(**WELL | given), DEFAULTS) is cleared


def flare(*, sent: bool = True, hours: float = 0, **given: Any) -> Any:
    told = FullerAnswers(**{"flares": 1, "flare_worst": 8, "flare_today": "TODAY"} | given)
    said = NOON - timedelta(hours=hours)
    return severe_flare(told, sent=sent, said_at=said, thresholds=DEFAULTS, now=NOON)


def test_a_severe_flare_up_of_today_is_a_severe_score_of_today() -> None:
    finding = flare()
    assert (finding.rule, finding.level) == (Rule.SEVERE_PAIN, Level.RED)
    assert finding.score == 8
    assert finding.sentence == "worst flare-up 8"


@pytest.mark.parametrize(
    "given",
    [{"flare_today": "YESTERDAY"}, {"flare_today": ""}, {"flare_worst": 6}, {"flare_worst": None}],
)
def test_any_other_flare_up_is_no_severe_score_of_today(given: dict[str, Any]) -> None:
    assert flare(**given) is None


def test_a_severe_flare_up_left_unsent_is_an_unfinished_check() -> None:
    finding = flare(sent=False, hours=0.25)
    assert (finding.rule, finding.level) == (Rule.UNFINISHED_CHECK, Level.RED)
    assert not finding.silenceable


def test_a_severe_flare_up_older_than_a_day_is_amber_and_says_its_age() -> None:
    finding = flare(hours=25)
    assert finding.level is Level.AMBER
    assert finding.sentence.endswith("(said 1 day ago: how is it now?)")


def test_the_severe_number_is_the_one_that_the_nurse_has_set() -> None:
    own = DEFAULTS.with_overrides({"severe": 9})
    told = FullerAnswers(flares=1, flare_worst=8, flare_today="TODAY")
    assert severe_flare(told, sent=True, said_at=NOON, thresholds=own, now=NOON) is None
