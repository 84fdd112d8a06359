"""A nurse opens a patient's page."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from diaries.actions.checks import mark_seen
from diaries.models import PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record


@transaction.atomic
def look(*, patient: Patient, shown: Sequence[PainCheck], by: User, now: datetime) -> None:
    """She was shown these checks under 'new since last look': they are seen (safety rule S6)."""
    record(action="patient.opened", subject=patient, by=by, now=now, patient_id=patient.pk)
    mark_seen(checks=shown, nurse=by, now=now)
