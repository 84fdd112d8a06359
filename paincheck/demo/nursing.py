"""What the demo's nurses have noted: introductions, tasks, notes, a hand-over, a shared note.

Laid down as rows, as history is: the demo is made anew in seconds.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import uuid5

from clinicians.introducing import DUE_AFTER, PARTS
from clinicians.models import HandOver, Introduction, IntroductionStep, Note, NoteVersion, Task
from diaries.models import Patient, SharedNote
from paincheck.demo.pain import DAYS
from paincheck.demo.plan import IN_HOSPITAL
from paincheck.demo.rows import DEMO, ZONE, Staff

# By number of the patient: how many days ago an introduction was opened that is not finished.
WAITING = {29: 9, 37: 4, 38: 2}
NOT_DONE_WHY = "In hospital now. To be gone through at home."
DONE_SO_FAR = ("WHO_READS", "NUMBERS")
# Number, kind, what, whom, due in so many days.
TASKS = (
    (5, "NEXT_STEP", "Ring about the nights", "", 0),
    (2, "PRESCRIBER", "Asked for a review of the regular dose", "Dr Lowell", -1),
    (3, "NEXT_STEP", "Ask how the patch sits", "", 2),
    (9, "NEXT_STEP", "Order the booklet in large print", "", 5),
)
NOTES = (
    (1, "The daughter holds the keys. Ring the landline first: the mobile is often off."),
    (13, "Both Thwaites share one address. Ask who is speaking."),
)
HANDED_OVER = (17, "Prefers to be rung before ten. Has a scan on the first of the month.")
SHARED = (4, "A good weekend with the grandchildren. It was sore on the evening after.")


def add_nursing(patients: Mapping[int, Patient], staff: Staff, now: datetime) -> None:
    _introduce(patients, now)
    today = now.astimezone(ZONE).date()
    Task.objects.bulk_create(_tasks(patients, now, today))
    for number, text in NOTES:
        patient, at = patients[number], _morning(today, 6)
        note = Note.objects.create(patient=patient, key=uuid5(DEMO, text), made_at=at)
        NoteVersion.objects.create(note=note, number=1, text=text, by=patient.nurse, at=at)
    _hand_over(patients[HANDED_OVER[0]], staff, _morning(today, 20))
    patient, at = patients[SHARED[0]], _morning(today, 2)
    SharedNote.objects.create(
        patient=patient,
        key=uuid5(DEMO, SHARED[1]),
        day=at.date(),
        text=SHARED[1],
        by=patient.nurse,
        at=at,
    )


def _introduce(patients: Mapping[int, Patient], now: datetime) -> None:
    """Most were gone through within the week; two are due, one is overdue, one could not be."""
    rows, steps = [], []
    for number, patient in patients.items():
        opened = _morning(now.astimezone(ZONE).date(), WAITING.get(number, DAYS))
        at = opened + timedelta(hours=2)
        row = Introduction(patient=patient, opened_at=opened, due_on=opened.date() + DUE_AFTER)
        rows.append(row)
        if number == IN_HOSPITAL:
            row.not_done, row.not_done_why = Introduction.NotDone.TOO_UNWELL, NOT_DONE_WHY
            row.not_done_at, row.not_done_by = (
                _morning(now.astimezone(ZONE).date(), 1),
                patient.nurse,
            )
        elif number not in WAITING:
            row.finished_at, row.finished_by = at, patient.nurse
        done = DONE_SO_FAR if row.finished_at is None else [part.item for part in PARTS]
        steps += [
            IntroductionStep(introduction=row, item=item, by=patient.nurse, done_at=at)
            for item in done
        ]
    Introduction.objects.bulk_create(rows)
    IntroductionStep.objects.bulk_create(steps)


def _tasks(patients: Mapping[int, Patient], now: datetime, today: date) -> Iterable[Task]:
    for number, kind, what, whom, days in TASKS:
        patient = patients[number]
        yield Task(
            patient=patient,
            key=uuid5(DEMO, what),
            kind=kind,
            what=what,
            whom=whom,
            due_on=today + timedelta(days=days),
            made_by=patient.nurse,
            made_at=now - timedelta(days=3),
        )


def _hand_over(patient: Patient, staff: Staff, at: datetime) -> None:
    """From the deputy of the team to the nurse who looks after the patient now."""
    HandOver.objects.create(
        patient=patient,
        from_team=patient.team,
        to_team=patient.team,
        from_nurse=staff["tomasz"],
        to_nurse=patient.nurse,
        note=HANDED_OVER[1],
        by=staff["tomasz"],
        at=at,
    )


def _morning(today: date, days_ago: int) -> datetime:
    """Of that day, or of the Friday before where it is a weekend."""
    on = today - timedelta(days=days_ago)
    on -= timedelta(days=max(0, on.weekday() - 4))
    return datetime.combine(on, time(9, 40), ZONE)
