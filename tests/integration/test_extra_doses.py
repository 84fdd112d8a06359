"""Extra doses noted in the list: kept once, counted once, told to a nurse where they are many."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from alerts.actions import answering
from alerts.actions.flagging import flag
from alerts.models import Alert
from diaries.actions import checks, medicines
from diaries.answers import Answers
from diaries.models import ExtraDose, PainCheck, Patient
from diaries.queries.doses import doses_before, noted_for_a_check, taken_in_a_day
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import a_reason, make_check

pytestmark = pytest.mark.django_db(transaction=True)


def note(pat: Patient, now: datetime, hours_ago: float = 0, **also: Any) -> ExtraDose:
    told = {"key": uuid.uuid4(), "medication": None, "by": pat.user} | also
    taken_at = now - timedelta(hours=hours_ago)
    with time_machine.travel(now, tick=False):  # the bell is answered at that time
        return medicines.note_dose(patient=pat, taken_at=taken_at, now=now, **told)


def send(pat: Patient, now: datetime, since_last: bool = False, **told: Any) -> PainCheck:
    with time_machine.travel(now, tick=False):
        receipt = checks.submit(
            patient=pat, answers=Answers(worst=Decimal(2), **told), key=uuid.uuid4(),
            answered_at=now, by=pat.user, now=now, since_last=since_last,
        )  # fmt: skip
    return receipt.check


def said() -> list[str]:
    return [alert.sentence for alert in Alert.objects.open()]


def test_a_second_tap_is_one_dose(pat: Patient, now: datetime) -> None:
    key = uuid.uuid4()
    first = note(pat, now, key=key)
    assert note(pat, now + timedelta(seconds=1), key=key, hours_ago=2) == first
    assert ExtraDose.objects.count() == 1
    assert AuditEvent.objects.filter(action="dose.noted").count() == 1


@pytest.mark.parametrize("hours_ago", [-0.1, 24 * 7 + 1])
def test_a_time_ahead_or_long_ago_is_refused(pat: Patient, now: datetime, hours_ago: float) -> None:
    with pytest.raises(medicines.NotTaken):
        note(pat, now, hours_ago)
    assert not ExtraDose.objects.exists()


def test_a_list_is_not_filled_without_end(pat: Patient, now: datetime) -> None:
    rows = [
        ExtraDose(patient=pat, key=uuid.uuid4(), taken_at=now, day=now.date(), recorded_at=now)
        for _ in range(medicines.MOST_IN_A_DAY)
    ]
    ExtraDose.objects.bulk_create(rows)
    with pytest.raises(medicines.NotTaken):
        note(pat, now)


def test_the_fourth_dose_in_a_day_is_told_once(pat: Patient, now: datetime) -> None:
    for hours_ago in (9, 6, 3):
        note(pat, now, hours_ago)
    assert said() == []
    fourth = note(pat, now)
    alert = Alert.objects.open().get()
    assert (alert.rule, alert.level) == ("many_extra_doses", "AMBER")
    assert alert.sentence == "4 extra doses in 24 hours"
    assert alert.occurrences.get().dose == fourth
    rounds = alert.sent_round
    note(pat, now + timedelta(minutes=5))
    alert.refresh_from_db()
    assert (said(), alert.sent_round) == (["5 extra doses in 24 hours"], rounds)


def test_two_more_doses_are_sent_again(pat: Patient, now: datetime) -> None:
    for hours_ago in (9, 6, 3, 0):
        note(pat, now, hours_ago)
    rounds = Alert.objects.get().sent_round
    for minutes in (30, 60):
        note(pat, now + timedelta(minutes=minutes))
    assert Alert.objects.get().sent_round == rounds + 1


def test_a_dose_taken_back_before_it_was_judged_counts_not(pat: Patient, now: datetime) -> None:
    for hours_ago in (9, 6):
        note(pat, now, hours_ago)
    medicines.take_back_dose(dose=note(pat, now, 3), by=pat.user, now=now)
    note(pat, now)
    assert said() == []


def test_a_dose_taken_back_before_the_rules_look_is_no_reason_for_anything(
    pat: Patient, now: datetime
) -> None:
    for hours_ago in (9, 6, 3, 1):
        note(pat, now, hours_ago)
    slip = ExtraDose.objects.create(
        patient=pat, key=uuid.uuid4(), taken_at=now, day=now.date(), recorded_at=now,
        flag_due_at=now, removed_at=now,
    )  # fmt: skip
    assert flag(kind="dose", row_id=str(slip.pk), now=now)
    assert Alert.objects.get().occurrences.count() == 1


def test_a_dose_taken_back_is_kept_and_taken_back_once(pat: Patient, now: datetime) -> None:
    dose = note(pat, now)
    for minutes in (1, 2):
        medicines.take_back_dose(dose=dose, by=pat.user, now=now + timedelta(minutes=minutes))
    dose.refresh_from_db()
    assert dose.removed_at == now + timedelta(minutes=1)
    assert AuditEvent.objects.filter(action="dose.taken_back").count() == 1
    medicines.say_helped(dose=dose, helped="NO", by=pat.user, now=now)
    dose.refresh_from_db()
    assert dose.helped == ""


def test_what_she_says_of_its_help_can_be_changed(pat: Patient, now: datetime) -> None:
    dose = note(pat, now)
    for helped in ("A_LOT", "A_LOT", "NO"):
        medicines.say_helped(dose=dose, helped=helped, by=pat.user, now=now)
    dose.refresh_from_db()
    assert dose.helped == "NO"
    assert AuditEvent.objects.filter(action="dose.helped").count() == 2


def test_old_doses_tell_their_age(pat: Patient, now: datetime) -> None:
    for hours_ago in (60, 58, 56, 54):
        note(pat, now, hours_ago)
    assert said() == ["4 extra doses in 24 hours (noted 2 days late): how is it now?"]


def test_a_check_with_many_doses_is_told_by_itself(pat: Patient, now: datetime) -> None:
    send(pat, now, extra_doses=4)
    assert said() == ["4 extra doses in 24 hours"]


def test_the_same_doses_in_list_and_check_are_not_added(pat: Patient, now: datetime) -> None:
    for hours_ago in (6, 3):
        note(pat, now, hours_ago)
    send(pat, now, extra_doses=2)
    assert said() == []
    assert taken_in_a_day(pat.pk, now) == 2


def test_what_is_noted_after_a_check_comes_on_top(pat: Patient, now: datetime) -> None:
    send(pat, now, extra_doses=3)
    note(pat, now + timedelta(hours=1))
    assert said() == ["4 extra doses in 24 hours"]


def test_two_checks_of_a_day_are_counted_together(pat: Patient, now: datetime) -> None:
    send(pat, now, extra_doses=3)
    send(pat, now + timedelta(hours=5), since_last=True, extra_doses=1)
    assert said() == ["4 extra doses in 24 hours"]


def test_once_closed_it_is_silent_until_it_was_fewer(
    pat: Patient, ann: User, now: datetime
) -> None:
    for hours_ago in (9, 6, 3, 0):
        note(pat, now, hours_ago)
    answering.close_with_reason(
        alert=Alert.objects.get(),
        stated=a_reason(Alert.objects.get()),
        review_on=None,
        by=ann,
        now=now,
    )
    note(pat, now + timedelta(minutes=10))
    assert said() == []  # S12
    later = now + timedelta(days=1, hours=2)
    note(pat, later)  # one in a day
    for hours in (1, 2, 3):
        note(pat, later + timedelta(hours=hours))
    assert said() == ["4 extra doses in 24 hours"]


def test_a_check_is_filled_in_with_what_was_noted_for_its_time(pat: Patient, now: datetime) -> None:
    for hours_ago in (26, 20, 4, 1):
        note(pat, now, hours_ago)
    assert noted_for_a_check(pat, now, since_last=False) == 3
    make_check(pat, at=now - timedelta(hours=3))
    assert noted_for_a_check(pat, now, since_last=True) == 1


def test_advice_knows_of_the_other_doses_of_these_hours(pat: Patient, now: datetime) -> None:
    morning = send(pat, now, extra_doses=None)
    noon = send(pat, now + timedelta(hours=4), since_last=True, extra_doses=1)
    assert doses_before(morning) == 0
    assert doses_before(noon) is None  # the morning's are not known, which is not none (S1)
    for hours_ago in (1, 2, 3):
        note(pat, now, hours_ago)
    assert doses_before(noon) == 3  # enough is known
