"""In hospital, last days, discharged, died, and back again: what closes, and what opens (S18)."""

from datetime import datetime, timedelta

import pytest

from alerts.actions import answering, rounds
from alerts.actions.telling import begin
from alerts.models import Alert
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from paincheck.outbox.models import Delivery
from tests.factories import a_reason, make_alert, make_check

pytestmark = pytest.mark.django_db


def change(pat: Patient, ann: User, now: datetime, *statuses: str) -> None:
    """One situation after another, an hour apart, each from a page of its own."""
    for hours, status in enumerate(statuses):
        answering.change_situation(
            patient=Patient.objects.get(pk=pat.pk),
            status=status,
            by=ann,
            now=now + timedelta(hours=hours),
        )


def open_rules(pat: Patient) -> set[str]:
    return set(Alert.objects.open().filter(patient=pat).values_list("rule", flat=True))


@pytest.mark.parametrize("ended", ["DIED", "DISCHARGED"])
@pytest.mark.parametrize("back", ["IN_HOSPITAL", "LAST_DAYS"])
def test_undoing_an_end_to_where_silence_is_no_sign_opens_all_but_silence(
    pat, ann, now, ended, back
):
    make_alert(pat)
    make_alert(pat, rule="gone_quiet", level="AMBER")
    change(pat, ann, now, ended, back)
    assert open_rules(pat) == {"severe_pain"}


@pytest.mark.parametrize(
    "way",
    [
        ["DIED", "IN_HOSPITAL", "ACTIVE"],
        ["DISCHARGED", "DIED", "DISCHARGED", "ACTIVE"],
        ["IN_HOSPITAL", "DISCHARGED", "ACTIVE"],
    ],
)
def test_back_at_home_all_that_a_situation_had_closed_is_open(pat, ann, now, way):
    make_alert(pat)
    make_alert(pat, rule="gone_quiet", level="AMBER")
    change(pat, ann, now, *way)
    assert open_rules(pat) == {"severe_pain", "gone_quiet"}


def test_undoing_a_death_after_a_discharge_opens_what_the_death_had_closed(pat, ann, now):
    make_alert(pat)
    change(pat, ann, now, "DISCHARGED")
    make_alert(pat, rule="red_flag")
    change(pat, ann, now + timedelta(hours=1), "DIED", "DISCHARGED")
    assert open_rules(pat) == {"red_flag"}


def test_what_a_nurse_had_closed_stays_closed_when_a_death_is_undone(pat, ann, now):
    alert = make_alert(pat)
    answering.close_with_reason(
        alert=alert, stated=a_reason(alert), review_on=None, by=ann, now=now
    )
    change(pat, ann, now, "DIED", "ACTIVE")
    assert open_rules(pat) == set()


def test_an_alert_that_is_open_already_is_not_opened_twice(pat, ann, now):
    make_alert(pat)
    change(pat, ann, now, "DISCHARGED")
    make_alert(pat)
    change(pat, ann, now + timedelta(hours=1), "IN_HOSPITAL")
    assert Alert.objects.open().filter(patient=pat).count() == 1


def test_opening_an_alert_again_stands_in_the_trail(pat, ann, now):
    alert = make_alert(pat)
    change(pat, ann, now, "DIED", "IN_HOSPITAL")
    line = AuditEvent.objects.get(action="alert.opened_again")
    assert (line.subject_id, line.actor_id) == (str(alert.pk), ann.pk)


def test_somebody_home_from_a_long_stay_in_hospital_is_not_called_quiet_at_once(pat, ann, now):
    make_check(pat, at=now - timedelta(days=21))
    change(pat, ann, now - timedelta(days=20), "IN_HOSPITAL")
    change(pat, ann, now, "ACTIVE")
    rounds.find_quiet(now=now)
    assert open_rules(pat) == set()
    rounds.find_quiet(now=now + timedelta(days=4))
    assert open_rules(pat) == {"gone_quiet"}


def test_a_slip_that_is_taken_back_the_same_day_buys_no_silence(pat, ann, now):
    make_check(pat, at=now - timedelta(days=3))
    change(pat, ann, now, "DIED", "ACTIVE")
    rounds.find_quiet(now=now + timedelta(days=1))
    assert open_rules(pat) == {"gone_quiet"}


def test_what_opens_again_is_handed_back_with_new_times_and_sent_again(pat, ann, now):
    alert = make_alert(pat, taken_by=ann, taken_at=now, due_at=now, escalates_at=now)
    change(pat, ann, now, "DIED", "IN_HOSPITAL")
    alert.refresh_from_db()
    back = now + timedelta(hours=1)
    assert (alert.taken_by, alert.due_at) == (None, back + timedelta(hours=1))
    assert alert.escalates_at == back + timedelta(hours=1)
    waiting = Delivery.objects.filter(about=f"alert:{alert.pk}", state="DUE")
    assert [delivery.recipient for delivery in waiting] == [ann]


def test_a_stay_in_hospital_cancels_what_was_due_and_the_alert_climbs_on(pat, ann, now):
    alert = make_alert(pat)
    begin(alert, now=now)
    change(pat, ann, now, "IN_HOSPITAL")
    assert not Delivery.objects.filter(state="DUE").exists()
    assert rounds.escalate(now=now + timedelta(hours=1)) == 1
