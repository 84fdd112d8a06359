"""Ways in which a sign, a wish or an alert was lost or stayed silent, found by a second reader."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError

from alerts import receivers
from alerts.actions import flagging, rounds
from alerts.models import Alert, Told
from diaries.actions import checks, patients
from diaries.answers import Answers
from paincheck.accounts.models import Leave
from paincheck.audit.models import AuditEvent
from tests.factories import make_alert, make_check

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_leave_that_was_booked_twice_fails_no_alert(pat, ann, bea, now):
    for _ in range(2):
        Leave.objects.create(nurse=ann, cover=bea, first_date=now.date(), last_date=now.date())
    make_check(pat, worst=9, unflagged=True)
    assert rounds.flag_waiting(now=now) == 1
    assert Told.objects.filter(person=bea, skipped_why="").count() == 1


def test_a_lock_that_is_held_for_minutes_makes_no_rule_give_up(pat, now, monkeypatch):
    def locked(*_: object) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    check = make_check(pat, worst=9, unflagged=True)
    with monkeypatch.context() as held:
        held.setattr(flagging, "_flag", locked)
        for minutes in range(10):
            rounds.flag_waiting(now=now + minutes * MINUTE * 2)
    check.refresh_from_db()
    assert (check.flag_attempts, check.flag_dead_at) == (10, None)
    assert rounds.flag_waiting(now=now + HOUR) == 1


def test_danger_in_a_check_that_was_corrected_before_the_rules_looked_is_told(
    pat, now, monkeypatch
):
    monkeypatch.setattr(receivers, "flag", lambda **_: False)
    told = Answers(worst=Decimal(2)).with_danger("NUMBNESS")
    sent = checks.submit(
        patient=pat, answers=told, key=uuid.uuid4(), answered_at=now, by=pat.user, now=now
    )
    calmer = Answers(worst=Decimal(2), danger=False)
    checks.amend(check=sent.check, answers=calmer, by=pat.user, now=now)
    rounds.flag_waiting(now=now)
    assert Alert.objects.get().danger == ["NUMBNESS"]


def test_a_pause_closes_no_quiet_alert(pat, now):
    make_check(pat, at=now - 6 * DAY)
    rounds.find_quiet(now=now)
    patients.pause(patient=pat, by=pat.user, now=now)
    rounds.find_quiet(now=now)
    assert Alert.objects.open().filter(rule="gone_quiet").exists()


def test_a_patient_whose_silence_cannot_be_looked_at_stops_no_other_and_no_heart_beats(
    pat, now, monkeypatch
):
    make_check(pat, at=now - 6 * DAY)
    looked = rounds._look_at_silence
    monkeypatch.setattr(
        rounds, "_look_at_silence", lambda p, at: looked(p, at) and 1 / (p.pk - pat.pk)
    )
    with pytest.raises(rounds.RoundFailed):
        rounds.find_quiet(now=now)
    assert Alert.objects.filter(rule="gone_quiet").exists()


def test_what_somebody_had_taken_whose_account_was_closed_is_told_again(pat, ann, bea, now):
    alert = make_alert(pat, taken_by=bea, taken_at=now, escalates_at=now)
    rounds.escalate(now=now + HOUR)
    alert.refresh_from_db()
    assert alert.taken_by == bea
    bea.is_active = False
    bea.save()
    rounds.escalate(now=now + HOUR)
    alert.refresh_from_db()
    assert alert.taken_by is None
    assert Told.objects.get(alert=alert).person == ann
    assert AuditEvent.objects.filter(action="alert.left_behind").exists()


def test_what_the_former_team_had_taken_is_told_to_the_new_nurse(pat, ann, bea, carl, now):
    alert = make_alert(pat, taken_by=bea, taken_at=now, escalates_at=now)
    there = carl.team_places.get().team
    patients.transfer(patient=pat, team=there, nurse=carl, by=ann, now=now)
    rounds.escalate(now=now)
    assert Told.objects.get(alert=alert).person == carl
