"""What was done today, for whoever looks at the caseload at the end of it. No count for a nurse:
it says what was done for patients, and is no league table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from alerts.models import Alert
from alerts.wording import RULE_TITLES
from clinicians.models import Task
from clinicians.queries.selecting import in_default_scope, in_scope, live
from clinicians.wording import on_one_line
from diaries.models import Contact, Patient, SeenMark
from paincheck.accounts.hours import time_in_words
from paincheck.accounts.models import User

MOST = 100
LONGEST = 80


@dataclass(frozen=True)
class Done:
    """One thing that somebody did for a patient: at what time, and who."""

    at: datetime
    clock: str
    code: str
    patient: str
    what: str
    nurse: str


@dataclass(frozen=True)
class Today:
    """The latest first. `counts` are (how many, of what)."""

    counts: Sequence[tuple[int, str]]
    done: Sequence[Done]
    scope: str


def done_today(nurse: User, *, scope: str, now: datetime) -> Today:
    """For the patients in this scope, since midnight. Four queries."""
    found = in_scope(nurse, scope, now) if scope else in_default_scope(nurse, now)
    patients = live(found)
    since = datetime.combine(timezone.localtime(now).date(), time(), timezone.localtime(now).tzinfo)
    kinds = {
        "contacts logged": list(_contacts(patients, since)),
        "alerts closed": list(_closed(patients, since)),
        "checks seen": list(_seen(patients, since)),
        "tasks done": list(_tasks(patients, since)),
    }
    done = sorted((one for rows in kinds.values() for one in rows), key=lambda one: one.at)
    return Today(
        counts=[(len(rows), words) for words, rows in kinds.items()],
        done=done[::-1][:MOST],
        scope=scope,
    )


def _contacts(patients: "QuerySet[Patient]", since: datetime) -> Iterator[Done]:
    rows = Contact.objects.filter(patient__in=patients.values("pk"), recorded_at__gte=since)
    for row in rows.select_related("patient", "nurse"):
        what = f"{row.get_channel_display()}: {row.get_outcome_display()}"
        yield _done(row.recorded_at, row.patient, what, row.nurse)


def _closed(patients: "QuerySet[Patient]", since: datetime) -> Iterator[Done]:
    """By somebody: what ended by itself nobody did."""
    rows = Alert.objects.filter(
        patient__in=patients.values("pk"), closed_at__gte=since, closed_by__isnull=False
    )
    for row in rows.select_related("patient", "closed_by"):
        what = f"Closed ‘{RULE_TITLES[row.rule]}’: {row.get_closed_how_display()}"
        if row.closed_at and row.closed_by:
            yield _done(row.closed_at, row.patient, what, row.closed_by)


def _seen(patients: "QuerySet[Patient]", since: datetime) -> Iterator[Done]:
    """A line for each nurse and patient, however many checks there were."""
    marks = SeenMark.objects.filter(
        check_seen__patient__in=patients.values("pk"), seen_at__gte=since
    )
    names = (
        "check_seen__patient__code",
        "check_seen__patient__first_name",
        "check_seen__patient__last_name",
        "nurse__first_name",
    )
    for *told, number, at in marks.order_by().values_list(*names, Count("pk"), Max("seen_at")):
        code, first, last, nurse = told
        what = f"Saw {number} check{'' if number == 1 else 's'}"
        yield Done(at, _clock(at), code, f"{first} {last}", what, nurse)


def _tasks(patients: "QuerySet[Patient]", since: datetime) -> Iterator[Done]:
    rows = Task.objects.filter(patient__in=patients.values("pk"), done_at__gte=since)
    for row in rows.select_related("patient", "done_by"):
        if row.done_at and row.done_by:
            what = f"Task done: {on_one_line(row.what, LONGEST)}"
            yield _done(row.done_at, row.patient, what, row.done_by)


def _done(at: datetime, patient: Patient, what: str, nurse: User) -> Done:
    return Done(at, _clock(at), patient.code, patient.full_name, what, nurse.first_name)


def _clock(at: datetime) -> str:
    return time_in_words(timezone.localtime(at).time())
