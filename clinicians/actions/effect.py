"""What a nurse says to 'did the change of medicine help?' (rule A12)."""

from datetime import date, datetime
from uuid import UUID, uuid5

from clinicians.models import EffectAnswer
from diaries.models import MedicationChange, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


class TakenBack(ValueError):
    """The change was entered in error: there is nothing to answer."""


@atomic_with_retries
def answer_effect(
    *,
    change: MedicationChange,
    key: UUID,
    answer: str,
    note: str,
    ask_again_on: date | None,
    by: User,
    now: datetime,
) -> EffectAnswer:
    """Keep the answer beside those before it: the last one counts. The same press is one answer;
    another button of the same page is another one.

    Raises TakenBack where somebody struck the change out meanwhile.
    """
    patient_id = change.medication.patient_id
    Patient.objects.hold(patient_id)
    key = uuid5(key, answer)
    stored = EffectAnswer.objects.filter(change=change, key=key).first()
    if stored is not None:
        return stored
    change.refresh_from_db(fields=["voided_at"])
    if change.voided_at is not None:
        raise TakenBack("This change was taken back as entered in error. Nothing is answered.")
    row = EffectAnswer.objects.create(
        change=change,
        key=key,
        answer=answer,
        note=note,
        ask_again_on=ask_again_on if answer == EffectAnswer.Answer.NOT_YET else None,
        by=by,
        at=now,
    )
    record(action="medication.effect", subject=row, by=by, now=now, patient_id=patient_id)
    return row
