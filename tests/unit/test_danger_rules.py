"""The rules about danger signs, wishes for contact and unfinished checks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules import (
    Finding,
    Level,
    Reading,
    Rule,
    contact_requested,
    contact_wanted,
    evaluate,
    red_flag,
    unfinished_check,
)
from diaries.scales import DANGERS
from tests.unit.judging import DEFAULTS, at_day, check, march, readings

NOW = at_day(20)
DAY = timedelta(days=1)


def flagged(latest: Reading) -> Finding | None:
    return red_flag([latest], DEFAULTS, None, NOW)


def wanted(latest: Reading) -> Finding | None:
    return contact_wanted([latest], DEFAULTS, None, NOW)


def left(after: timedelta, **said: object) -> Finding | None:
    saved_at = at_day(2)
    return unfinished_check(
        check(2, **said), saved_at=saved_at, thresholds=DEFAULTS, now=saved_at + after
    )


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (("LEG_WEAKNESS",), "possible cord compression: limb weakness"),
        (
            ("NUMBNESS", "TROUBLE_WALKING"),
            "possible cord compression: trouble walking, numbness or tingling",
        ),
        (
            ("FEVER", "SLOW_BREATHING", "CONFUSED"),
            "needs 999: slow breathing; possible opioid toxicity: confused or seeing things; "
            "possible infection: fever on treatment",
        ),
        (("VOMITING",), "vomiting, cannot keep medicines down"),
        (("NEW_SIGN",), "danger sign: new sign"),
    ],
)
def test_a_danger_sign_is_red_and_said_in_the_nurses_words(
    codes: tuple[str, ...], sentence: str
) -> None:
    finding = flagged(check(danger=codes, danger_gate=True))
    assert finding is not None
    assert (finding.level, finding.sentence) == (Level.RED, sentence)
    assert finding.danger == codes


@pytest.mark.parametrize("danger", DANGERS, ids=lambda danger: danger.code)
def test_each_danger_sign_alone_is_red(danger: object) -> None:
    finding = flagged(check(worst=0, danger=(danger.code,)))  # type: ignore[attr-defined]
    assert finding is not None
    assert finding.level is Level.RED


def test_a_yes_with_nothing_ticked_is_still_a_danger_sign() -> None:
    finding = flagged(check(danger_gate=True))
    assert finding is not None
    assert finding.sentence == "said yes to danger signs, none picked"


def test_a_danger_sign_sent_late_stays_red_with_its_age() -> None:
    finding = flagged(check(danger=("JERKING",), late=2 * DAY))
    assert finding is not None
    assert finding.level is Level.RED
    assert finding.sentence == "possible opioid toxicity: jerking (sent 2 days late)"


@given(readings())
def test_no_danger_sign_passes_unnoticed(diary: list[Reading]) -> None:
    found = {finding.rule: finding for finding in evaluate(diary, DEFAULTS, None, NOW)}
    if diary[-1].danger or diary[-1].danger_gate:
        assert found[Rule.RED_FLAG].level is Level.RED
    else:
        assert Rule.RED_FLAG not in found


def test_all_signs_at_once_still_fit_their_column_and_name_every_kind() -> None:
    """A sentence too long for its column would keep the alert of the most ill from being raised."""
    codes = tuple(danger.code for danger in DANGERS)
    finding = flagged(check(danger=codes, late=90 * DAY))
    assert finding is not None
    assert finding.danger == codes
    assert len(finding.sentence) <= 300
    for part in ("999", "cord", "and 3 more", "toxicity", "infection", "vomiting", "90 days"):
        assert part in finding.sentence


def test_signs_that_this_version_does_not_know_fit_too() -> None:
    finding = flagged(check(danger=(*(danger.code for danger in DANGERS), "A" * 400)))
    assert finding is not None
    assert len(finding.sentence) <= 300


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ("", None),
        ("NO", None),
        ("NEXT_VISIT", None),
        ("PLEASE", "wants contact"),
        ("TODAY", "wants contact on Sunday 1 March"),
    ],
)
def test_a_wish_for_contact_is_amber_and_one_for_the_next_visit_no_alert(
    wish: str, sentence: str | None
) -> None:
    finding = wanted(check(contact_wish=wish))
    assert (finding and finding.sentence) == sentence
    assert finding is None or (finding.level, finding.wish) == (Level.AMBER, wish)


def test_a_wish_for_contact_sent_late_still_counts() -> None:
    finding = wanted(check(contact_wish="TODAY", late=2 * DAY))
    assert finding is not None
    assert finding.sentence == "wants contact on Sunday 1 March (sent 2 days late)"


def test_too_unwell_to_answer_asks_for_contact() -> None:
    finding = contact_requested(today=True, day=march(3), received_at=at_day(3), too_unwell=True)
    assert (finding.rule, finding.wish) == (Rule.CONTACT_WANTED, "TODAY")
    assert finding.sentence == "too unwell to answer, wants contact on Tuesday 3 March"


def test_a_request_without_a_check_is_the_same_wish() -> None:
    finding = contact_requested(today=False, day=march(3), received_at=at_day(3), too_unwell=False)
    assert (finding.wish, finding.sentence) == ("PLEASE", "wants contact")


QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("after", "said", "level"),
    [
        (QUARTER, {"worst": 7}, Level.RED),
        (QUARTER, {"now": 9}, Level.RED),
        (QUARTER, {"worst": 6}, None),
        (QUARTER, {}, None),
        (QUARTER, {"contact_wish": "PLEASE"}, Level.AMBER),
        (QUARTER, {"contact_wish": "TODAY", "worst": 2}, Level.AMBER),
        (QUARTER, {"contact_wish": "NEXT_VISIT"}, None),
        (QUARTER - timedelta(seconds=1), {"worst": 9, "contact_wish": "TODAY"}, None),
        (2 * DAY, {"worst": 9}, Level.AMBER),
    ],
)
def test_a_check_left_for_15_minutes_with_severe_pain_or_a_wish_is_noticed(
    after: timedelta, said: dict[str, object], level: Level | None
) -> None:
    finding = left(after, **said)
    assert (finding and finding.level) == level


def test_an_unfinished_check_says_what_was_answered() -> None:
    finding = left(QUARTER, worst=8, contact_wish="TODAY")
    assert finding is not None
    assert finding.sentence == (
        "check begun and not sent: worst pain 8, wants contact on Monday 2 March"
    )


def test_an_unfinished_check_found_days_later_says_so() -> None:
    finding = left(3 * DAY, worst=8)
    assert finding is not None
    assert finding.sentence.endswith("(left 3 days ago: how is it now?)")


@given(readings(), st.timedeltas(min_value=timedelta(0), max_value=3 * DAY))
def test_what_a_draft_says_is_noticed_once_sent_as_well(
    diary: list[Reading], after: timedelta
) -> None:
    """Nothing that a draft is flagged for is lost when the same answers are sent."""
    draft = replace(diary[-1], received_at=diary[-1].at)
    finding = unfinished_check(draft, saved_at=draft.at, thresholds=DEFAULTS, now=draft.at + after)
    sent = {found.rule for found in evaluate([draft], DEFAULTS, None, NOW)}
    assert finding is None or sent & {Rule.SEVERE_PAIN, Rule.CONTACT_WANTED}
