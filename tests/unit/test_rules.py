"""The rules about pain, as tables and properties. Noon checks of March 2026."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules import (
    Finding,
    Level,
    Reading,
    Rule,
    ThresholdOutOfLimits,
    Thresholds,
    above_goal,
    evaluate,
    rising_pain,
    severe_pain,
)
from tests.unit.judging import DEFAULTS, SCORES, at_day, check, readings, scores, week

NOW = at_day(20)
DAY = timedelta(days=1)
goals = st.one_of(st.none(), st.integers(0, 10).map(Decimal))


def severe(*diary: Reading) -> Finding | None:
    return severe_pain(diary, DEFAULTS, None, NOW)


def rising(diary: list[Reading]) -> Finding | None:
    return rising_pain(diary, DEFAULTS, None, NOW)


def over_goal(diary: list[Reading], goal: int | None = None) -> Finding | None:
    return above_goal(diary, DEFAULTS, None if goal is None else Decimal(goal), NOW)


@pytest.mark.parametrize(
    ("latest", "sentence"),
    [
        (check(worst=6.9), None),
        (check(worst=7), "worst pain 7"),
        (check(worst=10), "worst pain 10"),
        (check(worst=8, average=5, least=2, now=7), "worst pain 8"),
        (check(worst=5, average=4), None),
        (check(worst=5, now=7), "pain now 7, worst given as 5"),
        (check(now=7), "pain now 7"),
        (check(now=6), None),
        (check(worst=2, least=8), "least pain 8, worst given as 2"),
        (check(worst=3, average=9), "average pain 9, worst given as 3"),
        (check(), None),
    ],
)
def test_pain_of_7_or_more_is_red(latest: Reading, sentence: str | None) -> None:
    finding = severe(latest)
    assert (finding and finding.sentence) == sentence
    assert finding is None or finding.level is Level.RED


def test_only_the_check_being_judged_is_severe() -> None:
    assert severe(check(1, worst=9), check(2, worst=3)) is None


@pytest.mark.parametrize(
    ("late", "level", "sentence"),
    [
        (timedelta(hours=24), Level.RED, "worst pain 8"),
        (
            timedelta(hours=24, seconds=1),
            Level.AMBER,
            "worst pain 8 (sent 24 hours late): how is it now?",
        ),
        (timedelta(hours=47), Level.AMBER, "worst pain 8 (sent 47 hours late): how is it now?"),
        (3 * DAY, Level.AMBER, "worst pain 8 (sent 3 days late): how is it now?"),
        (-3 * DAY, Level.RED, "worst pain 8"),
    ],
)
def test_a_severe_score_that_comes_late_is_amber_with_its_age(
    late: timedelta, level: Level, sentence: str
) -> None:
    finding = severe(check(worst=8, late=late))
    assert finding is not None
    assert (finding.level, finding.sentence) == (level, sentence)


def test_a_check_judged_long_after_it_arrived_in_time_stays_red() -> None:
    finding = severe_pain([check(1, worst=8)], DEFAULTS, None, at_day(5))
    assert finding is not None
    assert finding.level is Level.RED


@pytest.mark.parametrize(
    ("before", "latest", "level", "sentence"),
    [
        # The median of the last seven; an odd day does not move it.
        ([4, 4, 4, 4, 4, 4, 9], 6, Level.AMBER, "worst pain 6, up 2 on their usual"),
        ([4, 4, 4, 4, 4, 4, 4], 8, Level.RED, "worst pain 8, up 4 on their usual"),
        ([4, 4, 4, 4, 4, 4, 4], 5, None, ""),
        ([4, 4, 4, 4, 4, 4, 4], 5.9, None, ""),
        # A rise to less than 4 is left alone.
        ([0, 0, 0, 0, 0, 0, 0], 3, None, ""),
        ([0, 0, 0, 0, 0, 0, 0], 4, Level.RED, "worst pain 4, up 4 on their usual"),
        ([2, 2, 2, 2, 2, 2, 2], 4, Level.AMBER, "worst pain 4, up 2 on their usual"),
        # Only the last seven: the old good weeks are forgotten.
        ([1] * 8 + [5] * 7, 6, None, ""),
        # Skipped answers are passed over, never counted as zero.
        ([4, None, 4, 4, None, 4, 4, 4, 4, None], 5, None, ""),
        ([4, None, 4, 4, None, 4, 4, 4, 4, None], 6, Level.AMBER, "up 2 on their usual"),
        # Falling pain is no rise.
        ([8, 8, 8, 8, 8, 8, 8], 5, None, ""),
        # No baseline and fewer than seven: what there is.
        ([2, 3], 5, Level.AMBER, "worst pain 5, up 2.5 on their first checks"),
        ([], 6, None, ""),
    ],
)
def test_a_rise_on_somebodys_own_usual_is_noticed(
    before: list[float | None], latest: float, level: Level | None, sentence: str
) -> None:
    finding = rising([*week(*before), check(19, worst=latest)])
    assert (finding and finding.level) == level
    assert finding is None or sentence in finding.sentence


def test_until_there_are_seven_checks_the_baseline_is_compared_with() -> None:
    diary = [check(1, worst=3, is_baseline=True), *week(6, 6, 6), check(19, worst=6)]
    finding = rising(diary)
    assert finding is not None
    assert finding.sentence == "worst pain 6, up 3 on their baseline"


def test_from_seven_checks_on_the_baseline_gives_way_to_the_usual() -> None:
    diary = [check(1, worst=3, is_baseline=True), *week(6, 6, 6, 6, 6, 6), check(19, worst=7)]
    assert rising(diary) is None


def test_a_rise_of_the_average_counts_too() -> None:
    diary = [*week(3, 3, 3, 3, 3, 3, 3, measure="average", worst=8), check(19, worst=8, average=6)]
    finding = rising(diary)
    assert finding is not None
    assert finding.sentence == "average pain 6, up 3 on their usual"
    assert finding.score == 8


def test_of_two_rises_the_greater_is_told() -> None:
    diary = [*week(3, 3, 3, 3, 3, 3, 3, average=3), check(19, worst=8, average=5)]
    finding = rising(diary)
    assert finding is not None
    assert (finding.level, finding.sentence) == (Level.RED, "worst pain 8, up 5 on their usual")


def test_a_rise_that_comes_late_is_amber() -> None:
    finding = rising([*week(2, 2, 2, 2, 2, 2, 2), check(9, worst=9, late=2 * DAY)])
    assert finding is not None
    assert finding.level is Level.AMBER
    assert (
        finding.sentence == "worst pain 9, up 7 on their usual (sent 2 days late): how is it now?"
    )


@pytest.mark.parametrize(
    ("averages", "goal", "sentence"),
    [
        ([4, 4, 4], None, "average pain 4, 4, 4 on the last 3 days with a check"),
        ([5, 6, 5], 3, "average pain 5, 6, 5 on the last 3 days with a check, goal 3"),
        ([9, 3, 5, 4, 6], None, "average pain 5, 4, 6 on the last 3 days with a check"),
        ([4, 4], None, None),
        ([3, 4, 4], None, None),
        ([4, 4, 3], None, None),
        # Above the goal by more than one, though below 4.
        ([3, 3, 3], 1, "average pain 3, 3, 3 on the last 3 days with a check, goal 1"),
        ([2, 3, 3], 1, None),
        ([3, 3, 3], 2, None),
        # 4 and more is too high, whatever the goal.
        ([4, 4, 4], 6, "average pain 4, 4, 4 on the last 3 days with a check, goal 6"),
        # Skipped neither counts nor breaks the run.
        ([5, None, 5, None, 5], None, "average pain 5, 5, 5 on the last 3 days with a check"),
        ([5, 5, 5, None], None, None),
        ([None, None, None], 1, None),
    ],
)
def test_three_days_above_the_goal_are_noticed(
    averages: list[float | None], goal: int | None, sentence: str | None
) -> None:
    finding = over_goal(week(*averages, measure="average"), goal)
    assert (finding and finding.sentence) == sentence
    assert finding is None or finding.level is Level.AMBER


def test_three_checks_on_one_day_are_not_three_days() -> None:
    one_day = [check(1, hour=hour, average=6) for hour in (8, 12, 20)]
    assert over_goal(one_day) is None
    assert over_goal([*one_day, check(2, average=6)]) is None
    assert over_goal([*one_day, check(2, average=6), check(3, average=6)]) is not None


def test_one_better_check_within_a_day_breaks_the_run() -> None:
    diary = [check(1, average=6), check(2, hour=8, average=2), check(2, hour=20, average=6)]
    assert over_goal([*diary, check(3, average=6)]) is None


def test_three_weekly_checks_are_three_days() -> None:
    assert over_goal([check(day, average=5) for day in (1, 8, 15)]) is not None


@pytest.mark.parametrize("rule", [severe_pain, rising_pain, above_goal])
@given(diary=readings(), goal=goals, better=scores)
def test_a_lower_score_never_makes_pain_look_worse(
    rule: object, diary: list[Reading], goal: Decimal | None, better: Decimal | None
) -> None:
    latest = diary[-1]
    if better is None or any((getattr(latest, name) or 0) < better for name in SCORES):
        return
    eased = replace(latest, worst=better, average=better, least=better, now=better)
    if latest.average is None:
        eased = replace(eased, average=None)
    weight = weight_of(rule(diary, DEFAULTS, goal, NOW))  # type: ignore[operator]
    assert weight_of(rule([*diary[:-1], eased], DEFAULTS, goal, NOW)) <= weight  # type: ignore[operator]


def weight_of(finding: Finding | None) -> int:
    return finding.level.weight if finding else 0


@given(readings(), goals)
def test_severe_pain_never_passes_unnoticed(diary: list[Reading], goal: Decimal | None) -> None:
    latest = diary[-1]
    is_severe = any(score is not None and score >= 7 for score in (latest.worst, latest.now))
    noticed = {finding.rule for finding in evaluate(diary, DEFAULTS, goal, NOW)}
    assert not is_severe or Rule.SEVERE_PAIN in noticed


@given(readings(), goals)
def test_a_check_without_answers_is_never_noticed_for_its_pain(
    diary: list[Reading], goal: Decimal | None
) -> None:
    """Skipped is never zero, and never anything else."""
    skipped = replace(diary[-1], worst=None, average=None, least=None, now=None)
    noticed = {f.rule for f in evaluate([*diary[:-1], skipped], DEFAULTS, goal, NOW)}
    assert noticed <= {Rule.RED_FLAG, Rule.CONTACT_WANTED}


@given(readings(), goals)
def test_every_sentence_fits_a_nurses_glance_and_its_column(
    diary: list[Reading], goal: Decimal | None
) -> None:
    for finding in evaluate(diary, DEFAULTS, goal, NOW):
        assert 0 < len(finding.sentence) <= 300
        assert "None" not in finding.sentence
        assert finding.score is None or 0 <= finding.score <= 10


@given(readings(), goals)
def test_what_is_most_urgent_comes_first(diary: list[Reading], goal: Decimal | None) -> None:
    weights = [finding.level.weight for finding in evaluate(diary, DEFAULTS, goal, NOW)]
    assert weights == sorted(weights, reverse=True)


def test_no_checks_no_findings() -> None:
    assert evaluate([], DEFAULTS, None, NOW) == []


def test_a_patients_own_number_stands_over_the_sites_and_an_empty_one_does_not() -> None:
    numbers = Thresholds().with_overrides({"severe": 8, "rise": 3})
    numbers = numbers.with_overrides({"severe": 6, "rise": None})
    assert (numbers.severe, numbers.rise, numbers.quiet_days) == (Decimal(6), Decimal(3), 3)


@pytest.mark.parametrize(
    ("name", "number"), [("severe", 10), ("severe", 4), ("rise", 0), ("quiet_days", 8)]
)
def test_no_number_can_switch_a_rule_off(name: str, number: int) -> None:
    with pytest.raises(ThresholdOutOfLimits, match="between"):
        Thresholds().with_overrides({name: number})


def test_only_the_numbers_meant_for_it_can_be_set() -> None:
    with pytest.raises(ThresholdOutOfLimits, match="stale_after"):
        Thresholds().with_overrides({"stale_after": 99})
