"""A patient asks for a call without doing a check."""

from datetime import datetime
from uuid import UUID

from diaries.actions.checks import ring
from diaries.models import ContactRequest, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


@atomic_with_retries
def ask_for_contact(
    *, patient: Patient, key: UUID, today: bool, too_unwell: bool, by: User, now: datetime
) -> ContactRequest:
    """Store the wish once per key and let the rules know; one tap is enough (safety rule S14)."""
    request, made = ContactRequest.objects.get_or_create(
        patient=patient,
        key=key,
        defaults={
            "asked_at": now,
            "today": today,
            "too_unwell": too_unwell,
            "flag_due_at": now,
        },
    )
    if made:
        record(action="contact.asked", subject=request, by=by, now=now, patient_id=patient.pk)
        ring(kind="request", row_id=request.pk)
    return request
