"""Ways in which a sign, a wish or an alert was lost or stayed silent, found by a second reader."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import OperationalError

from alerts import receivers
from alerts.actions import answering, flagging, rounds, telling
from alerts.models import Alert, Told
from diaries.actions import checks, drafts, patients
from diaries.answers import Answers
from diaries.models import CheckDraft, ContactRequest, Patient
from diaries.queries.checks import was_sent_with
from paincheck.accounts.models import Leave
from paincheck.audit.models import AuditEvent
from paincheck.background.actions import beat
from paincheck.background.queries import late_since
from paincheck.outbox.models import Delivery
from tests.factories import NOON, make_alert, make_check

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
    released = now + 9 * MINUTE * 2
    assert rounds.flag_waiting(now=released + timedelta(seconds=20)) == 1


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
    looked = rounds.look_at_silence
    monkeypatch.setattr(
        rounds, "look_at_silence", lambda p, at: looked(p, at) and 1 / (p.pk - pat.pk)
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


def test_a_slip_into_hospital_that_is_taken_back_loses_no_mail(pat, ann, bea, now):
    make_check(pat, worst=9, unflagged=True)
    rounds.flag_waiting(now=now)
    for status in ("IN_HOSPITAL", "ACTIVE"):
        answering.change_situation(
            patient=Patient.objects.get(pk=pat.pk), status=status, by=bea, now=now
        )
    assert Delivery.objects.get(state="DUE").recipient == ann


def keep(pat: Patient, key: uuid.UUID, at: datetime, **answers: object) -> None:
    drafts.save(patient=pat, answers=Answers(**answers), key=key, by=pat.user, now=at)


def test_an_unfinished_check_that_got_worse_after_it_was_flagged_is_flagged_again(pat, now):
    key, start = uuid.uuid4(), {"worst": Decimal(3), "wish": "PLEASE"}
    keep(pat, key, now, **start)
    rounds.flag_waiting(now=now + 15 * MINUTE)
    alert = Alert.objects.get()
    assert (alert.level, alert.sent_round) == ("AMBER", 0)
    keep(pat, key, now + HOUR, **start)
    assert CheckDraft.objects.get().flagged_at is not None
    keep(pat, key, now + HOUR, **start | {"worst": Decimal(10)})
    rounds.flag_waiting(now=now + HOUR + 15 * MINUTE)
    alert.refresh_from_db()
    assert (alert.level, alert.sent_round) == ("RED", 1)


@pytest.mark.parametrize("name", ["worst", "average", "least", "now"])
def test_a_severe_score_of_any_kind_left_unfinished_is_flagged(pat, now, name):
    keep(pat, uuid.uuid4(), now, **{name: Decimal(7)})
    rounds.flag_waiting(now=now + 15 * MINUTE)
    assert Alert.objects.get().rule == "unfinished_check"


def test_a_check_that_comes_from_elsewhere_takes_no_wish_away_that_is_not_sent_yet(pat, now):
    keep(pat, uuid.uuid4(), now, worst=Decimal(9), wish="TODAY")
    checks.submit(
        patient=pat,
        answers=Answers(worst=Decimal(2)),
        key=uuid.uuid4(),
        answered_at=now - DAY,
        by=pat.user,
        now=now,
    )
    rounds.flag_waiting(now=now + 15 * MINUTE)
    assert Alert.objects.get().wish == "TODAY"


def test_a_new_danger_sign_on_a_page_that_was_sent_is_kept(pat, now):
    key, told = uuid.uuid4(), Answers(worst=Decimal(2)).with_danger("VOMITING")
    checks.submit(patient=pat, answers=told, key=key, answered_at=now, by=pat.user, now=now)
    assert was_sent_with(pat, key, told)
    assert not was_sent_with(pat, key, told.with_danger("VOMITING", "NUMBNESS"))


def test_a_beat_from_a_clock_that_ran_ahead_does_not_speak_for_a_loop_that_has_died(now):
    beat(name="watch", now=now + DAY)
    beat(name="watch", now=now)
    assert late_since(name="watch", now=now + 2 * MINUTE, after=MINUTE) == now


def test_nobody_closes_by_a_reason_what_she_was_not_shown(pat, ann, signed_in, now):
    alert = make_alert(pat, rule="red_flag", danger=["VOMITING"], opened_at=now - HOUR)
    address, nurse = f"/patients/{pat.code}/alerts/{alert.pk}/close/", signed_in(ann)
    page = nurse.get(address)
    shown = page.context["form"]["as_of"].value()
    assert f'name="as_of" value="{shown}"' in page.content.decode()
    told = {"reason": "OTHER", "note": "Seen on the ward by the team", "as_of": shown}
    told |= {"signs_read": "on"}
    make_check(pat, danger=True, danger_items=("NUMBNESS",), unflagged=True)
    rounds.flag_waiting(now=now)
    answer = nurse.post(address, told, follow=True)
    assert "Something came in since you opened that page" in answer.content.decode()
    assert Alert.objects.open().exists()
    nurse.post(address, told | {"as_of": nurse.get(address).context["form"]["as_of"].value()})
    assert not Alert.objects.open().exists()


def test_too_unwell_on_a_page_that_was_left_open_too_long_is_asked_after_sign_in(pat, signed_in):
    with time_machine.travel(NOON, tick=False) as clock:
        phone = signed_in(pat.user)
        page = phone.get("/diary/").context
        clock.shift(16 * MINUTE)
        told = {"key": str(page["page"].key), "page": page["signed"]}
        answer = phone.post("/diary/too-unwell/", told)
        assert "Nobody has seen them yet" in answer.content.decode()
        signed_in(pat.user).get("/diary/", follow=True)
    assert ContactRequest.objects.get().too_unwell


def test_who_takes_a_patient_over_is_told_of_what_is_open(pat, ann, carl, now):
    alert = make_alert(pat, level="AMBER")
    telling.begin(alert, now=now)
    there = carl.team_places.get().team
    answering.hand_over(patient=pat, team=there, nurse=carl, by=ann, now=now)
    assert Delivery.objects.get(state="CANCELLED").recipient == ann
    assert Delivery.objects.get(state="DUE").recipient == carl


def test_what_was_said_just_before_a_discharge_stands_in_the_caseload(pat, ann, signed_in, now):
    make_check(pat, worst=9, unflagged=True)
    answering.change_situation(patient=pat, status="DISCHARGED", by=ann, now=now)
    assert pat.full_name not in signed_in(ann).get("/caseload/").content.decode()
    rounds.flag_waiting(now=now)
    assert pat.full_name in signed_in(ann).get("/caseload/").content.decode()


def test_what_came_in_before_the_clock_was_put_back_a_day_is_not_waited_for(pat, now):
    check = make_check(pat, at=now + DAY, worst=9, unflagged=True)
    keep(pat, uuid.uuid4(), now + DAY, worst=Decimal(9))
    rounds.flag_waiting(now=now)
    assert {alert.rule for alert in Alert.objects.filter(level="RED")} >= {
        "severe_pain",
        "unfinished_check",
    }
    check.refresh_from_db()
    assert check.flagged_at == now


def test_what_came_in_after_a_call_that_reached_nobody_is_not_called_seen(pat, ann, now):
    before = make_check(pat, at=now - HOUR, worst=9, unflagged=True)
    rounds.flag_waiting(now=now - HOUR)
    later = make_check(pat, at=now - MINUTE, worst=9, note="Ring my daughter", unflagged=True)
    rounds.flag_waiting(now=now - MINUTE)
    answering.log_contact(
        patient=pat,
        alerts=list(Alert.objects.open()),
        key=uuid.uuid4(),
        channel="PHONE",
        outcome="NO_ANSWER",
        at=now - 10 * MINUTE,
        note="",
        try_again_at=now + HOUR,
        by=ann,
        now=now,
    )
    assert [mark.check_seen for mark in before.seen_marks.all()] == [before]
    assert not later.seen_marks.exists()
