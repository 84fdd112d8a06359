"""The introduction: opened with the diary, ticked part by part, finished, or not done and why."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from clinicians import introducing
from clinicians.models import Introduction, IntroductionStep
from clinicians.queries import introduction as queries
from diaries.actions import checks
from diaries.actions import patients as diary
from diaries.models import PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import Actor, record
from paincheck.speech import listed
from paincheck.transactions import atomic_with_retries

Item = IntroductionStep.Item


class Refused(ValueError):
    """What cannot be done now, with a sentence for the nurse."""


NEVER_OPENED = "No introduction is open for this patient. Open one first."
NOT_NOW = "Nothing is ticked now: {}. If that was a slip, change the situation first."
NO_CHECK_YET = "There is no check done together yet. Do it: that ticks this part."
NOT_YET = (
    "Not finished yet. First: {}. What cannot be done has its reason under ‘It cannot be done now’."
)
FINISHED = "This introduction is finished, so it cannot be ‘not done’. Take a part back first."


def register(*, by: User, now: datetime, key: UUID | None = None, **told: Any) -> Patient:
    """A new diary and its introduction, due in seven days. `told` as in `diary.register`.

    The same key again, for the same name, is the same patient, who is given back as she is.
    """
    code = diary.new_code(key)
    before = Patient.objects.filter(code=code)
    same = {name: told[name] for name in ("first_name", "last_name")}
    if not before.exists():
        try:
            return _register(code=code, by=by, now=now, **told)
        except IntegrityError:  # two clicks in one moment
            if not before.exists():
                raise
    return before.filter(**same).first() or _register(code=diary.new_code(), by=by, now=now, **told)


@atomic_with_retries
def _register(*, by: User, now: datetime, **told: Any) -> Patient:
    patient = diary.register(by=by, now=now, **told)
    open_for(patient=patient, by=by, now=now)
    return patient


@atomic_with_retries
def open_for(
    *, patient: Patient, by: Actor, now: datetime, due_after: timedelta = introducing.DUE_AFTER
) -> Introduction:
    """Once for each patient: at registration, or later by a nurse or by the floor above."""
    Patient.objects.hold(patient.pk)
    found = Introduction.objects.filter(patient=patient).first()
    if found is not None:
        return found
    due_on = queries.today_of(patient, now) + due_after
    opened = Introduction.objects.create(patient=patient, opened_at=now, due_on=due_on)
    record(action="introduction.opened", subject=opened, by=by, now=now, patient_id=patient.pk)
    return opened


@atomic_with_retries
def tick(*, patient: Patient, item: str, by: User, now: datetime) -> None:
    """This part is done. A second press is the same tick; the last part finishes the whole."""
    introduction = _held(patient, now)
    if item == Item.FIRST_CHECK and not queries.has_first_check(patient):
        raise Refused(NO_CHECK_YET)
    _go_on(introduction, by=by, now=now)
    if not introduction.steps.filter(item=item, undone_at__isnull=True).exists():
        IntroductionStep.objects.create(introduction=introduction, item=item, by=by, done_at=now)
        _record("ticked", introduction, by=by, now=now, fields=[item])
    if set(queries.done_of(patient, introduction)) == set(Item.values):
        _finish(introduction, by=by, now=now)


@atomic_with_retries
def take_back(*, patient: Patient, item: str, by: User, now: datetime) -> None:
    """It was not done after all. What ticked itself is taken back too, until it happens anew."""
    introduction = _held(patient, now)
    if item not in queries.done_of(patient, introduction):
        return
    standing = introduction.steps.filter(item=item, undone_at__isnull=True)
    if not standing.update(undone_at=now):
        IntroductionStep.objects.create(
            introduction=introduction, item=item, by=by, done_at=now, undone_at=now
        )
    introduction.finished_at = introduction.finished_by = None
    introduction.save(update_fields=["finished_at", "finished_by"])
    _record("taken_back", introduction, by=by, now=now, fields=[item])


@atomic_with_retries
def agree_goal(*, patient: Patient, goal: int | None, by: User, now: datetime) -> None:
    """The goal of the diary and the tick together; none is a choice of the patient's too."""
    _held(patient, now)
    diary.edit(patient=patient, changes={"pain_goal": goal}, by=by, now=now)
    tick(patient=patient, item=Item.GOAL, by=by, now=now)


