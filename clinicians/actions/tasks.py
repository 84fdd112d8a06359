"""What comes back on its day until somebody has done it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from clinicians.models import Task
from diaries.models import Contact, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries

LONGEST_WAIT = timedelta(days=90)
# Coded, since the trail holds no free text about a patient.
WHY_LATER = {
    "ANSWER": "Waiting for an answer",
    "PATIENT": "The patient asked for another day",
    "TRIED": "Tried, and could not reach them",
    "UNWELL": "Too unwell at the moment",
    "TIME": "No time for it that day",
}


class AlreadyDone(Exception):
    """Somebody else has done it; `by` says who."""

    def __init__(self, by: User | None) -> None:
        super().__init__("This task has been done already.")
        self.by = by


class NoDecision(ValueError):
    """Safety rule S19: a prescriber who was asked comes back until the decision is recorded."""


class MovedMeanwhile(Exception):
    """Its day is no longer the one that she was shown."""


@atomic_with_retries
def add(
    *,
    patient: Patient,
    key: UUID,
    kind: str,
    what: str,
    whom: str,
    due_on: date,
    contact: Contact | None,
    by: User,
    now: datetime,
) -> Task:
    """The same form sent twice is one task."""
    Patient.objects.hold(patient.pk)
    stored = Task.objects.filter(patient=patient, key=key).first()
    if stored is not None:
        return stored
    task = Task.objects.create(
        patient=patient,
        key=key,
        kind=kind,
        what=what,
        whom=whom,
        due_on=due_on,
        contact=contact,
        made_by=by,
        made_at=now,
    )
    record(action="task.added", subject=task, by=by, now=now, patient_id=patient.pk)
    return task


@atomic_with_retries
def finish(*, task: Task, result: str, by: User, now: datetime) -> None:
    """Done, with what came of it. Her own second click changes nothing. Raises AlreadyDone,
    NoDecision."""
    Patient.objects.hold(task.patient_id)
    task.refresh_from_db()
    if task.done_at is not None:
        if task.done_by == by:
            return
        raise AlreadyDone(task.done_by)
    if task.kind == Task.Kind.PRESCRIBER and not result:
        raise NoDecision
    task.done_by, task.done_at, task.result = by, now, result
    task.save(update_fields=["done_by", "done_at", "result"])
    record(action="task.done", subject=task, by=by, now=now, patient_id=task.patient_id)


@atomic_with_retries
def move(
    *, task: Task, due_on: date, why: str, by: User, now: datetime, shown: date | None = None
) -> None:
    """To a later day, with a coded reason. `shown`: the day that stood on her page.

    Raises AlreadyDone, MovedMeanwhile, ValueError (a day that is past or too far ahead).
    """
    Patient.objects.hold(task.patient_id)
    task.refresh_from_db()
    if task.done_at is not None:
        raise AlreadyDone(task.done_by)
    if task.due_on == due_on:
        return
    if shown is not None and task.due_on != shown:
        raise MovedMeanwhile
    today = timezone.localtime(now).date()
    if not today <= due_on <= today + LONGEST_WAIT:
        raise ValueError("A task goes to a day from today on, within 90 days.")
    task.due_on = due_on
    task.save(update_fields=["due_on"])
    record(
        action="task.moved",
        subject=task,
        by=by,
        now=now,
        patient_id=task.patient_id,
        fields=["due_on"],
        reason=WHY_LATER[why],
    )


@atomic_with_retries
def undo_finish(*, task: Task, by: User, now: datetime) -> None:
    """A slip: it comes back as it was. What had been written as its result stays to be mended."""
    Patient.objects.hold(task.patient_id)
    task.refresh_from_db()
    if task.done_at is None:
        return
    task.done_by = task.done_at = None
    task.save(update_fields=["done_by", "done_at"])
    record(action="task.not_done", subject=task, by=by, now=now, patient_id=task.patient_id)
