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
    number: int = 1


@dataclass(frozen=True)
class Today:
    """The latest first. `counts` are such as '2 contacts logged'."""

    counts: Sequence[str]
    done: Sequence[Done]
    scope: str


def done_today(nurse: User, *, scope: str, now: datetime) -> Today:
    """For the patients in this scope, since midnight. Four queries."""
    found = in_scope(nurse, scope, now) if scope else in_default_scope(nurse, now)
    patients = live(found)
    since = datetime.combine(timezone.localtime(now).date(), time(), timezone.localtime(now).tzinfo)
    kinds = {
        ("contact logged", "contacts logged"): list(_contacts(patients, since)),
        ("alert closed", "alerts closed"): list(_closed(patients, since)),
        ("check seen", "checks seen"): list(_seen(patients, since)),
        ("task done", "tasks done"): list(_tasks(patients, since)),
    }
    done = sorted((one for rows in kinds.values() for one in rows), key=lambda one: one.at)
    return Today(
        counts=[_counted(sum(one.number for one in rows), *words) for words, rows in kinds.items()],
        done=done[::-1][:MOST],
        scope=scope,
    )


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _contacts(patients: "QuerySet[Patient]", since: datetime) -> Iterator[Done]:
    rows = Contact.objects.filter(
        patient__in=patients.values("pk"), recorded_at__gte=since, voided_at=None
    )
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
    rows = marks.order_by().values(*names).annotate(n=Count("pk"), at=Max("seen_at"))
    for code, first, last, nurse, number, at in rows.values_list(*names, "n", "at"):
        what = f"Saw {number} check{'' if number == 1 else 's'}"
        yield Done(at, _clock(at), code, f"{first} {last}", what, nurse, number)


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
