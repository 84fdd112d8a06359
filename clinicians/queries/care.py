"""Contacts and medicines of one patient, as a nurse reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from clinicians.wording import day_in_words, moment
from diaries.models import Contact, Medication, MedicationChange, Patient
from diaries.queries.medicines import course_of


@dataclass(frozen=True)
class ContactCard:
    id: int
    when: str
    channel: str
    outcome: str
    reached: bool
    nurse: str
    note: str
    agreed: str
    try_again: str
    asked: Sequence[str]
    voided: str


@dataclass(frozen=True)
class ChangeCard:
    """One line of a medicine's history; `voided` says by whom and why."""

    id: int
    on: str
    words: str
    by: str
    voided: str


@dataclass(frozen=True)
class MedicineCard:
    id: int
    name: str
    how: str
    dose: str
    since: str
    stopped: str
    changes: Sequence[ChangeCard]

    @property
    def is_running(self) -> bool:
        return not self.stopped


def contacts_of(
    rows: Sequence[Contact], asked: Mapping[int, Sequence[str]], zone: str, now: datetime
) -> list[ContactCard]:
    """All of them, newest first: nothing is deleted. The rows come with their nurse, oldest
    first; `asked`: prescribers who were asked, by contact."""
    return [
        ContactCard(
            id=row.pk,
            when=moment(row.at, now, zone),
            channel=row.get_channel_display(),
            outcome=row.get_outcome_display(),
            reached=row.reached,
            nurse=row.nurse.full_name,
            note=row.note,
            agreed=row.agreed,
            try_again=moment(row.try_again_at, now, zone) if row.try_again_at else "",
            asked=asked.get(row.pk, ()),
            voided=_voided(row, zone, now),
        )
        for row in reversed(rows)
    ]


def _voided(row: Contact, zone: str, now: datetime) -> str:
    if row.voided_at is None or row.voided_by is None:
        return ""
    who = f"{row.voided_by.first_name}, {moment(row.voided_at, now, zone)}"
    return f"Logged by a slip, says {who}: {row.void_reason}"


def medication_rows(patient: Patient) -> list[Medication]:
    """Medicines with all their changes, those taken back too. Two queries."""
    changes = MedicationChange.objects.select_related("entered_by", "voided_by")
    rows = Medication.objects.filter(patient=patient).prefetch_related(
        Prefetch("changes", queryset=changes)
    )
    return list(rows.order_by("name", "pk"))


def medicines_of(rows: Sequence[Medication], today: date) -> list[MedicineCard]:
    """Those taken now first; one whose start was taken back is no medicine but history."""
    cards = [_medicine(row, today) for row in rows]
    return sorted(cards, key=lambda card: not card.is_running)


def _medicine(row: Medication, today: date) -> MedicineCard:
    course = course_of(row, today)
    stopped = ""
    if course is None:
        stopped = "entered in error"
    elif course.stopped_on is not None and not course.runs_on(today):
        stopped = f"stopped {day_in_words(course.stopped_on, today)}"
    how = ", ".join(filter(None, [row.get_purpose_display().lower(), row.route]))
    return MedicineCard(
        id=row.pk,
        name=row.name,
        how=how,
        dose=course.dose if course else "",
        since=day_in_words(course.started_on, today) if course else "",
        stopped=stopped,
        changes=[_change(change, today) for change in row.changes.all()],
    )


def _change(change: MedicationChange, today: date) -> ChangeCard:
    voided = ""
    if change.voided_at is not None and change.voided_by is not None:
        voided = f"Taken back by {change.voided_by.first_name}: {change.void_reason}"
    return ChangeCard(
        id=change.pk,
        on=day_in_words(change.on, today),
        words=change_in_words(change),
        by=change.entered_by.first_name,
        voided=voided,
    )


def change_in_words(change: MedicationChange) -> str:
    """'Started 30 mg twice a day', 'Dose changed to 60 mg', 'Stopped'."""
    if change.kind == MedicationChange.Kind.DOSE:
        return f"Dose changed to {change.dose}"
    return f"{change.get_kind_display()} {change.dose}".strip()


def medicine_of(patient: Patient, medication_id: int) -> Medication | None:
    """None for another patient's too."""
    return Medication.objects.filter(patient=patient, pk=medication_id).first()


def change_of(patient: Patient, change_id: int) -> MedicationChange | None:
    """None for another patient's too."""
    found = MedicationChange.objects.select_related("medication", "entered_by")
    return found.filter(medication__patient=patient, pk=change_id).first()
