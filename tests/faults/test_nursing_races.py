"""Two nurses press in the same moment: one alert is closed once, one part is ticked once; nobody
leaves while a patient comes to her."""

from contextlib import suppress
from datetime import datetime
from uuid import uuid4

import pytest

from alerts.actions import answering
from alerts.models import Alert
from clinicians.actions import introduction
from clinicians.actions.caseload import hand_over
from clinicians.models import IntroductionStep
from diaries.models import Patient
from paincheck.accounts.actions.staff import close_account
from paincheck.accounts.leaving import HasLeft, StillTied
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import a_reason, make_alert, make_nurse
from tests.faults.test_note_races import at_once

# Two real connections are needed, which SQLite's database in memory does not have.
pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]

ROUNDS = 4


def test_an_alert_that_two_nurses_close_at_once_is_closed_by_one_and_the_other_is_told(
    pat: Patient, ann: User, bea: User, now: datetime
) -> None:
    for _ in range(ROUNDS):
        alert, too_late = make_alert(pat), []

        def close(nurse: User, alert=alert, too_late=too_late) -> None:
            mine = Alert.objects.get(pk=alert.pk)
            stated = a_reason(mine, note=nurse.first_name)
            told = {"stated": stated, "review_on": None, "by": nurse, "now": now}
            try:
                answering.close_with_reason(alert=mine, **told)
            except answering.AlreadyClosed as closed:
                too_late.append(closed.by)

        at_once(lambda: close(ann), lambda: close(bea))
        alert.refresh_from_db()
        assert too_late == [alert.closed_by]
        assert alert.close_reason.endswith(alert.closed_by.first_name)
    assert AuditEvent.objects.filter(action="alert.closed.reason").count() == ROUNDS


def test_a_part_that_two_windows_tick_at_once_is_one_step(
    pat: Patient, ann: User, bea: User, now: datetime
) -> None:
    introduction.open_for(patient=pat, by=ann, now=now)

    def tick(nurse: User) -> None:
        mine = Patient.objects.select_related("team__site", "summary").get(pk=pat.pk)
        introduction.tick(patient=mine, item="BOOKLET", by=nurse, now=now)

    at_once(lambda: tick(ann), lambda: tick(bea))
    assert IntroductionStep.objects.count() == 1


def test_an_account_does_not_close_in_the_moment_in_which_a_patient_comes_to_her(
    pat: Patient, ann: User, now: datetime
) -> None:
    for _ in range(ROUNDS):
        dora, refused = make_nurse(team=pat.team), []
        place = {"team": pat.team, "nurse": dora, "note": "", "by": ann, "now": now}

        def close(dora=dora, refused=refused) -> None:
            try:
                close_account(person=dora, by=ann, now=now)
            except StillTied:
                refused.append(True)

        def come(place=place) -> None:
            with suppress(HasLeft):
                hand_over(patient=pat, **place)

        at_once(come, close)
        dora.refresh_from_db()
        came = Patient.objects.filter(nurse=dora).exists()
        assert came == dora.is_active == bool(refused)


def test_two_clicks_on_register_in_one_moment_are_one_patient(ann: User, now: datetime) -> None:
    told = {"first_name": "Rosa", "last_name": "Field", "email": "", "phone": "", "by": ann}
    place, key, codes = {"team": ann.team_places.get().team, "nurse": ann}, uuid4(), []

    def register() -> None:
        codes.append(introduction.register(key=key, now=now, **told, **place).code)

    at_once(register, register)
    assert (len(codes), len(set(codes)), Patient.objects.count()) == (2, 1, 1)
