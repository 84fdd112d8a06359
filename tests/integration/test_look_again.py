"""A check that the rules have failed on for good can be given to them again from the page."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from alerts.actions import flagging
from alerts.models import Alert
from diaries.models import CheckDraft, ContactRequest, DangerSaid, PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory, make_check
from tests.integration.nursing import text_of

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]
BUTTON = "Let the rules look again"


def dead_check(pat: Patient, now: datetime) -> PainCheck:
    check = make_check(pat, worst=9, unflagged=True)
    check.flag_dead_at, check.flag_attempts = now, flagging.ATTEMPTS_UNTIL_DEAD
    check.save()
    return check


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    """Ann's browser."""
    return signed_in(ann)


def test_the_button_brings_the_alert_that_nobody_was_told_of(
    desk: Client, pat: Patient, now: datetime
) -> None:
    dead_check(pat, now)
    page = desk.post(f"/patients/{pat.code}/alerts/look-again/", follow=True)
    assert Alert.objects.open().get().rule == "severe_pain"
    assert "The rules look again" in text_of(page)


def test_the_button_stands_there_only_where_the_rules_have_failed(
    desk: Client, pat: Patient, now: datetime
) -> None:
    assert BUTTON not in text_of(desk.get(f"/patients/{pat.code}/"))
    dead_check(pat, now)
    assert BUTTON in text_of(desk.get(f"/patients/{pat.code}/"))


def test_a_wish_for_contact_that_the_rules_failed_on_is_looked_at_again(
    desk: Client, pat: Patient, now: datetime
) -> None:
    ContactRequest.objects.create(
        patient=pat, key=uuid.uuid4(), asked_at=now, flag_due_at=now, flag_dead_at=now
    )
    assert BUTTON in text_of(desk.get(f"/patients/{pat.code}/"))
    desk.post(f"/patients/{pat.code}/alerts/look-again/")
    assert Alert.objects.open().get().rule == "contact_wanted"


def test_an_unfinished_check_that_the_rules_failed_on_is_looked_at_again(
    desk: Client, pat: Patient, now: datetime
) -> None:
    CheckDraft.objects.create(
        patient=pat,
        key=uuid.uuid4(),
        answers={"worst": "9"},
        started_at=now - timedelta(minutes=20),
        saved_at=now - timedelta(minutes=20),
        flag_due_at=now,
        flag_dead_at=now,
    )
    assert BUTTON in text_of(desk.get(f"/patients/{pat.code}/"))
    desk.post(f"/patients/{pat.code}/alerts/look-again/")
    assert Alert.objects.open().get().rule == "unfinished_check"


def test_danger_that_the_rules_failed_on_is_looked_at_again(
    desk: Client, pat: Patient, now: datetime
) -> None:
    DangerSaid.objects.create(
        patient=pat,
        key=uuid.uuid4(),
        items=["NUMBNESS"],
        said_at=now,
        flag_due_at=now,
        flag_dead_at=now,
    )
    assert BUTTON in text_of(desk.get(f"/patients/{pat.code}/"))
    desk.post(f"/patients/{pat.code}/alerts/look-again/")
    assert Alert.objects.open().get().rule == "red_flag"


def test_a_rule_that_still_fails_is_tried_as_often_as_a_new_check(
    ann: User, pat: Patient, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a rule is broken")

    monkeypatch.setattr("alerts.rules.evaluate", broken)
    check = dead_check(pat, now)
    flagging.look_again(patient=pat, by=ann, now=now)
    check.refresh_from_db()
    assert (check.flag_dead_at, check.flag_attempts) == (None, 1)


def test_asking_the_rules_again_stands_in_the_trail(
    desk: Client, ann: User, pat: Patient, now: datetime
) -> None:
    check = dead_check(pat, now)
    desk.post(f"/patients/{pat.code}/alerts/look-again/")
    line = AuditEvent.objects.get(action="rules.asked_again")
    assert (line.subject_id, line.actor_id) == (str(check.pk), ann.pk)


def test_only_this_patients_checks_are_looked_at_again(
    ann: User, pat: Patient, now: datetime
) -> None:
    check = dead_check(PatientFactory(nurse=ann), now)
    assert flagging.look_again(patient=pat, by=ann, now=now) == 0
    check.refresh_from_db()
    assert check.flag_dead_at == now


def test_another_teams_nurse_asks_for_nothing(
    carl: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    dead_check(pat, now)
    answer = signed_in(carl).post(f"/patients/{pat.code}/alerts/look-again/")
    assert (answer.status_code, Alert.objects.count()) == (404, 0)
