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
    *,
    patient: Patient,
    key: UUID,
    today: bool,
    too_unwell: bool,
    by: User,
    now: datetime,
    asked_at: datetime | None = None,
) -> ContactRequest:
    """Store the wish once per key and let the rules know; one tap is enough (safety rule S14).

    `asked_at`: where she had said it before now.
    """
    request, made = ContactRequest.objects.get_or_create(
        patient=patient,
        key=key,
        defaults={
            "asked_at": asked_at or now,
            "today": today,
            "too_unwell": too_unwell,
            "flag_due_at": now,
        },
    )
    if made:
        record(action="contact.asked", subject=request, by=by, now=now, patient_id=patient.pk)
        ring(kind="request", row_id=request.pk)
    return request
