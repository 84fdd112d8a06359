"""A transaction lands whole or not at all, and the bell rings once it has landed."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from alerts.actions import flagging, noticing
from alerts.models import Alert, Occurrence
from diaries.actions import checks, requests
from diaries.answers import Answers
from diaries.models import CheckDraft, ContactRequest, PainCheck, Patient
from diaries.signals import something_to_flag
from paincheck.audit.models import AuditEvent
from tests.factories import make_check

pytestmark = pytest.mark.django_db


class Broken(Exception):
    """What a test breaks on purpose."""


def breaks(*_: Any, **__: Any) -> None:
    raise Broken


def submit(pat: Patient, now: datetime) -> checks.Receipt:
    return checks.submit(
        patient=pat, answers=Answers(worst=Decimal(8)), key=uuid.uuid4(), answered_at=now,
        by=pat.user, now=now,
    )  # fmt: skip


@pytest.fixture
def listener() -> Any:
    """Notes whether it was called within a transaction, and breaks where it is told to."""
    heard: list[tuple[str, bool]] = []

    def listen(*, kind: str, **_: Any) -> None:
        heard.append((kind, connection.in_atomic_block))

    something_to_flag.connect(listen)
    yield heard
    something_to_flag.disconnect(listen)


def test_a_check_whose_trail_cannot_be_written_is_not_stored(
    pat: Patient, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    """The draft stays, so that she can send it again."""
    CheckDraft.objects.create(patient=pat, key=uuid.uuid4(), started_at=now, saved_at=now)
    monkeypatch.setattr(checks, "record", breaks)
    with pytest.raises(Broken):
        submit(pat, now)
    pat.summary.refresh_from_db()
    assert pat.summary.last_check is None
    assert PainCheck.objects.count() == 0
    assert CheckDraft.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_the_commit(pat: Patient, now: datetime, listener: list[Any]):
    submit(pat, now)
    requests.ask_for_contact(
        patient=pat, key=uuid.uuid4(), today=True, too_unwell=True, by=pat.user, now=now
    )
    assert listener == [("check", False), ("request", False)]


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_fails_hurts_neither_the_patient_nor_the_other_listeners(
    pat: Patient, now: datetime, listener: list[Any]
):
    """The one that fails was there first."""
    receivers, something_to_flag.receivers = something_to_flag.receivers, []
    something_to_flag.connect(breaks)
    something_to_flag.receivers += receivers
    try:
        assert submit(pat, now).check.pk
    finally:
        something_to_flag.receivers = receivers
        something_to_flag.sender_receivers_cache.clear()
    assert listener == [("check", False)]


def test_a_check_that_is_not_stored_rings_no_bell(
    pat: Patient, now: datetime, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
):  # fmt: skip
    monkeypatch.setattr(checks, "record", breaks)
    with django_capture_on_commit_callbacks() as waiting, pytest.raises(Broken):
        submit(pat, now)
    assert waiting == []


def test_an_alert_whose_mail_cannot_be_queued_is_not_written_and_its_check_waits_on(
    pat: Patient, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    """Half of it, flagged without an alert or an alert without its mail, would be silence."""
    check = make_check(pat, worst=8, unflagged=True)
    with monkeypatch.context() as broken:
        broken.setattr(noticing, "record", breaks)
        assert not flagging.flag(kind="check", row_id=str(check.pk), now=now)
    check.refresh_from_db()
    assert check.flagged_at is None
    assert (check.flag_attempts, check.flag_error) == (1, "Broken")
    assert not Alert.objects.exists()
    assert not AuditEvent.objects.filter(action="alert.opened").exists()


def test_two_who_flag_the_same_wish_at_once_find_it_once(
    pat: Patient, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    """The other one was faster, between our look and our claim."""
    wish = ContactRequest.objects.create(
        patient=pat, key=uuid.uuid4(), asked_at=now, flag_due_at=now
    )
    hold = type(Patient.objects.all()).hold
    faster: list[bool] = []

    def held(self: Any, patient_id: int) -> None:
        hold(self, patient_id)
        if not faster:
            faster.append(False)
            faster[0] = flagging.flag(kind="request", row_id=str(wish.pk), now=now)

    monkeypatch.setattr(type(Patient.objects.all()), "hold", held)
    monkeypatch.setattr(Patient.objects, "hold", lambda pk: held(Patient.objects.all(), pk))
    assert not flagging.flag(kind="request", row_id=str(wish.pk), now=now)
    assert faster == [True]
    assert Occurrence.objects.count() == 1


def test_a_rule_that_fails_six_times_is_given_up_and_shown_and_not_tried_again(
    pat: Patient, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    check = make_check(pat, worst=8, unflagged=True)
    monkeypatch.setattr(flagging, "notice", breaks)
    for times in range(1, 8):
        now += timedelta(hours=1)
        assert not flagging.flag(kind="check", row_id=str(check.pk), now=now)
        check.refresh_from_db()
        assert check.flag_attempts == min(times, 6)
        assert (check.flag_dead_at is not None) is (times >= 6)


def test_what_was_corrected_before_the_rules_saw_it_raises_nothing(pat: Patient, now: datetime):
    """She had pressed 8 and meant 3: the correction is judged, and stands in its place."""
    slip = make_check(pat, worst=8, unflagged=True)
    PainCheck.objects.filter(pk=slip.pk).update(superseded_at=now)
    assert flagging.flag(kind="check", row_id=str(slip.pk), now=now)
    assert not Alert.objects.exists()
