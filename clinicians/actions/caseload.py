"""What a nurse does with patients on her caseload: reviewed, handed over, taken over."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from alerts.actions import answering
from clinicians.models import HandOver, Reviewed
from diaries.models import Patient
from paincheck.accounts.models import Team, User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries

AT_ONCE = 100  # patients, twice what a page shows


@atomic_with_retries
def mark_reviewed(*, codes: Collection[str], batch: UUID, by: User, now: datetime) -> int:
    """'Reviewed' of many at once; returns how many of this press stand.

    No check is seen by it, and no alert is closed or put off (safety rule S6). The same press once
    more changes nothing. Patients who are not hers to look after are passed over.
    """
    pressed = Reviewed.objects.filter(batch=batch)
    if pressed.exists():
        return pressed.filter(by=by, undone_at__isnull=True).count()
    hers = Patient.objects.open_to(by, now).filter(code__in=list(codes)[:AT_ONCE])
    patients = list(hers.order_by("pk"))
    rows = [Reviewed(patient=patient, batch=batch, by=by, at=now) for patient in patients]
    Reviewed.objects.bulk_create(rows, ignore_conflicts=True)  # two presses in one moment
    for patient in patients:
        record(action="patient.reviewed", subject=patient, by=by, now=now, patient_id=patient.pk)
    return len(patients)


@atomic_with_retries
def undo_reviewed(*, batch: UUID, by: User, now: datetime) -> int:
    """Her own press is taken back; returns of how many patients."""
    mine = Reviewed.objects.filter(batch=batch, by=by, undone_at__isnull=True)
    rows = list(mine.select_for_update(of=("self",)).select_related("patient").order_by("patient"))
    for row in rows:
        record(
            action="patient.reviewed.undone",
            subject=row.patient,
            by=by,
            now=now,
            patient_id=row.patient_id,
        )
    Reviewed.objects.filter(pk__in=[row.pk for row in rows]).update(undone_at=now)
    return len(rows)


@atomic_with_retries
def hand_over(
    *, patient: Patient, team: Team, nurse: User, note: str, by: User, now: datetime
) -> HandOver | None:
    """To another nurse, with what she should know; None where the patient is hers already.

    What is open is told to her at once. Taking over is a hand-over to oneself.
    """
    Patient.objects.hold(patient.pk)
    before = Patient.objects.select_related("team", "nurse").get(pk=patient.pk)
    if (before.team_id, before.nurse_id) == (team.pk, nurse.pk):
        return None
    answering.hand_over(patient=patient, team=team, nurse=nurse, by=by, now=now)
    return HandOver.objects.create(
        patient=patient,
        from_team=before.team,
        to_team=team,
        from_nurse=before.nurse,
        to_nurse=nurse,
        note=note,
        by=by,
        at=now,
    )
