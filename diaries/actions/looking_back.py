"""What a patient keeps beside her diary: her questions for the visit, and whether charts show."""

from datetime import datetime
from uuid import UUID

from diaries.models import Patient, VisitQuestion
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries

MOST_QUESTIONS = 20  # still to ask: more do not fit on her one page, nor into one visit


class TooManyQuestions(Exception):
    """She has as many questions still to ask as the page holds."""


@atomic_with_retries
def add_question(
    *, patient: Patient, key: UUID, text: str, by: User, now: datetime
) -> VisitQuestion:
    """One more question for the visit; the same key again is the same question.

    Raises TooManyQuestions.
    """
    Patient.objects.hold(patient.pk)
    mine = VisitQuestion.objects.filter(patient=patient)
    stored = mine.filter(key=key).first()
    if stored is not None:
        return stored
    if mine.standing().count() >= MOST_QUESTIONS:
        raise TooManyQuestions
    question = VisitQuestion.objects.create(patient=patient, key=key, text=text, added_at=now)
    record(action="question.added", subject=question, by=by, now=now, patient_id=patient.pk)
    return question


@atomic_with_retries
def tick_question(*, patient: Patient, key: UUID, done: bool, by: User, now: datetime) -> bool:
    """Tick a question off, or bring it back; False where she has no such question.

    What is so already stays as it is, with the time of the first tick.
    """
    Patient.objects.hold(patient.pk)
    question = VisitQuestion.objects.filter(patient=patient, key=key).first()
    if question is None:
        return False
    if done == (question.done_at is not None):
        return True
    question.done_at = now if done else None
    question.save(update_fields=["done_at"])
    action = "question.ticked" if done else "question.brought_back"
    record(action=action, subject=question, by=by, now=now, patient_id=patient.pk)
    return True


@atomic_with_retries
def show_charts(*, patient: Patient, shown: bool, by: User, now: datetime) -> None:
    """Charts on or off on all pages of the patient; tables stay. Twice is once."""
    changed = Patient.objects.filter(pk=patient.pk, charts_off=shown).update(charts_off=not shown)
    patient.charts_off = not shown
    if changed:
        action = "charts.on" if shown else "charts.off"
        record(action=action, subject=patient, by=by, now=now, patient_id=patient.pk)
