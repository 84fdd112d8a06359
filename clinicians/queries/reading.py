"""What more than one part of a patient's page tells of: read once, and handed on.

The list of what has changed speaks of the same rows as the parts that say more. Each is read here
for both, in one query (two with its history), whatever there is of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q

from alerts.models import Alert
from clinicians.models import HandOver, Note, NoteVersion, Task
from clinicians.queries import care
from diaries.models import Contact, ExtraDose, Medication, NoLongerTaken, Patient

MOST_CLOSED = 20
MOST_DONE = 10
HANDED_OVER_FOR = timedelta(days=28)
DOSES_FOR = timedelta(days=7)
ANSWER_SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Read:
    """Rows of one patient, each kind in the order of its happening. What is limited holds whatever
    came after `since` in full."""

    since: datetime
    contacts: Sequence[Contact]
    medicines: Sequence[Medication]
    alerts: Sequence[Alert]
    left_off: Sequence[NoLongerTaken]
    doses: Sequence[ExtraDose]
    tasks: Sequence[Task]
    hand_overs: Sequence[HandOver]
    notes: Sequence[Note]


def read(patient: Patient, since: datetime, now: datetime) -> Read:
    """Ten queries. The patient comes with team and site."""
    contacts = Contact.objects.filter(patient=patient).select_related("nurse", "voided_by")
    return Read(
        since=since,
        contacts=list(contacts.order_by("at", "pk")),
        medicines=care.medication_rows(patient),
        alerts=alerts_shown(patient, since),
        left_off=_left_off(patient, since, now),
        doses=_doses(patient, since, now),
        tasks=_tasks(patient, since),
        hand_overs=_hand_overs(patient, since, now),
        notes=_notes(patient),
    )


def alerts_shown(patient: Patient, since: datetime | None = None) -> list[Alert]:
    """All that are open, the last that were closed, and whatever was opened or closed since."""
    mine = Alert.objects.filter(patient=patient)
    ended = mine.filter(closed_at__isnull=False).order_by("-closed_at")
    wanted = Q(closed_at__isnull=True) | Q(pk__in=ended.values("pk")[:MOST_CLOSED])
    if since is not None:
        wanted |= Q(opened_at__gt=since) | Q(closed_at__gt=since)
    found = mine.filter(wanted).select_related("taken_by", "snoozed_by", "closed_by")
    return list(found.order_by("opened_at", "pk"))


def _left_off(patient: Patient, since: datetime, now: datetime) -> list[NoLongerTaken]:
    lately = Q(answered_at__isnull=True) | Q(answered_at__gt=now - ANSWER_SHOWN_FOR)
    found = NoLongerTaken.objects.filter(
        lately | Q(said_at__gt=since), patient=patient, taken_back_at__isnull=True
    )
    rows = found.select_related("medication__patient__team__site", "answered_by")
    return list(rows.order_by("said_at", "pk"))


def _doses(patient: Patient, since: datetime, now: datetime) -> list[ExtraDose]:
    lately = Q(taken_at__gt=now - DOSES_FOR) | Q(recorded_at__gt=since)
    found = ExtraDose.objects.standing().filter(lately, patient=patient)
    return list(found.select_related("medication").order_by("taken_at"))


def _tasks(patient: Patient, since: datetime) -> list[Task]:
    mine = Task.objects.filter(patient=patient)
    done = mine.filter(done_at__isnull=False).order_by("-done_at")
    lately = Q(done_at__gt=since) | Q(pk__in=done.values("pk")[:MOST_DONE])
    wanted = Q(done_at__isnull=True) | lately | Q(kind=Task.Kind.PRESCRIBER)
    return list(mine.filter(wanted).select_related("made_by", "done_by"))


def _hand_overs(patient: Patient, since: datetime, now: datetime) -> list[HandOver]:
    after = min(since, now - HANDED_OVER_FOR)
    found = HandOver.objects.filter(patient=patient, at__gte=after)
    return list(found.select_related("from_nurse", "to_nurse", "from_team", "to_team"))


def _notes(patient: Patient) -> list[Note]:
    versions = Prefetch("versions", queryset=NoteVersion.objects.select_related("by"))
    found = Note.objects.filter(patient=patient).prefetch_related(versions)
    return list(found.order_by("-made_at", "-pk"))
