"""What may be set of the rules, and what never; two replays held against each other."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from alerts.compared import Load, doubles, is_replayed, missed
from alerts.forms import QUESTIONS
from alerts.governing import RULES, SHORT, change_in_words
from alerts.happened import Raised
from alerts.models import ThresholdSettings
from alerts.rules import LIMITS, NEVER_SILENCED, Level, Rule, Thresholds, evaluate, may_snooze
from alerts.rules.danger import NOT_PICKED
from diaries.scales import DANGER, WANTS_CONTACT
from tests.factories import NOON
from tests.unit.judging import check

numbers = st.fixed_dictionaries(
    {name: st.none() | st.integers(low, high) for name, (low, high) in LIMITS.items()}
)


def raised(*causes: str, rule: Rule = Rule.SEVERE_PAIN, day: int = 0, red: bool = True) -> Raised:
    at = NOON + timedelta(days=day)
    return Raised(
        patient=1, rule=rule, level=Level.RED if red else Level.AMBER, sentence="worst pain 7",
        opened_at=at, last_found_at=at, causes=list(causes),
    )  # fmt: skip


@given(numbers=numbers, patients=numbers)
def test_no_numbers_switch_danger_toxicity_or_a_wish_off(
    numbers: dict[str, int | None], patients: dict[str, int | None]
):
    held = Thresholds().with_overrides(numbers).with_overrides(patients)
    for sign in [*DANGER, NOT_PICKED, "FROM_A_LATER_VERSION"]:
        for wish in WANTS_CONTACT:
            said = check(worst=0, danger=(sign,), danger_gate=True, contact_wish=wish)
            found = evaluate([said], held, None, NOON)
            levels = [(finding.rule, finding.level) for finding in found]
            assert levels == [("red_flag", "RED"), ("contact_wanted", "AMBER")]
            assert not any(finding.silenceable for finding in found)


def test_danger_toxicity_and_wishes_have_nothing_to_be_set():
    fixed = {rule.code for rule in RULES if not rule.setting}
    assert {"A1", "A5", "A7", "A9"} <= fixed
    numbers = {field.name for field in ThresholdSettings._meta.fields}
    about = {"id", "site", "patient", "reason", "changed_by", "changed_at"}
    assert numbers - about == set(LIMITS)
    for rule in (*NEVER_SILENCED, Rule.SIDE_EFFECTS):
        assert not may_snooze(rule, Level.RED)
        assert rule not in LIMITS


@given(numbers=numbers)
def test_no_numbers_switch_the_rule_of_severe_pain_off(numbers: dict[str, int | None]):
    found = evaluate([check(worst=9)], Thresholds().with_overrides(numbers), None, NOON)
    assert "severe_pain" in [finding.rule for finding in found]


def test_each_number_that_may_be_set_is_asked_and_explained_once():
    explained = [rule.setting for rule in RULES if rule.setting]
    assert sorted(explained) == sorted(LIMITS) == sorted(QUESTIONS) == sorted(SHORT)
    assert [rule.code for rule in RULES] == [f"A{number}" for number in range(1, 13)]


def test_a_change_is_told_from_which_number_to_which():
    before, after = {"severe": 7, "rise": None}, {"severe": None, "rise": None, "quiet_days": 2}
    assert change_in_words(before, after) == "severe from: 7 to not set; missed days: not set to 2"


def test_what_nothing_else_tells_is_missed_and_what_tells_of_it_afterwards_comes_later():
    before = [raised("a", "b"), raised("c", day=1, red=False), raised("d", day=2), raised("e")]
    after = [raised("b"), raised("e", rule=Rule.RISING_PAIN)]
    found = missed(before, after, since=NOON)
    assert [(one.check, one.later) for one in found] == [("d", False), ("c", False), ("a", True)]


def test_what_is_told_at_once_by_another_rule_and_less_urgently_is_said_to_be_calmer():
    before = [raised("a"), raised("b", red=False)]
    after = [raised("a", red=False, rule=Rule.RISING_PAIN), raised("b")]
    found = missed(before, after, since=NOON)
    assert [(one.check, one.later, one.calmer) for one in found] == [("a", False, True)]


def test_what_was_opened_before_the_four_weeks_is_not_counted():
    early, load = raised("a", day=-1), Load()
    load.count([early, raised("b")], "Team", since=NOON)
    assert (load.all, load.teams) == (1, {"Team": 1})
    assert missed([early], [], since=NOON) == []


def test_twice_as_many_is_a_warning_where_it_is_at_least_five_more():
    assert doubles(31, 74)
    assert doubles(0, 5)
    assert not doubles(1, 2)
    assert not doubles(40, 79)


def test_what_nobody_can_work_out_again_is_counted_as_it_happened():
    assert not is_replayed("unfinished_check", silence=True)
    assert not is_replayed("message_unread", silence=True)
    assert not is_replayed("gone_quiet", silence=False)
    assert is_replayed("gone_quiet", silence=True)
    assert is_replayed("severe_pain", silence=False)


def test_counts_stay_whole_numbers_and_scores_exact():
    assert Thresholds().with_overrides({"extra_doses": 6, "severe": 8}).severe == Decimal(8)
    assert isinstance(Thresholds().with_overrides({"bowel_days": 2}).bowel_days, int)
