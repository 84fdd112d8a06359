"""From a pain check to an alert, and from an alert to its end."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from alerts.actions import answering, flagging, rounds
from alerts.models import Alert
from alerts.queries import as_closed
from diaries.actions import checks, drafts, requests
from diaries.answers import Answers
from diaries.models import PainCheck, Patient, SeenMark
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent, TrailIsAppendOnly
from paincheck.outbox.models import Delivery
from tests.factories import make_alert, make_check

pytestmark = pytest.mark.django_db(transaction=True)


def submit(pat: Patient, now: datetime, **answers: object) -> PainCheck:
    told = Answers(**{"worst": Decimal(8)} | answers)
    with time_machine.travel(now, tick=False):
        receipt = checks.submit(
            patient=pat, answers=told, key=uuid.uuid4(), answered_at=now, by=pat.user, now=now
        )
    return receipt.check


def contact(pat: Patient, ann: User, now: datetime, *, channel: str, outcome: str) -> None:
    answering.log_contact(
        patient=pat,
        alerts=list(Alert.objects.open().filter(patient=pat)),
        key=uuid.uuid4(),
        channel=channel,
        outcome=outcome,
        at=now,
        note="",
        try_again_at=now + timedelta(hours=1),
        by=ann,
        now=now,
    )


def test_a_high_score_is_flagged_after_commit_with_the_broker_down(pat, now):
    check = submit(pat, now)
    check.refresh_from_db()
    assert check.flagged_at is not None
    alert = Alert.objects.get(patient=pat, rule="severe_pain")
    assert alert.level == "RED"


def test_a_low_score_raises_nothing(pat, now):
    submit(pat, now, worst=Decimal(2))
    assert not Alert.objects.exists()


def test_the_watch_flags_what_nobody_flagged(pat, now):
    make_check(pat, worst=9, unflagged=True)
    assert rounds.flag_waiting(now=now) == 1
    assert Alert.objects.open().filter(rule="severe_pain").count() == 1


def test_flagging_the_same_check_twice_raises_one_alert(pat, now):
    check = make_check(pat, worst=9, unflagged=True)
    assert flagging.flag(kind="check", row_id=str(check.pk), now=now)
    assert not flagging.flag(kind="check", row_id=str(check.pk), now=now)
    assert Alert.objects.filter(rule="severe_pain").count() == 1


def test_a_second_severe_check_joins_the_open_alert(pat, now):
    submit(pat, now)
    submit(pat, now + timedelta(hours=2))
    alert = Alert.objects.get(rule="severe_pain")
    assert alert.occurrences.count() == 2


def test_a_score_that_creeps_two_higher_step_by_step_is_sent_again(pat, ann, now):
    submit(pat, now, worst=7)
    alert = Alert.objects.get(rule="severe_pain")
    answering.take(alert=alert, by=ann, now=now)
    for minutes, worst, rounds_sent in ((10, 8, 0), (20, 9, 1), (30, 10, 1)):
        submit(pat, now + timedelta(minutes=minutes), worst=worst)
        alert.refresh_from_db()
        assert alert.sent_round == rounds_sent
    assert alert.taken_by is None


def test_a_score_two_higher_hands_a_taken_alert_back_and_sends_it_again(pat, ann, now):
    submit(pat, now)
    alert = Alert.objects.get(rule="severe_pain")
    answering.take(alert=alert, by=ann, now=now)
    submit(pat, now + timedelta(hours=1), worst=Decimal(10))
    alert.refresh_from_db()
    assert alert.taken_by is None
    assert Delivery.objects.filter(about=f"alert:{alert.pk}").count() == 2


def test_the_same_key_and_answers_store_one_check(pat, now):
    key, told = uuid.uuid4(), Answers(worst=Decimal(5))
    first = checks.submit(patient=pat, answers=told, key=key, answered_at=now, by=pat.user, now=now)
    again = checks.submit(patient=pat, answers=told, key=key, answered_at=now, by=pat.user, now=now)
    assert again.replayed
    assert again.check.pk == first.check.pk
    assert PainCheck.objects.count() == 1


def test_the_same_key_with_other_answers_is_refused_and_writes_nothing(pat, now):
    key = uuid.uuid4()
    checks.submit(
        patient=pat,
        answers=Answers(worst=Decimal(5)),
        key=key,
        answered_at=now,
        by=pat.user,
        now=now,
    )
    with pytest.raises(checks.KeyReused):
        checks.submit(
            patient=pat,
            answers=Answers(worst=Decimal(6)),
            key=key,
            answered_at=now,
            by=pat.user,
            now=now,
        )
    assert PainCheck.objects.count() == 1


def test_a_correction_keeps_both_versions_and_is_judged_again(pat, now):
    check = submit(pat, now, worst=Decimal(3))
    corrected = checks.amend(check=check, answers=Answers(worst=Decimal(9)), by=pat.user, now=now)
    assert PainCheck.objects.count() == 2
    assert list(PainCheck.objects.current()) == [corrected]
    assert Alert.objects.filter(rule="severe_pain").count() == 1


def test_a_yes_to_danger_in_a_draft_is_flagged_before_it_is_sent(pat, now):
    told = Answers(danger=True, danger_items=("LEG_WEAKNESS",))
    drafts.save(patient=pat, answers=told, key=uuid.uuid4(), by=pat.user, now=now)
    assert Alert.objects.get().rule == "red_flag"


def test_a_severe_draft_left_for_fifteen_minutes_is_flagged_as_unfinished(pat, now):
    told = Answers(worst=Decimal(8))
    drafts.save(patient=pat, answers=told, key=uuid.uuid4(), by=pat.user, now=now)
    assert rounds.flag_waiting(now=now + timedelta(minutes=14)) == 0
    assert rounds.flag_waiting(now=now + timedelta(minutes=16)) == 1
    assert Alert.objects.get().rule == "unfinished_check"


def test_one_tap_too_unwell_asks_for_contact_once(pat, now):
    key = uuid.uuid4()
    for _ in range(2):
        requests.ask_for_contact(
            patient=pat, key=key, today=True, too_unwell=True, by=pat.user, now=now
        )
    assert Alert.objects.get().rule == "contact_wanted"


def test_a_voicemail_leaves_a_red_alert_open(pat, ann, now):
    submit(pat, now)
    contact(pat, ann, now, channel="VOICEMAIL", outcome="MESSAGE_LEFT")
    alert = Alert.objects.get(rule="severe_pain")
    assert alert.closed_at is None
    assert alert.try_again_at == now + timedelta(hours=1)


def test_a_talk_closes_the_alert_and_marks_the_check_seen(pat, ann, now):
    check = submit(pat, now)
    contact(pat, ann, now, channel="PHONE", outcome="SELF_CARE")
    assert not Alert.objects.open().exists()
    assert SeenMark.objects.get(check_seen=check).nurse == ann


def test_the_mail_to_the_nurse_holds_no_name_and_no_score(pat, now):
    submit(pat, now)
    mail = Delivery.objects.first()
    words = f"{mail.subject} {mail.text}"
    assert pat.first_name not in words
    assert pat.last_name not in words
    assert "8" not in words.replace(pat.code, "")


def test_a_practice_patient_raises_alerts_that_are_never_delivered(pat, now):
    Patient.objects.filter(pk=pat.pk).update(world="PRACTICE")
    pat.refresh_from_db()
    submit(pat, now)
    assert Alert.objects.exists()
    assert not Delivery.objects.exists()


def test_an_imported_check_is_never_flagged(pat, now):
    make_check(pat, worst=10, source="IMPORTED")
    assert rounds.flag_waiting(now=now + timedelta(days=9)) == 0


def test_three_missed_days_are_noticed_and_a_new_check_clears_them(pat, now):
    make_check(pat, at=now - timedelta(days=5))
    rounds.find_quiet(now=now)
    assert Alert.objects.open().get().rule == "gone_quiet"
    submit(pat, now, worst=Decimal(2))
    rounds.find_quiet(now=now)
    assert not Alert.objects.open().exists()


def test_an_alert_that_nobody_takes_goes_up_once(pat, now):
    submit(pat, now)
    alert = Alert.objects.get(rule="severe_pain")
    late = alert.escalates_at + timedelta(minutes=1)
    assert rounds.escalate(now=late) >= 1
    assert rounds.escalate(now=late) == 0


def test_a_failing_rule_is_put_off_and_does_not_reach_the_patient(pat, now, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("a rule is broken")

    monkeypatch.setattr("alerts.rules.evaluate", broken)
    check = submit(pat, now)
    check.refresh_from_db()
    assert check.flagged_at is None
    assert check.flag_attempts == 1
    assert check.flag_error == "RuntimeError"


def test_a_death_closes_what_is_open_and_can_be_undone(pat, ann, now):
    submit(pat, now)
    answering.change_situation(patient=pat, status="DIED", by=ann, now=now)
    assert not Alert.objects.open().exists()
    assert not Delivery.objects.filter(state="DUE").exists()
    answering.change_situation(patient=pat, status="ACTIVE", by=ann, now=now)
    assert Alert.objects.open().exists()


def test_the_trail_names_who_wrote_and_cannot_be_changed(pat, now):
    submit(pat, now)
    line = AuditEvent.objects.get(action="check.submitted")
    assert line.actor_id == pat.user.pk
    with pytest.raises(TrailIsAppendOnly):
        line.delete()


def test_a_voicemail_hands_a_taken_alert_back_so_that_escalation_goes_on(pat, ann, now):
    submit(pat, now)
    alert = Alert.objects.get(rule="severe_pain")
    answering.take(alert=alert, by=ann, now=now)
    contact(pat, ann, now, channel="VOICEMAIL", outcome="MESSAGE_LEFT")
    rounds.escalate(now=alert.escalates_at + timedelta(minutes=1))
    alert.refresh_from_db()
    assert alert.escalated_at is not None


def test_silence_that_has_not_changed_is_written_down_once(pat, now):
    make_check(pat, at=now - timedelta(days=5), worst=9)
    rounds.find_quiet(now=now)
    alert = Alert.objects.get(rule="gone_quiet")
    Alert.objects.filter(pk=alert.pk).update(level="RED")
    rounds.find_quiet(now=now)
    assert alert.occurrences.count() == 1


def test_a_danger_sign_ends_the_snooze_of_the_other_alerts(pat, now):
    submit(pat, now)
    Alert.objects.filter(rule="severe_pain").update(
        snoozed_until=now + timedelta(days=1), snooze_reason="dressing changed today"
    )
    told = Answers(danger=True, danger_items=("LEG_WEAKNESS",))
    drafts.save(patient=pat, answers=told, key=uuid.uuid4(), by=pat.user, now=now)
    assert Alert.objects.get(rule="severe_pain").snoozed_until is None


def test_an_alert_closed_after_midnight_in_summer_was_closed_on_the_new_day(pat):
    closed_at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # 00.30 on 2 July in London
    alert = make_alert(pat, closed_at=closed_at, closed_how="CLEARED")
    assert as_closed(alert).closed_on == date(2026, 7, 2)


def test_an_imported_diary_is_no_sign_of_life(pat, now):
    make_check(pat, at=now - timedelta(hours=2), source="IMPORTED")
    rounds.find_quiet(now=now)
    assert Alert.objects.open().get().rule == "gone_quiet"


def test_an_imported_check_does_not_hide_the_patients_own_last_one(pat, now):
    own = make_check(pat, at=now - timedelta(days=5))
    make_check(pat, at=now - timedelta(hours=2), source="IMPORTED")
    checks.summarise(pat)
    pat.summary.refresh_from_db()
    assert pat.summary.last_check == own
