"""What comes back on its day: on the patient's page, and for one nurse over her patients."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from clinicians.models import Task
from clinicians.queries.people import zone_of
from clinicians.queries.reading import MOST_DONE
from clinicians.queries.selecting import PUT_AWAY
from clinicians.wording import day_in_words, moment
from diaries.models import Patient
from paincheck.accounts.models import Leave, User
from paincheck.audit.models import AuditEvent

SOON = timedelta(days=7)
DONE_LATELY = timedelta(days=1)
MINE, TEAM = "mine", "team"


@dataclass(frozen=True)
class TaskCard:
    """One task in words. `moved`: when its day was last changed, by whom and why."""

    id: int
    code: str
    name: str
    world: str
    what: str
    whom: str
    due: str
    is_due: bool
    overdue: bool
    is_decision: bool
    made: str
    moved: str
    done: str
    result: str


@dataclass(frozen=True)
class PatientTasks:
    open: Sequence[TaskCard]
    done: Sequence[TaskCard]

    @property
    def due(self) -> int:
        return sum(card.is_due for card in self.open)


@dataclass(frozen=True)
class MyTasks:
    """`done`: by her within the last day, so that a slip can be undone."""

    due: Sequence[TaskCard]
    soon: Sequence[TaskCard]
    later: Sequence[TaskCard]
    done: Sequence[TaskCard]
    scope: str
    scopes: Sequence[tuple[str, str]]


def tasks_of(rows: Sequence[Task], patient: Patient, now: datetime) -> PatientTasks:
    """All that is open, and what was done last. The rows come in the order of their days. One
    query."""
    waiting = [row for row in rows if row.done_at is None]
    ended = [(row.done_at, row.pk, row) for row in rows if row.done_at is not None]
    done = [row for *_, row in sorted(ended, reverse=True)[:MOST_DONE]]
    cards = _cards([*waiting, *done], {patient.pk: patient}, now)
    return PatientTasks(
        open=[card for card in cards if not card.done], done=[card for card in cards if card.done]
    )


def my_tasks(nurse: User, *, scope: str, now: datetime) -> MyTasks:
    """Hers are those of the patients whom she or a colleague she covers is named for, and those
    that she made herself. Practice patients come last; of the dead nothing is asked (S18)."""
    scope = scope if scope in (MINE, TEAM) else MINE
    patients = _patients(nurse, scope, now)
    rows = Task.objects.filter(patient__in=patients.values("pk"))
    if scope == MINE:
        rows = rows | Task.objects.filter(
            made_by=nurse, patient__in=_patients(nurse, TEAM, now).values("pk")
        )
    rows = rows.select_related("made_by", "done_by", "patient__team__site").distinct()
    since = now - DONE_LATELY
    lately = rows.filter(done_by=nurse, done_at__gte=since).order_by("-done_at")[:MOST_DONE]
    found = [*rows.open(), *lately]
    cards = _cards(found, {row.patient_id: row.patient for row in found}, now)
    days = {row.pk: row.due_on for row in found}
    soon = (
        max((_today(row.patient, now) for row in found), default=timezone.localtime(now).date())
        + SOON
    )
    waiting = sorted((card for card in cards if not card.done), key=lambda card: bool(card.world))
    return MyTasks(
        due=[card for card in waiting if card.is_due],
        soon=[card for card in waiting if not card.is_due and days[card.id] <= soon],
        later=[card for card in waiting if not card.is_due and days[card.id] > soon],
        done=[card for card in cards if card.done],
        scope=scope,
        scopes=[(MINE, "Mine"), (TEAM, "My team’s")],
    )


def task_of(patient: Patient, task_id: int) -> Task | None:
    """None for another patient's too."""
    return Task.objects.filter(patient=patient, pk=task_id).select_related("done_by").first()


def open_task_rows(patient: Patient) -> list[Task]:
    """For a form that asks which of them a call does."""
    return list(Task.objects.open().filter(patient=patient))


def asked_in_words(tasks: Iterable[Task], today: date) -> dict[int, list[str]]:
    """Of prescribers who were asked, by contact: 'Dr Adams asked, to answer by Thursday 26
    November', and then what they decided (S19)."""
    found: dict[int, list[str]] = {}
    for task in tasks:
        if task.kind == Task.Kind.PRESCRIBER and task.contact_id is not None:
            day = f"{task.due_on:%A} {day_in_words(task.due_on, today)}"
            by = f"{task.whom} asked, to answer by {day}"
            words = by if task.done_at is None else f"{task.whom} asked. Decided: {task.result}"
            found.setdefault(task.contact_id, []).append(words)
    return found


def _patients(nurse: User, scope: str, now: datetime) -> "QuerySet[Patient]":
    in_care = Patient.objects.in_care_of(nurse, now).values("pk")
    found = Patient.objects.filter(pk__in=in_care).exclude(status=Patient.Status.DIED)
    found = found.exclude(PUT_AWAY)
    if scope == MINE:
        covered = (
            Leave.objects.on(timezone.localtime(now).date()).filter(cover=nurse).values("nurse")
        )
        found = found.filter(Q(nurse=nurse) | Q(nurse__in=covered))
    return found


def _cards(rows: Iterable[Task], patients: dict[int, Patient], now: datetime) -> list[TaskCard]:
    rows = list(rows)
    moved = _moves(rows)
    return [_card(row, patients[row.patient_id], moved.get(row.pk), now) for row in rows]


def _moves(rows: Sequence[Task]) -> dict[int, AuditEvent]:
    """The last change of day of each. One query."""
    lines = AuditEvent.objects.filter(
        action="task.moved",
        subject_type=Task._meta.label,
        patient_id__in={row.patient_id for row in rows},
        subject_id__in=[str(row.pk) for row in rows],
    )
    return {int(line.subject_id): line for line in lines.order_by("at", "pk")}


def _card(row: Task, patient: Patient, moved: AuditEvent | None, now: datetime) -> TaskCard:
    zone, today = patient.team.site.time_zone, _today(patient, now)
    day = "today" if row.due_on == today else f"{row.due_on:%A} {day_in_words(row.due_on, today)}"
    done = ""
    if row.done_at is not None and row.done_by is not None:
        done = f"{row.done_by.first_name}, {moment(row.done_at, now, zone)}"
    return TaskCard(
        id=row.pk,
        code=patient.code,
        name=patient.full_name,
        world="" if patient.world == Patient.World.LIVE else patient.get_world_display(),
        what=row.what,
        whom=row.whom,
        due=day,
        is_due=row.due_on <= today,
        overdue=row.due_on < today,
        is_decision=row.kind == Task.Kind.PRESCRIBER,
        made=f"{row.made_by.first_name}, {moment(row.made_at, now, zone)}",
        moved=f"{moment(moved.at, now, zone)}: {moved.reason.lower()}" if moved else "",
        done=done,
        result=row.result,
    )


def _today(patient: Patient, now: datetime) -> date:
    return now.astimezone(zone_of(patient)).date()
