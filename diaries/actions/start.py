"""The first sign-in: the patient has read who sees what, and says yes."""

from datetime import datetime

from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


@atomic_with_retries
def agree(*, patient: Patient, by: User, now: datetime) -> None:
    """She said yes once; a second press changes nothing."""
    Patient.objects.hold(patient.pk)
    patient.refresh_from_db(fields=["agreed_at"])
    if patient.agreed_at is not None:
        return
    patient.agreed_at = now
    patient.save(update_fields=["agreed_at"])
    record(action="diary.agreed", subject=patient, by=by, now=now, patient_id=patient.pk)
