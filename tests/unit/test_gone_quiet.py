"""Quiet is a sign: safety rule S14. Sunday 1 March 2026 is the first day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules import Finding, Level, Reading, Rule, Thresholds, gone_quiet
from tests.unit.judging import DEFAULTS, check, march


def look(today: date, **known: object) -> Finding | None:
    return gone_quiet(
        **{  # type: ignore[arg-type]
            "schedule": "DAILY",
            "status": "ACTIVE",
            "invited_on": march(1),
            "last_check": None,
            "thresholds": DEFAULTS,
            "today": today,
            **known,
        }
    )


@pytest.mark.parametrize(
    ("schedule", "last", "first_noticed"),
    [
        # Missed: the 3rd, 4th and 5th.
        ("DAILY", check(2), march(6)),
        # Invited on the 1st and never written: missed the 2nd, 3rd and 4th.
        ("DAILY", None, march(5)),
        # Due on the 9th, three days late on the 12th.
        ("WEEKLY", check(2), march(12)),
        ("WEEKLY", None, march(11)),
    ],
)
def test_silence_is_noticed_after_three_days_and_not_before(
    schedule: str, last: Reading | None, first_noticed: date
) -> None:
    assert look(first_noticed - timedelta(days=1), schedule=schedule, last_check=last) is None
    finding = look(first_noticed, schedule=schedule, last_check=last)
    assert finding is not None
    assert (finding.rule, finding.level) == (Rule.GONE_QUIET, Level.GREY)


@pytest.mark.parametrize(
    ("last", "other", "level", "why"),
    [
        (check(2, worst=6), False, Level.GREY, ""),
        (check(2, worst=7), False, Level.AMBER, "; the last one had pain 7"),
        (check(2, worst=3, now=9), False, Level.AMBER, "; the last one had pain 9"),
        (check(2, danger=("FEVER",)), False, Level.AMBER, "; danger signs in the last one"),
        (check(2, danger_gate=True), False, Level.AMBER, "; danger signs in the last one"),
        (check(2, worst=1), True, Level.AMBER, "; another alert is open"),
        (None, True, Level.AMBER, "; another alert is open"),
    ],
)
def test_silence_after_bad_news_is_amber(
    last: Reading | None, other: bool, level: Level, why: str
) -> None:
    finding = look(march(6), last_check=last, other_open_alert=other)
    assert finding is not None
    assert finding.level is level
    assert finding.sentence.endswith(f"missed){why}")


@pytest.mark.parametrize(
    ("known", "today", "sentence"),
    [
        ({"last_check": check(2)}, march(6), "no check since Monday 2 March (3 missed)"),
        ({}, march(5), "no check since the invitation on Sunday 1 March (3 missed)"),
        (
            {"last_check": check(2), "schedule": "WEEKLY"},
            march(13),
            "no check since Monday 2 March (weekly one 4 days late)",
        ),
        ({"paused_on": march(3)}, march(10), "paused since Tuesday 3 March: ask how they are"),
    ],
)
def test_silence_is_said_with_its_beginning(
    known: dict[str, object], today: date, sentence: str
) -> None:
    finding = look(today, **known)
    assert finding is not None
    assert finding.sentence == sentence


@pytest.mark.parametrize("status", ["IN_HOSPITAL", "LAST_DAYS", "DISCHARGED", "DIED"])
def test_nobody_is_asked_after_in_hospital_dying_or_gone(status: str) -> None:
    last = check(1, worst=9)
    assert look(march(28), status=status, last_check=last, other_open_alert=True) is None
    assert look(march(28), status=status, paused_on=march(1)) is None


def test_a_status_that_this_version_does_not_know_is_expected_to_write() -> None:
    assert look(march(28), status="ON_HOLIDAY") is not None


def test_nobody_is_missed_before_the_invitation() -> None:
    assert look(march(28), invited_on=None) is None
    assert look(march(1), invited_on=march(20)) is None


def test_a_pause_is_quiet_for_seven_days_and_then_a_task() -> None:
    last = check(1)
    assert look(march(9), last_check=last, paused_on=march(3)) is None
    finding = look(march(10), last_check=last, paused_on=march(3))
    assert finding is not None
    assert finding.level is Level.GREY


def test_a_long_pause_after_severe_pain_is_amber() -> None:
    finding = look(march(10), last_check=check(1, worst=8), paused_on=march(3))
    assert finding is not None
    assert finding.level is Level.AMBER


def test_days_paused_or_in_hospital_are_not_missed() -> None:
    assert look(march(16), last_check=check(1), resumed_on=march(13)) is None
    assert look(march(17), last_check=check(1), resumed_on=march(13)) is not None


def test_a_phone_whose_clock_runs_ahead_buys_no_silence() -> None:
    ahead = check(27, late=timedelta(days=-25))  # received on the 2nd
    assert look(march(5), last_check=ahead) is None
    assert look(march(6), last_check=ahead) is not None


def test_a_patient_not_invited_who_writes_all_the_same_is_missed() -> None:
    assert look(march(6), invited_on=None, last_check=check(2)) is not None


@pytest.mark.parametrize(("quiet_days", "first_noticed"), [(1, march(4)), (7, march(10))])
def test_a_site_can_set_how_long_silence_may_last(quiet_days: int, first_noticed: date) -> None:
    numbers = Thresholds(quiet_days=quiet_days)
    before = first_noticed - timedelta(days=1)
    assert look(before, last_check=check(2), thresholds=numbers) is None
    assert look(first_noticed, last_check=check(2), thresholds=numbers) is not None


@given(
    st.sampled_from(["DAILY", "WEEKLY"]),
    st.integers(1, 20),
    st.one_of(st.none(), st.integers(1, 20)),
    st.integers(0, 40),
)
def test_silence_once_noticed_stays_noticed_until_they_write(
    schedule: str, invited: int, last: int | None, days: int
) -> None:
    known = {
        "schedule": schedule,
        "invited_on": march(invited),
        "last_check": None if last is None else check(last),
    }
    today = march(21) + timedelta(days=days)
    if look(today, **known) is not None:
        assert look(today + timedelta(days=1), **known) is not None
        assert look(today, **(known | {"last_check": check(21 + days)})) is None
