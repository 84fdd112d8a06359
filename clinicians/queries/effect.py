"""Is it working? Before and after each change of medicine, and of which changes to ask."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import OuterRef, Q, Subquery

from clinicians.effect import (
    ASKED_FOR,
    DAYS,
    NO_CAUSE,
    Comparison,
    Scores,
    compare,
    in_words,
    is_asked,
)
from clinicians.models import EffectAnswer
from clinicians.queries.care import change_in_words
from clinicians.queries.people import zone_of
from clinicians.wording import day_in_words, inner, moment
from diaries.models import Medication, MedicationChange, PainCheck, Patient

Kind = MedicationChange.Kind
AROUND = timedelta(days=DAYS)
ASKED_WHILE = (Patient.Status.ACTIVE, Patient.Status.IN_HOSPITAL)


@dataclass(frozen=True)
class Asked:
    """One change of which 'did it help?' is to be asked. `worst` and `average`: in numbers."""

    change_id: int
    medicine: str
    words: str
    on: str
    worst: str
    average: str
    no_cause: str = NO_CAUSE
    key: UUID = field(default_factory=uuid4)  # of the form: a second click is one answer

    @property
    def sentence(self) -> str:
        """For a row of the caseload: 'Did it help? Morphine, dose changed to 20 mg on 3 May'."""
        return f"Did it help? {self.medicine}, {self.words} on {self.on}"


@dataclass(frozen=True)
class EffectRow:
    """One change with before and after in numbers, and what nurses answered, the last first."""

    change_id: int
    on: str
    medicine: str
    words: str
    worst: str
    average: str
    so_far: bool
    can_be_answered: bool
    answers: Sequence[str]


@dataclass(frozen=True)
class Working:
    """`rows`: every standing change, the newest first; `asked`: those to ask about."""

    rows: Sequence[EffectRow]
    asked: Sequence[Asked]
    no_cause: str = NO_CAUSE


def asked_of(
    patients: Iterable[Patient],
    now: datetime,
    scores_of: Callable[[int], Sequence[Scores]] | None = None,
) -> dict[int, list[Asked]]:
    """By patient, only those with a question. Two queries at most, whatever their number; one
    where the caller has the scores of the last four weeks at hand (`scores_of` a patient).

    The patients come with team and site. Asked is of the last start or new dose of each medicine
    that is taken for pain and still runs; a later change makes the question about that one. It is
    not asked in the last days of life, nor once the diary is closed (safety rule S18).
    """
    open_ones = [row for row in patients if row.status in ASKED_WHILE]
    today = {row.pk: now.astimezone(zone_of(row)).date() for row in open_ones}
    if not today:
        return {}
    found: dict[int, MedicationChange] = {}
    for row in _recent_changes(list(today), min(today.values()) - ASKED_FOR):
        if row.on <= today[row.medication.patient_id]:
            found[row.medication_id] = row  # the latest stays
    open_ = [row for row in found.values() if _may_be_asked(row, today[row.medication.patient_id])]
    readings = {} if scores_of else _readings(open_)
    asked: dict[int, list[Asked]] = {}
    for row in open_:
        patient_id = row.medication.patient_id
        day = today[patient_id]
        scores = scores_of(patient_id) if scores_of else readings.get(patient_id, [])
        comparison = compare(scores, on=row.on, today=day)
        if is_asked(comparison, today=day) or _is_asked_again(row, day):
            asked.setdefault(patient_id, []).append(_asked(row, comparison, day))
    return asked


def working_of(patient: Patient, rows: Sequence[Medication], now: datetime) -> Working:
    """The medicines come with their changes. Three queries at most."""
    today = now.astimezone(zone_of(patient)).date()
    changes = [
        (row, change)
        for row in rows
        for change in row.changes.all()
        if change.voided_at is None and change.on <= today
    ]
    changes.sort(key=lambda pair: (pair[1].on, pair[1].entered_at), reverse=True)
    readings = _readings([change for _, change in changes], patient.pk).get(patient.pk, [])
    asked = asked_of([patient], now, lambda _: readings).get(patient.pk, [])
    said = _answers([change.pk for _, change in changes], patient, now)
    return Working(
        rows=[
            _row(row, change, compare(readings, on=change.on, today=today), said, today)
            for row, change in changes
        ],
        asked=asked,
    )


def comparison_of(patient: Patient, change: MedicationChange, now: datetime) -> Asked:
    """One change with its numbers, for the page of the question. One query."""
    today = now.astimezone(zone_of(patient)).date()
    readings = _readings([change], patient.pk).get(patient.pk, [])
    return _asked(change, compare(readings, on=change.on, today=today), today)


def _recent_changes(patients: Sequence[int], since: date) -> Iterable[MedicationChange]:
    """The oldest first, each with its last answer; of medicines told 'too early' all of them."""
    last = EffectAnswer.objects.filter(change=OuterRef("pk")).order_by("-at", "-pk")
    too_early = EffectAnswer.objects.filter(
        answer=EffectAnswer.Answer.NOT_YET, change__medication__patient__in=patients
    )
    return (
        MedicationChange.objects.standing()
        .filter(medication__patient__in=patients)
        .exclude(medication__purpose=Medication.Purpose.OTHER)
        .filter(Q(on__gte=since) | Q(medication__in=too_early.values("change__medication")))
        .annotate(
            last_answer=Subquery(last.values("answer")[:1]),
            again_on=Subquery(last.values("ask_again_on")[:1]),
        )
        .select_related("medication")
        .order_by("on", "entered_at", "pk")
    )


def _may_be_asked(row: Any, today: date) -> bool:
    """Not what was stopped, and not what was answered, but for 'too early' once its day came."""
    if row.kind == Kind.STOPPED:
        return False
    return not row.last_answer or _is_asked_again(row, today)


def _is_asked_again(row: Any, today: date) -> bool:
    return row.again_on is not None and row.again_on <= today


def _readings(
    changes: Sequence[MedicationChange], patient_id: int | None = None
) -> dict[int, list[Scores]]:
    """The scores around these changes, by patient; `patient_id`: they are all of one."""
    if not changes:
        return {}
    owners = {patient_id} if patient_id else {row.medication.patient_id for row in changes}
    first, last = min(row.on for row in changes), max(row.on for row in changes)
    rows = PainCheck.objects.current().filter(
        patient__in=owners, day__gte=first - AROUND, day__lte=last + AROUND
    )
    found: dict[int, list[Scores]] = {}
    for owner, day, worst, average in rows.order_by().values_list(
        "patient_id", "day", "worst", "average"
    ):
        found.setdefault(owner, []).append(Scores(day, worst, average))
    return found


def _asked(row: MedicationChange, comparison: Comparison, today: date) -> Asked:
    return Asked(
        change_id=row.pk,
        medicine=row.medication.name,
        words=inner(change_in_words(row)),
        on=day_in_words(row.on, today),
        worst=in_words(comparison.worst),
        average=in_words(comparison.average),
    )


def _row(
    medicine: Medication,
    change: MedicationChange,
    comparison: Comparison,
    said: dict[int, list[str]],
    today: date,
) -> EffectRow:
    return EffectRow(
        change_id=change.pk,
        on=day_in_words(change.on, today),
        medicine=medicine.name,
        words=change_in_words(change),
        worst=in_words(comparison.worst),
        average=in_words(comparison.average),
        so_far=not comparison.is_over,
        can_be_answered=comparison.is_over and change.kind != Kind.STOPPED,
        answers=said.get(change.pk, []),
    )


def _answers(changes: Sequence[int], patient: Patient, now: datetime) -> dict[int, list[str]]:
    """What nurses said, in words, the last first."""
    zone = patient.team.site.time_zone
    today = now.astimezone(zone_of(patient)).date()
    found: dict[int, list[str]] = {}
    rows = EffectAnswer.objects.filter(change__in=changes).select_related("by")
    for row in rows.order_by("-at", "-pk"):
        again = f", ask again {day_in_words(row.ask_again_on, today)}" if row.ask_again_on else ""
        note = f": {row.note}" if row.note else ""
        words = f"{row.get_answer_display()}{again}{note}"
        found.setdefault(row.change_id, []).append(
            f"{words} ({row.by.first_name}, {moment(row.at, now, zone)})"
        )
    return found
