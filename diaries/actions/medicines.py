"""What the patient says of her medicines: extra doses, whether they helped, what she left off."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from diaries.actions.care import stop_medication, void_change
from diaries.actions.checks import local_day, ring
from diaries.models import ExtraDose, Medication, MedicationChange, NoLongerTaken, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries

MOST_IN_A_DAY = 50  # more is a finger that slipped or a program, not a person
NOTED_FOR = timedelta(days=7)


class NotTaken(ValueError):
    """Something that cannot be noted, with a sentence for the patient."""


@atomic_with_retries
def note_dose(
    *,
    patient: Patient,
    key: UUID,
    taken_at: datetime,
    medication: Medication | None,
    by: User,
    now: datetime,
) -> ExtraDose:
    """Keep one extra dose; the same key again is the same dose, whatever was pressed. Pressed once
    more after it was taken back, it is another one.

    Raises NotTaken for a time that lies ahead or too long ago, and for far too many.
    """
    Patient.objects.hold(patient.pk)
    stored = ExtraDose.objects.filter(patient=patient, key=key).first()
    while stored is not None:
        if stored.removed_at is None:
            return stored
        key = uuid5(key, "again")
        stored = ExtraDose.objects.filter(patient=patient, key=key).first()
    if taken_at > now:
        raise NotTaken(_("This time has not come yet. Put the time when you took it."))
    if taken_at < now - NOTED_FOR:
        raise NotTaken(_("This is too long ago to put in the list. Tell your nurse about it."))
    of_the_day = ExtraDose.objects.standing().filter(
        patient=patient, taken_at__gt=now - timedelta(days=1)
    )
    if of_the_day.count() >= MOST_IN_A_DAY:
        raise NotTaken(_("There are very many doses in your list for today. Ring your nurse."))
    dose = ExtraDose.objects.create(
        patient=patient,
        medication=medication,
        key=key,
        taken_at=taken_at,
        day=local_day(patient, taken_at).date(),
        recorded_at=now,
        flag_due_at=now,
    )
    record(action="dose.noted", subject=dose, by=by, now=now, patient_id=patient.pk)
    ring(kind="dose", row_id=dose.pk)
    return dose


@atomic_with_retries
def take_back_dose(*, dose: ExtraDose, by: User, now: datetime) -> None:
    """It was a slip: it counts no more, and stays on record. An alert that it raised stays open."""
    Patient.objects.hold(dose.patient_id)
    done = ExtraDose.objects.standing().filter(pk=dose.pk).update(removed_at=now)
    if done:
        record(action="dose.taken_back", subject=dose, by=by, now=now, patient_id=dose.patient_id)


@atomic_with_retries
def say_helped(*, dose: ExtraDose, helped: str, by: User, now: datetime) -> None:
    """Whether it helped: a lot, a little, no. The last word counts."""
    Patient.objects.hold(dose.patient_id)
    standing = ExtraDose.objects.standing().filter(pk=dose.pk).exclude(helped=helped)
    if standing.update(helped=helped, helped_at=now):
        record(
            action="dose.helped",
            subject=dose,
            by=by,
            now=now,
            patient_id=dose.patient_id,
            fields=["helped"],
        )


@atomic_with_retries
def say_no_longer_taken(
    *, medication: Medication, key: UUID, why: str, by: User, now: datetime
) -> NoLongerTaken:
    """She says that she left it off. Said already and not answered yet: the same word.

    The list does not change: only a nurse's answer changes it.
    """
    patient_id = medication.patient_id
    Patient.objects.hold(patient_id)
    said = NoLongerTaken.objects.filter(patient=patient_id, key=key).first()
    while said is not None and said.taken_back_at is not None:
        key = uuid5(key, "again")
        said = NoLongerTaken.objects.filter(patient=patient_id, key=key).first()
    said = said or open_word_about(medication)
    if said is not None:
        return said
    said = NoLongerTaken.objects.create(
        patient_id=patient_id, medication=medication, key=key, why=why, said_at=now
    )
    record(action="medication.left_off", subject=said, by=by, now=now, patient_id=patient_id)
    return said


@atomic_with_retries
def take_back_no_longer_taken(*, said: NoLongerTaken, by: User, now: datetime) -> bool:
    """She does take it. False where a nurse has answered in the meantime, or it was taken back."""
    Patient.objects.hold(said.patient_id)
    still_open = NoLongerTaken.objects.filter(
        pk=said.pk, answered_at__isnull=True, taken_back_at__isnull=True
    )
    if not still_open.update(taken_back_at=now):
        return False
    record(
        action="medication.left_off_taken_back",
        subject=said,
        by=by,
        now=now,
        patient_id=said.patient_id,
    )
    return True


@atomic_with_retries
def answer_no_longer_taken(
    *, said: NoLongerTaken, answer: str, on: date | None = None, by: User, now: datetime
) -> bool:
    """A nurse has looked at it. STOPPED stops the medicine from the day `on`, else from today,
    where it still runs.

    False where it was answered before or taken back: then nothing changes. Raises MedicationRefused
    for a day before the medicine was started.
    """
    Patient.objects.hold(said.patient_id)
    said.refresh_from_db()
    if said.answered_at is not None or said.taken_back_at is not None:
        return False
    said.answer, said.answered_by, said.answered_at = answer, by, now
    said.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        action="medication.left_off_answered",
        subject=said,
        by=by,
        now=now,
        patient_id=said.patient_id,
        fields=["answer"],
    )
    if answer == NoLongerTaken.Answer.STOPPED:
        _stop(said.medication, on=on, by=by, now=now)
    return True


@atomic_with_retries
def take_back_answer(*, said: NoLongerTaken, by: User, now: datetime) -> bool:
    """A slip of the nurse: the word waits for an answer again, and a stop that came of it is struck
    out, where it still stands. False where there is no answer, or a newer word waits already."""
    Patient.objects.hold(said.patient_id)
    said.refresh_from_db()
    if said.answered_at is None or open_word_about(said.medication) is not None:
        return False
    stops = said.medication.changes.standing().filter(
        kind=MedicationChange.Kind.STOPPED,
        entered_at=said.answered_at,
        entered_by=said.answered_by,
    )
    for change in stops:
        void_change(change=change, reason="Answered by mistake", by=by, now=now)
    said.answer, said.answered_by, said.answered_at = "", None, None
    said.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        action="medication.left_off_reopened",
        subject=said,
        by=by,
        now=now,
        patient_id=said.patient_id,
        fields=["answer"],
    )
    return True


def _stop(medication: Medication, *, on: date | None, by: User, now: datetime) -> None:
    """From that day; where none was said from today, or from its first day where that lies ahead;
    not twice."""
    kinds = MedicationChange.Kind
    standing = {change.kind: change.on for change in medication.changes.standing()}
    if kinds.STARTED not in standing or kinds.STOPPED in standing:
        return
    today = local_day(medication.patient, now).date()
    on = on or max(today, standing[kinds.STARTED])
    stop_medication(medication=medication, on=on, by=by, now=now)


def open_word_about(medication: Medication) -> NoLongerTaken | None:
    open_ = NoLongerTaken.objects.filter(answered_at__isnull=True, taken_back_at__isnull=True)
    return open_.filter(medication=medication).first()
