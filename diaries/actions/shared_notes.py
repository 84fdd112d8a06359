"""A note that nurse and patient write together beside the chart. Struck out, never erased."""

from datetime import datetime
from uuid import UUID

from diaries.actions.checks import mark_seen
from diaries.models import PainCheck, Patient, SharedNote
from diaries.queries.patients import zone_of
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


@atomic_with_retries
def write_shared_note(
    *, patient: Patient, key: UUID, text: str, about: PainCheck | None, by: User, now: datetime
) -> SharedNote:
    """Written at the check that it speaks of, or at today. The same key again is the same note.

    Whoever writes about a check has its answers before her: it is seen by her (S6).
    """
    Patient.objects.hold(patient.pk)
    stored = SharedNote.objects.filter(patient=patient, key=key).first()
    if stored is not None:
        return stored
    note = SharedNote.objects.create(
        patient=patient,
        key=key,
        about_at=about.answered_at if about is not None and about.time_known else None,
        day=about.day if about is not None else now.astimezone(zone_of(patient)).date(),
        text=text,
        by=by,
        at=now,
    )
    if about is not None:
        mark_seen(checks=[about], nurse=by, now=now)
    record(action="shared_note.written", subject=note, by=by, now=now, patient_id=patient.pk)
    return note


@atomic_with_retries
def strike_shared_note(*, patient: Patient, note_id: int, by: User, now: datetime) -> bool:
    """It stays where it is, struck out. Twice is once; False where she has no such note."""
    Patient.objects.hold(patient.pk)
    note = SharedNote.objects.filter(patient=patient, pk=note_id).first()
    if note is None:
        return False
    if note.struck_at is None:
        note.struck_at, note.struck_by = now, by
        note.save(update_fields=["struck_at", "struck_by"])
        record(action="shared_note.struck", subject=note, by=by, now=now, patient_id=patient.pk)
    return True
