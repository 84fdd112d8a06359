"""A nurse opens a patient's page, or reads over the API."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from alerts.actions.unread import read_by_nurse
from clinicians.models import LastLook
from clinicians.queries.changes import SAME_LOOK
from diaries.actions.checks import mark_seen
from diaries.models import Message, PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record


@transaction.atomic
def look(
    *,
    patient: Patient,
    shown: Sequence[PainCheck],
    messages: Sequence[Message],
    by: User,
    now: datetime,
) -> None:
    """She was shown these checks under 'new since last look', and these messages in full: they are
    seen and read (safety rule S6). The next look tells what has changed since this one."""
    record(action="patient.opened", subject=patient, by=by, now=now, patient_id=patient.pk)
    _keep_the_look(patient, by, now)
    mark_seen(checks=shown, nurse=by, now=now)
    read_by_nurse(patient=patient, shown=messages, by=by, now=now)


def _keep_the_look(patient: Patient, nurse: User, now: datetime) -> None:
    """One row for her and this patient. Two statements that two windows may send at once."""
    earlier = LastLook.objects.filter(patient=patient, nurse=nurse, looked_at__lte=now - SAME_LOOK)
    if not earlier.update(before_at=F("looked_at"), looked_at=now):
        first = LastLook(patient=patient, nurse=nurse, looked_at=now)
        LastLook.objects.bulk_create([first], ignore_conflicts=True)


def read_by_api(*, patient: Patient, what: str, by: User, now: datetime) -> None:
    """A program has fetched these rows for her: on the trail, and never seen by it (S6)."""
    record(action=f"{what}.read", subject=patient, by=by, now=now, patient_id=patient.pk)


def caseload_read_by_api(*, by: User, now: datetime) -> None:
    record(action="caseload.read", subject=by, by=by, now=now)