@atomic_with_retries
def first_check_done(*, check: PainCheck, by: User, now: datetime) -> None:
    """A check done together becomes the chart's starting line (T1), and its part is ticked."""
    patient = check.patient
    Patient.objects.hold(patient.pk)
    patient.summary.refresh_from_db()
    if patient.summary.baseline_id != check.pk:
        checks.set_baseline(check=check, by=by, now=now)
        patient.summary.refresh_from_db()
    is_open = not queries.closed_because(patient, now)
    if is_open and Introduction.objects.filter(patient=patient).exists():
        tick(patient=patient, item=Item.FIRST_CHECK, by=by, now=now)


@atomic_with_retries
def finish(*, patient: Patient, by: User, now: datetime) -> None:
    """Without the parts that were not wanted. Raises Refused where one is missing that must not."""
    introduction = _held(patient, now)
    missing = introducing.missing_for_the_end(queries.done_of(patient, introduction))
    if missing:
        raise Refused(NOT_YET.format(listed(missing).lower()))
    _go_on(introduction, by=by, now=now)
    _finish(introduction, by=by, now=now)


@atomic_with_retries
def call_not_done(*, patient: Patient, reason: str, why: str, by: User, now: datetime) -> None:
    """With a coded reason; it leaves the list, and can be done later after all."""
    introduction = _held(patient, now)
    if introduction.finished_at is not None:
        raise Refused(FINISHED)
    if (introduction.not_done, introduction.not_done_why) == (reason, why):
        return  # pressed once more
    introduction.not_done, introduction.not_done_why = reason, why
    introduction.not_done_at, introduction.not_done_by = now, by
    introduction.save(update_fields=["not_done", "not_done_why", "not_done_at", "not_done_by"])
    _record("not_done", introduction, by=by, now=now, reason=reason)


@atomic_with_retries
def do_after_all(*, patient: Patient, by: User, now: datetime) -> None:
    """It is open again, and due in seven days from today."""
    _go_on(_held(patient, now), by=by, now=now)


def _held(patient: Patient, now: datetime) -> Introduction:
    """Its row, which nobody else writes to until the transaction ends."""
    Patient.objects.hold(patient.pk)
    patient.refresh_from_db(fields=["status", "status_at", "pain_goal"])
    closed = queries.closed_because(patient, now)
    if closed:
        raise Refused(NOT_NOW.format(closed))
    introduction = Introduction.objects.filter(patient=patient).first()
    if introduction is None:
        raise Refused(NEVER_OPENED)
    return introduction


def _go_on(introduction: Introduction, *, by: User, now: datetime) -> None:
    """Out of 'not done'; whoever said so, and why, stands in the trail."""
    if introduction.not_done_at is None:
        return
    introduction.not_done, introduction.not_done_why = "", ""
    introduction.not_done_at = introduction.not_done_by = None
    introduction.due_on = queries.today_of(introduction.patient, now) + introducing.DUE_AFTER
    introduction.save()
    _record("after_all", introduction, by=by, now=now)


def _finish(introduction: Introduction, *, by: User, now: datetime) -> None:
    if introduction.finished_at is not None:
        return
    introduction.finished_at, introduction.finished_by = now, by
    introduction.save(update_fields=["finished_at", "finished_by"])
    _record("finished", introduction, by=by, now=now)


def _record(what: str, introduction: Introduction, **told: Any) -> None:
    action, patient_id = f"introduction.{what}", introduction.patient_id
    record(action=action, subject=introduction, patient_id=patient_id, **told)
