"""A diary leaves PainCheck: each time stands on the trail."""

from datetime import datetime

from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record


def taken(*, patient: Patient, form: str, by: User, now: datetime) -> None:
    """`form` is 'fhir', 'csv', 'diary_pdf' or 'visit_pdf'; `by` took it: a patient or a nurse."""
    action = f"diary.taken_as_{form}"
    record(action=action, subject=patient, by=by, now=now, patient_id=patient.pk)
