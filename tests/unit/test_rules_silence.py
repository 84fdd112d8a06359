"""When an alert closes, comes back and stays silent: safety rules S10 to S13."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules import (
    NEVER_SILENCED,
    ClosedAlert,
    Finding,
    Level,
    OpenAlert,
    Rule,
    contact_closes,
    evaluate,
    has_cleared,
    is_quietened,
    may_snooze,
    should_reopen,
    was_talked_about,
)
from tests.unit.judging import DEFAULTS, at_day, check, march, readings, scores, week

NOON = at_day(3)
THIRD = march(3)
rules = st.sampled_from(list(Rule))
levels = st.sampled_from(list(Level))


def found(rule: Rule = Rule.SEVERE_PAIN, score: float | None = 8, **also: object) -> Finding:
    return Finding(
        rule=rule,
        sentence="said",
        score=None if score is None else Decimal(str(score)),
        **{"level": Level.RED, "said_at": NOON, **also},  # type: ignore[arg-type]
    )


def an_open(rule: Rule = Rule.SEVERE_PAIN, highest: float | None = 8, **also: object) -> OpenAlert:
    return OpenAlert(
        rule=rule,
        highest_score=None if highest is None else Decimal(str(highest)),
        **{"level": Level.RED, "last_found_at": NOON, **also},  # type: ignore[arg-type]
    )


def a_closed(rule: Rule = Rule.SEVERE_PAIN, score: float | None = 8, **also: object) -> ClosedAlert:
    return ClosedAlert(
        rule=rule,
        score=None if score is None else Decimal(str(score)),
        **{"level": Level.RED, "closed_on": march(1), **also},  # type: ignore[arg-type]
    )


def reopens(alert: OpenAlert, finding: Finding) -> bool:
    return should_reopen(alert, finding, DEFAULTS)


def quiet(closed: ClosedAlert | None, finding: Finding, today: date = THIRD) -> bool:
    return is_quietened(closed, finding, DEFAULTS, today)


@pytest.mark.parametrize(
    ("highest", "score", "expected"),
    [(7, 9, True), (7, 8.9, False), (8, 8, False), (8, 10, True), (9, 7, False), (None, 7, True)],
)
def test_a_score_2_above_the_highest_so_far_opens_an_alert_again(
    highest: float | None, score: float, expected: bool
) -> None:
    assert reopens(an_open(highest=highest), found(score=score)) is expected


@pytest.mark.parametrize(
    ("heard", "says", "expected"),
    [
        ({"NUMBNESS"}, ("NUMBNESS",), False),
        ({"NUMBNESS"}, ("NUMBNESS", "LEG_WEAKNESS"), True),
        ({"NUMBNESS", "FEVER"}, ("FEVER",), False),
        (set(), ("FEVER",), True),
    ],
)
def test_a_new_danger_sign_opens_an_alert_again(
    heard: set[str], says: tuple[str, ...], expected: bool
) -> None:
    alert = an_open(Rule.RED_FLAG, None, danger=frozenset(heard))
    assert reopens(alert, found(Rule.RED_FLAG, None, danger=says)) is expected


@pytest.mark.parametrize(
    ("heard", "says", "expected"),
    [
        ("PLEASE", "TODAY", True),
        ("PLEASE", "PLEASE", False),
        ("TODAY", "PLEASE", False),
        ("", "PLEASE", True),
        ("PLEASE", "FROM_A_LATER_VERSION", True),
    ],
)
def test_a_more_pressing_wish_opens_an_alert_again(heard: str, says: str, expected: bool) -> None:
    alert = an_open(Rule.CONTACT_WANTED, None, level=Level.AMBER, wish=heard)
    finding = found(Rule.CONTACT_WANTED, None, level=Level.AMBER, wish=says)
    assert reopens(alert, finding) is expected


@pytest.mark.parametrize(
    ("minutes", "expected"), [(1, False), (59, False), (60, True), (24 * 60, True)]
)
def test_the_same_sign_or_wish_said_again_is_news_after_an_hour(
    minutes: int, expected: bool
) -> None:
    """A sign is flagged from the draft and minutes later from the check: that is said once."""
    later = NOON + timedelta(minutes=minutes)
    alert = an_open(Rule.RED_FLAG, None, danger=frozenset({"FEVER"}))
    assert reopens(alert, found(Rule.RED_FLAG, None, danger=("FEVER",), said_at=later)) is expected
    wish = an_open(Rule.CONTACT_WANTED, None, wish="TODAY")
    again = found(Rule.CONTACT_WANTED, None, wish="TODAY", said_at=later)
    assert reopens(wish, again) is expected


def test_the_same_severe_pain_the_next_day_joins_quietly() -> None:
    assert not reopens(an_open(), found(said_at=NOON + timedelta(days=1)))


def test_a_higher_level_opens_an_alert_again() -> None:
    alert = an_open(Rule.GONE_QUIET, None, level=Level.GREY)
    assert reopens(alert, found(Rule.GONE_QUIET, None, level=Level.AMBER))
    assert not reopens(alert, found(Rule.GONE_QUIET, None, level=Level.GREY))


def test_danger_and_wishes_end_the_snooze_of_other_alerts_and_nothing_else_does() -> None:
    snoozed = an_open(snoozed=True)
    assert reopens(snoozed, found(Rule.RED_FLAG, None, danger=("FEVER",)))
    assert reopens(snoozed, found(Rule.CONTACT_WANTED, None, wish="PLEASE"))
    assert not reopens(snoozed, found(Rule.RISING_PAIN, 10))
    assert not reopens(an_open(), found(Rule.RED_FLAG, None, danger=("FEVER",)))


@given(st.decimals(0, 10, places=1), st.decimals(0, 10, places=1))
def test_with_the_same_answers_only_a_score_2_higher_is_worse(one: Decimal, two: Decimal) -> None:
    alert = an_open(highest=float(one))
    assert reopens(alert, replace(found(), score=two)) is (two >= one + 2)


@pytest.mark.parametrize(
    ("closed", "score", "today", "expected"),
    [
        (None, 8, march(3), False),
        (a_closed(), 8, march(3), True),
        (a_closed(), 9.9, march(3), True),
        (a_closed(), 10, march(3), False),
        (a_closed(score=None), 8, march(3), False),
        (a_closed(cleared=True), 8, march(3), False),
        (a_closed(review_on=march(4)), 8, march(3), True),
        (a_closed(review_on=march(3)), 8, march(3), False),
        (a_closed(review_on=march(20)), 8, march(19), True),
        # No date chosen: a week.
        (a_closed(), 8, march(7), True),
        (a_closed(), 8, march(8), False),
        (a_closed(level=Level.AMBER), 8, march(3), False),
        (a_closed(Rule.RISING_PAIN), 8, march(3), False),
    ],
)
def test_a_closed_rule_is_silent_until_something_has_changed(
    closed: ClosedAlert | None, score: float, today: date, expected: bool
) -> None:
    assert quiet(closed, found(score=score), today) is expected


@given(
    st.sampled_from(sorted(NEVER_SILENCED)), levels, scores, st.booleans(), st.booleans(),
    st.integers(1, 28),
)  # fmt: skip
def test_danger_and_wishes_are_never_silenced(
    rule: Rule, level: Level, score: Decimal | None, cleared: bool, expected: bool, day: int
) -> None:
    closed = replace(
        a_closed(rule), level=level, score=score, cleared=cleared, expected=expected,
        review_on=march(28),
    )  # fmt: skip
    assert not quiet(closed, replace(found(rule), score=score), march(day))
    assert not may_snooze(rule, level)


def test_danger_and_wishes_are_those_that_cannot_be_silenced() -> None:
    wishes = {Rule.CONTACT_WANTED, Rule.UNFINISHED_CHECK, Rule.MESSAGE_UNREAD}
    assert {Rule.RED_FLAG, *wishes} == NEVER_SILENCED
    assert [rule for rule in Rule if may_snooze(rule, Level.AMBER)] == [
        Rule.SEVERE_PAIN,
        Rule.RISING_PAIN,
        Rule.ABOVE_GOAL,
        Rule.MANY_EXTRA_DOSES,
        Rule.GONE_QUIET,
        Rule.SIDE_EFFECTS,
    ]


def test_toxicity_cannot_be_silenced() -> None:
    """Red side effects; amber ones may be expected of a medicine."""
    red = [rule for rule in Rule if may_snooze(rule, Level.RED)]
    assert Rule.SIDE_EFFECTS not in red
    assert Rule.SEVERE_PAIN in red


@pytest.mark.parametrize(
    ("cleared", "score", "today", "expected"),
    [
        (True, 8, march(19), True),
        (True, 9.9, march(19), True),
        (True, 10, march(19), False),
        (True, 8, march(20), False),
        (False, 8, march(20), False),
    ],
)
def test_what_is_expected_comes_and_goes_in_silence_until_its_review_or_2_above(
    cleared: bool, score: float, today: date, expected: bool
) -> None:
    closed = a_closed(expected=True, review_on=march(20), cleared=cleared)
    assert quiet(closed, found(score=score), today) is expected


def test_what_is_expected_speaks_at_a_higher_level_or_of_another_side_effect() -> None:
    closed = a_closed(
        Rule.SIDE_EFFECTS, None, level=Level.AMBER, expected=True, review_on=march(20),
        danger=frozenset({"CONSTIPATION"}),
    )  # fmt: skip
    same = found(Rule.SIDE_EFFECTS, None, level=Level.AMBER, danger=("CONSTIPATION",))
    assert quiet(closed, same)
    assert not quiet(closed, replace(same, level=Level.RED))
    assert not quiet(closed, replace(same, danger=("CONSTIPATION", "SICKNESS")))


@given(rules, levels, scores, scores, st.booleans(), st.booleans())
def test_no_silence_outlasts_its_review_date(
    rule: Rule,
    level: Level,
    before: Decimal | None,
    after: Decimal | None,
    chosen: bool,
    expected: bool,
) -> None:
    review_on = march(20) if chosen else None
    closed = replace(
        a_closed(rule), level=level, score=before, review_on=review_on, expected=expected
    )
    assert not quiet(closed, replace(found(rule), score=after), march(20))


@pytest.mark.parametrize(
    ("rule", "diary", "goal", "expected"),
    [
        (Rule.SEVERE_PAIN, week(8, 6), None, True),
        (Rule.SEVERE_PAIN, week(8, 7), None, False),
        (Rule.SEVERE_PAIN, [check(worst=3, now=8)], None, False),
        (Rule.SEVERE_PAIN, week(8, None), None, False),
        (Rule.RISING_PAIN, week(2, 2, 2, 2, 2, 2, 2, 3), None, True),
        (Rule.RISING_PAIN, week(2, 2, 2, 2, 2, 2, 2, 4), None, False),
        (Rule.RISING_PAIN, week(2, 2, 2, 2, 2, 2, 2, None), None, False),
        (Rule.ABOVE_GOAL, week(5, 5, 3, measure="average"), None, True),
        (Rule.ABOVE_GOAL, week(5, 5, 3, measure="average"), 1, False),
        (Rule.ABOVE_GOAL, week(5, 5, 4, measure="average"), None, False),
        (Rule.ABOVE_GOAL, week(5, 5, None, measure="average"), None, False),
        (Rule.MANY_EXTRA_DOSES, [check(extra_doses=3)], None, True),
        (Rule.MANY_EXTRA_DOSES, [check(extra_doses=4)], None, False),
        (Rule.MANY_EXTRA_DOSES, [check(extra_doses=1, doses_in_24_hours=4)], None, False),
        (Rule.MANY_EXTRA_DOSES, [check(extra_doses=1, extra_doses_unsure=True)], None, False),
        (Rule.MANY_EXTRA_DOSES, [check(worst=2)], None, False),
        (Rule.GONE_QUIET, week(9), None, True),
        (Rule.RED_FLAG, week(0), None, False),
        (Rule.CONTACT_WANTED, week(0), None, False),
        (Rule.UNFINISHED_CHECK, week(0), None, False),
    ],
)
def test_a_condition_has_cleared_only_when_an_answer_says_so(
    rule: Rule, diary: list[object], goal: int | None, expected: bool
) -> None:
    goal_given = None if goal is None else Decimal(goal)
    assert has_cleared(rule, diary, DEFAULTS, goal_given) is expected  # type: ignore[arg-type]


@given(readings(), rules)
def test_nothing_is_cleared_by_the_check_that_raises_it(diary: list[object], rule: Rule) -> None:
    raised = {f.rule for f in evaluate(diary, DEFAULTS, None, NOON)}  # type: ignore[arg-type]
    if rule in raised:
        assert not has_cleared(rule, diary, DEFAULTS, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds_later", "talked_about"), [(-3600, True), (0, True), (59, True), (60, False)]
)
def test_a_talk_is_about_what_was_found_by_its_minute(
    seconds_later: int, talked_about: bool
) -> None:
    found_at = NOON + timedelta(seconds=seconds_later)
    assert was_talked_about(found_at=found_at, at=NOON) is talked_about


def test_a_contact_closes_an_alert_only_when_somebody_was_talked_with() -> None:
    assert contact_closes(reached=True)
    assert not contact_closes(reached=False)
