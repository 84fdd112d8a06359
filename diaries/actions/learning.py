"""A patient marks a module as read, and takes the mark back."""

from datetime import datetime

from diaries.learning import Module
from diaries.models import ModuleRead, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


@atomic_with_retries
def mark_read(*, patient: Patient, module: Module, by: User, now: datetime) -> ModuleRead:
    """One mark a module: a second press, on whatever page, finds the first one's."""
    mark, made = ModuleRead.objects.get_or_create(
        patient=patient, module=module.code, defaults={"read_at": now}
    )
    if made:
        record(action="module.read", subject=mark, by=by, now=now, patient_id=patient.pk)
    return mark


@atomic_with_retries
def take_mark_back(*, patient: Patient, module: Module, by: User, now: datetime) -> None:
    """Nothing happens where there is no mark."""
    Patient.objects.hold(patient.pk)
    mark = ModuleRead.objects.filter(patient=patient, module=module.code).first()
    if mark is not None:
        record(action="module.unread", subject=mark, by=by, now=now, patient_id=patient.pk)
        mark.delete()
