"""What a nurse puts off until a time, gives back to the others, or opens again after a slip."""

from datetime import datetime, timedelta

from alerts import moves
from alerts.actions.answering import (
    AlreadyClosed,
    AlreadyTaken,
    NotToBeSilenced,
    OutOfLimits,
    SomethingCameIn,
    seen,
)
from alerts.actions.noticing import hand_back
from alerts.actions.telling import about, begin
from alerts.models import Alert
from alerts.queries import can_be_opened_again
from alerts.rules import longest_snooze, may_snooze
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.outbox.actions import cancel_about
from paincheck.transactions import atomic_with_retries

SECOND_CLICK = timedelta(minutes=1)


class NotToBeOpened(Exception):
    """It stays closed, with a sentence that says why."""


@atomic_with_retries
def snooze(
    *,
    alert: Alert,
    until: datetime,
    reason: str,
    by: User,
    now: datetime,
    as_of: datetime | None = None,
) -> None:
    """It sleeps until then, with a reason: later checks join it, and worse ends it (S11).

    Nobody has it meanwhile; when the time is over the rounds tell of it anew. `as_of`: when it had
    last been found as she was shown it. Raises AlreadyClosed, AlreadyTaken, SomethingCameIn,
    NotToBeSilenced (S13), OutOfLimits.
    """
    Patient.objects.hold(alert.patient_id)
    alert.refresh_from_db()
    if alert.closed_at is not None:
        raise AlreadyClosed(alert.closed_by)
    sleeps = moves.state_of(alert) == moves.SNOOZED
    if sleeps and alert.snoozed_by == by and _about_then(alert, until):
        return  # a second click
    if sleeps or alert.taken_by not in (None, by):
        raise AlreadyTaken(alert.snoozed_by if sleeps else alert.taken_by)
    if as_of is not None and alert.last_found_at > as_of:
        raise SomethingCameIn
    if not may_snooze(alert.rule, alert.level):
        raise NotToBeSilenced
    if not now < until <= now + longest_snooze(alert.level):
        raise OutOfLimits
    moves.check(alert, moves.SNOOZED)
    alert.snoozed_until, alert.snooze_reason = until, reason
    alert.snoozed_by, alert.snoozed_at = by, now
    alert.taken_by = alert.taken_at = alert.unheard_since = None
    alert.save()
    cancel_about(about=about(alert))
    record(action="alert.snoozed", subject=alert, by=by, now=now, patient_id=alert.patient_id)
    seen(alert, at=now, by=by, now=now)


def _about_then(alert: Alert, until: datetime) -> bool:
    """A week from now is a moment later at the second click."""
    slept_until = alert.snoozed_until or until
    return abs(slept_until - until) < SECOND_CLICK


@atomic_with_retries
def give_back(*, alert: Alert, by: User, now: datetime) -> None:
    """She cannot see to it after all: the ladder begins anew, and it is due when it was due.

    Raises AlreadyTaken where it is somebody else's.
    """
    Patient.objects.hold(alert.patient_id)
    alert.refresh_from_db()
    if alert.closed_at is not None or alert.taken_by is None:
        return
    if alert.taken_by != by:
        raise AlreadyTaken(alert.taken_by)
    due_at = alert.due_at
    hand_back(alert, now=now)
    alert.due_at = due_at
    alert.save()
    record(action="alert.given_back", subject=alert, by=by, now=now, patient_id=alert.patient_id)
    begin(alert, now=now)


@atomic_with_retries
def open_again(*, alert: Alert, by: User, now: datetime) -> None:
    """Closed by a slip, or no longer expected: it waits to be taken, and is told anew.

    Raises NotToBeOpened with a sentence.
    """
    Patient.objects.hold(alert.patient_id)
    alert.refresh_from_db()
    if alert.closed_at is None:
        return
    patient = Patient.objects.get(pk=alert.patient_id)
    why_not = _why_it_stays_closed(alert, patient, now)
    if why_not:
        raise NotToBeOpened(why_not)
    open_anew(alert, by=by, now=now)


def open_anew(alert: Alert, *, by: User, now: datetime) -> None:
    """In the transaction of a caller who holds the patient and knows that it may be."""
    hand_back(alert, now=now)
    alert.closed_at = alert.closed_by = alert.cleared_at = alert.review_on = None
    alert.closed_how = ""
    alert.save()
    record(action="alert.opened_again", subject=alert, by=by, now=now, patient_id=alert.patient_id)
    begin(alert, now=now)


def _why_it_stays_closed(alert: Alert, patient: Patient, now: datetime) -> str:
    if patient.status in (Patient.Status.DISCHARGED, Patient.Status.DIED):
        return "The diary is closed. Change the situation first."
    if not can_be_opened_again(alert, now):
        return "This alert was closed too long ago. The rules open a new one when there is cause."
    if Alert.objects.open().filter(patient=patient, rule=alert.rule).exists():
        return "There is a newer open alert about the same. Look at ‘Open alerts’."
    return ""
