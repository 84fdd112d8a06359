"""Contacts and medication: what nurse and patient do about the pain."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from diaries.models import Contact, Medication, MedicationChange, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


class MedicationRefused(ValueError):
    """A change that does not fit what stands, with a sentence for the nurse."""


@atomic_with_retries
def log_contact(
    *,
    patient: Patient,
    key: UUID,
    channel: str,
    outcome: str,
    at: datetime,
    note: str,
    try_again_at: datetime | None,
    by: User,
    now: datetime,
    agreed: str = "",
) -> Contact:
    """Write down one contact; the same form sent twice is one contact."""
    Patient.objects.hold(patient.pk)
    stored = Contact.objects.filter(patient=patient, key=key).first()
    if stored is not None:
        return stored
    contact = Contact.objects.create(
        patient=patient,
        nurse=by,
        key=key,
        channel=channel,
        outcome=outcome,
        at=at,
        recorded_at=now,
        note=note,
        agreed=agreed,
        try_again_at=try_again_at,
    )
    record(action="contact.logged", subject=contact, by=by, now=now, patient_id=patient.pk)
    return contact


@atomic_with_retries
def void_contact(*, contact: Contact, reason: str, by: User, now: datetime) -> bool:
    """Logged by a slip: it stays on record, struck through with the reason. False where it had been
    voided before."""
    Patient.objects.hold(contact.patient_id)
    contact.refresh_from_db()
    if contact.voided_at is not None:
        return False
    contact.voided_by, contact.voided_at, contact.void_reason = by, now, reason
    contact.save(update_fields=["voided_by", "voided_at", "void_reason"])
    record(action="contact.voided", subject=contact, by=by, now=now, patient_id=contact.patient_id)
    return True


@transaction.atomic
def start_medication(
    *,
    patient: Patient,
    name: str,
    route: str,
    purpose: str,
    dose: str,
    on: date,
    by: User,
    now: datetime,
) -> Medication:
    """Add a medicine with its first dose."""
    medication = Medication.objects.create(patient=patient, name=name, route=route, purpose=purpose)
    _change(medication, kind=MedicationChange.Kind.STARTED, dose=dose, on=on, by=by, now=now)
    return medication


@transaction.atomic
def change_dose(
    *, medication: Medication, dose: str, on: date, by: User, now: datetime
) -> MedicationChange:
    """A new dose from a day on."""
    _must_run_on(medication, on)
    return _change(medication, kind=MedicationChange.Kind.DOSE, dose=dose, on=on, by=by, now=now)


@transaction.atomic
def stop_medication(
    *, medication: Medication, on: date, by: User, now: datetime
) -> MedicationChange:
    """The last day was the day before `on`."""
    _must_run_on(medication, on)
    return _change(medication, kind=MedicationChange.Kind.STOPPED, dose="", on=on, by=by, now=now)


@transaction.atomic
def void_change(*, change: MedicationChange, reason: str, by: User, now: datetime) -> None:
    """Take back what was entered in error; it stays on record with the reason."""
    done = (
        MedicationChange.objects.standing()
        .filter(pk=change.pk)
        .update(voided_by=by, voided_at=now, void_reason=reason)
    )
    if done:
        patient_id = change.medication.patient_id
        record(
            action="medication.voided",
            subject=change,
            by=by,
            now=now,
            patient_id=patient_id,
            reason=reason,
        )


def _must_run_on(medication: Medication, on: date) -> None:
    standing = list(medication.changes.standing())
    started = [change.on for change in standing if change.kind == MedicationChange.Kind.STARTED]
    if not started or on < started[0]:
        raise MedicationRefused("This date is before the medicine was started.")
    if any(change.kind == MedicationChange.Kind.STOPPED for change in standing):
        raise MedicationRefused("This medicine has been stopped. Add it again to start anew.")


def _change(
    medication: Medication, *, kind: str, dose: str, on: date, by: User, now: datetime
) -> MedicationChange:
    change = MedicationChange.objects.create(
        medication=medication, kind=kind, dose=dose, on=on, entered_by=by, entered_at=now
    )
    record(
        action=f"medication.{kind.lower()}",
        subject=change,
        by=by,
        now=now,
        patient_id=medication.patient_id,
        fields=["dose", "on"],
    )
    return change
