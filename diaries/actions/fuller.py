"""Filling in a fuller check page by page: begun, kept, left, sent (safety rules S1, S3)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from diaries.actions import patients
from diaries.actions.checks import ring
from diaries.actions.drafts import UNFINISHED_AFTER, tell_danger
from diaries.fuller import DRAFT_LASTS, FullerAnswers, signs_of_toxicity, skipped, watched
from diaries.fuller_questions import Step
from diaries.models import FullerCheck, PainCheck, Patient
from diaries.queries.patients import zone_of
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


class NotOpen(Exception):
    """This fuller check was sent or left, or there is none; `check` is the row, if there is one."""

    def __init__(self, check: FullerCheck | None) -> None:
        super().__init__("This fuller check takes no more answers.")
        self.check = check


@atomic_with_retries
def begin(
    *, patient: Patient, key: UUID, pain_check: PainCheck | None, by: User, now: datetime
) -> FullerCheck:
    """Begin one, or go on with what was begun in the last 24 hours; an older one is left."""
    Patient.objects.hold(patient.pk)
    mine = FullerCheck.objects.filter(patient=patient)
    stored = mine.filter(key=key).first()
    if stored is not None:
        return stored
    begun = mine.filter(sent_at__isnull=True, left_at__isnull=True).first()
    if begun is not None and begun.saved_at > now - DRAFT_LASTS:
        return begun
    if begun is not None:
        begun.left_at = now
        begun.save(update_fields=["left_at"])
        record(action="fuller.left", subject=begun, by=by, now=now, patient_id=patient.pk)
    check = FullerCheck.objects.create(
        patient=patient,
        key=key,
        pain_check=pain_check,
        entered_by=by,
        answers=FullerAnswers().as_dict(),
        day=now.astimezone(zone_of(patient)).date(),
        begun_at=now,
        saved_at=now,
    )
    record(action="fuller.begun", subject=check, by=by, now=now, patient_id=patient.pk)
    return check


@atomic_with_retries
def save(
    *,
    patient: Patient,
    key: UUID,
    step: Step,
    values: dict[str, Any] | None,
    by: User,
    now: datetime,
) -> FullerCheck:
    """Keep the answers of one page; None: the page was skipped. Raises NotOpen.

    Signs of danger are told in this moment, sent or not (S3).
    """
    Patient.objects.hold(patient.pk)
    check = _open(patient, key)
    before = FullerAnswers.from_dict(check.answers)
    after = skipped(step, before) if values is None else before.with_values(values)
    after = after.with_values({"reached": step.name})
    check.answers, check.saved_at = after.as_dict(), now
    _watch(check, before, after, now)
    check.save()
    record(action="fuller.saved", subject=check, by=by, now=now, patient_id=patient.pk)
    signs = signs_of_toxicity(after)
    if set(signs) - set(signs_of_toxicity(before)):
        tell_danger(patient=patient, items=signs, key=key, by=by, now=now)
    if after.goal is not None and after.goal != before.goal:
        patients.edit(patient=patient, changes={"pain_goal": after.goal}, by=by, now=now)
    return check


@atomic_with_retries
def tell_late(
    *, patient: Patient, key: UUID, values: dict[str, Any], by: User, now: datetime
) -> bool:
    """A page of a check that was sent or left meanwhile: it is not kept, and a sign of danger on it
    is told all the same (S3). False where there is none that the check does not have already."""
    Patient.objects.hold(patient.pk)
    check = FullerCheck.objects.filter(patient=patient, key=key).first()
    if check is None:
        return False
    before = FullerAnswers.from_dict(check.answers)
    signs = signs_of_toxicity(before.with_values(values))
    if not set(signs) - set(signs_of_toxicity(before)):
        return False
    tell_danger(patient=patient, items=signs, key=key, by=by, now=now)
    return True


@atomic_with_retries
def send(*, patient: Patient, key: UUID, by: User, now: datetime) -> FullerCheck:
    """Send what was kept; a second press gives the first one back. Raises NotOpen."""
    Patient.objects.hold(patient.pk)
    sent = FullerCheck.objects.filter(patient=patient, key=key, sent_at__isnull=False).first()
    if sent is not None:
        return sent
    check = _open(patient, key)
    check.sent_at = now
    _let_the_rules_look(check, due=now)
    check.save()
    record(action="fuller.sent", subject=check, by=by, now=now, patient_id=patient.pk)
    ring(kind="fuller", row_id=check.pk)
    return check


def _open(patient: Patient, key: UUID) -> FullerCheck:
    check = FullerCheck.objects.filter(patient=patient, key=key).first()
    if check is None or check.sent_at is not None or check.left_at is not None:
        raise NotOpen(check)
    return check


def _watch(check: FullerCheck, before: FullerAnswers, after: FullerAnswers, now: datetime) -> None:
    """The rules look 15 minutes after the last page, at what they have not heard yet (S3)."""
    if watched(after) != watched(before):
        _let_the_rules_look(check, due=now + UNFINISHED_AFTER)
    elif check.flagged_at is None and check.flag_due_at is not None:
        check.flag_due_at = now + UNFINISHED_AFTER


def _let_the_rules_look(check: FullerCheck, *, due: datetime) -> None:
    check.flag_due_at, check.flagged_at, check.flag_dead_at = due, None, None
    check.flag_attempts, check.flag_error = 0, ""
