"""What a nurse does with an alert: take it, hand it back, log the contact, close it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from alerts.models import Alert
from alerts.rules import contact_closes
from diaries.actions import care
from diaries.actions import patients as diary
from diaries.actions.checks import mark_seen
from diaries.models import Contact, PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.outbox.actions import cancel_about

# In these situations nobody is asked for checks, and nothing is sent any more (S18).
CALM = (
    Patient.Status.IN_HOSPITAL,
    Patient.Status.LAST_DAYS,
    Patient.Status.DISCHARGED,
    Patient.Status.DIED,
)


class AlreadyTaken(Exception):
    """Somebody else has it; `by` says who."""

    def __init__(self, by: User | None) -> None:
        super().__init__("Somebody else has taken this alert.")
        self.by = by


@transaction.atomic
def take(*, alert: Alert, by: User, now: datetime) -> None:
    """She sees to it; the others see that. Raises AlreadyTaken where another was first."""
    free = Alert.objects.open().filter(pk=alert.pk, taken_by__isnull=True)
    if not free.update(taken_by=by, taken_at=now):
        alert.refresh_from_db()
        if alert.taken_by_id != by.pk:
            raise AlreadyTaken(alert.taken_by)
        return
    record(action="alert.taken", subject=alert, by=by, now=now, patient_id=alert.patient_id)


@transaction.atomic
def log_contact(
    *,
    patient: Patient,
    alerts: Sequence[Alert],
    key: UUID,
    channel: str,
    outcome: str,
    at: datetime,
    note: str,
    try_again_at: datetime | None,
    by: User,
    now: datetime,
) -> Contact:
    """Write the contact down with the alerts it was about.

    They close only if she talked with the patient or the carer (S10); otherwise they stay open
    with 'try again at', and escalation goes on.
    """
    contact = care.log_contact(
        patient=patient,
        key=key,
        channel=channel,
        outcome=outcome,
        at=at,
        note=note,
        try_again_at=try_again_at,
        by=by,
        now=now,
    )
    for alert in Alert.objects.open().filter(pk__in=[alert.pk for alert in alerts]):
        alert.contacts.add(contact)
        if contact_closes(reached=contact.reached):
            _close(alert, how=Alert.Closed.CONTACT, by=by, now=now)
        else:
            # Nobody was reached, so nobody has it: escalation goes on (S10).
            alert.try_again_at, alert.taken_by, alert.taken_at = try_again_at, None, None
            alert.save(update_fields=["try_again_at", "taken_by", "taken_at"])
        _seen(alert, by=by, now=now)
    return contact


@transaction.atomic
def close_with_reason(
    *, alert: Alert, reason: str, review_on: date | None, by: User, now: datetime
) -> None:
    """A clinician's stated reason closes an alert without a contact (S10)."""
    alert = Alert.objects.open().select_for_update().filter(pk=alert.pk).first() or alert
    if alert.closed_at is not None:
        return
    alert.review_on = review_on
    _close(alert, how=Alert.Closed.REASON, by=by, now=now, reason=reason)
    _seen(alert, by=by, now=now)


@transaction.atomic
def change_situation(*, patient: Patient, status: str, by: User, now: datetime) -> None:
    """In hospital, last days, discharged, died, or at home again (S18).

    What was due is cancelled; silence is no alert any more; a death closes what is open. Setting
    the patient back to 'at home' opens again what the change had closed.
    """
    before = patient.status_at
    diary.set_status(patient=patient, status=status, by=by, now=now)
    mine = Alert.objects.filter(patient=patient)
    if status not in CALM:
        mine.filter(closed_how=Alert.Closed.STATUS, closed_at=before).update(
            closed_at=None, closed_by=None, closed_how=""
        )
        return
    for alert in mine.open():
        cancel_about(about=f"alert:{alert.pk}")
        ended = status in (Patient.Status.DISCHARGED, Patient.Status.DIED)
        if ended or alert.rule == "gone_quiet":
            _close(alert, how=Alert.Closed.STATUS, by=by, now=now)


def _close(alert: Alert, *, how: str, by: User, now: datetime, reason: str = "") -> None:
    alert.closed_at, alert.closed_by, alert.closed_how = now, by, how
    alert.close_reason = reason
    alert.save(update_fields=["closed_at", "closed_by", "closed_how", "close_reason", "review_on"])
    cancel_about(about=f"alert:{alert.pk}")
    record(
        action=f"alert.closed.{how.lower()}",
        subject=alert,
        by=by,
        now=now,
        patient_id=alert.patient_id,
    )


def _seen(alert: Alert, *, by: User, now: datetime) -> None:
    """Acting on an alert is acting on the checks behind it (S6)."""
    checks = PainCheck.objects.filter(occurrence__alert=alert).distinct()
    mark_seen(checks=checks, nurse=by, now=now)
