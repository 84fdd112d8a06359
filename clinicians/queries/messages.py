"""What patient and nurses have written to each other, as a nurse reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clinicians.wording import ago, moment
from diaries.models import Message, Patient
from diaries.queries.messages import last_messages, way_to_tell
from diaries.queries.patients import is_open

ON_PATIENTS_PAGE = 4
CHANNELS = {"EMAIL": "by email", "SMS": "by text message"}


@dataclass(frozen=True)
class Line:
    """One message in full. `read`: who read it and when, or by when a patient's should be read."""

    id: UUID
    who: str
    from_patient: bool
    when: str
    text: str
    read: str
    is_new: bool


@dataclass(frozen=True)
class Inbox:
    """`shown` are the messages whose text the page shows. `told` says how the patient learns that
    a message waits; empty where her diary is closed and nobody would read it."""

    lines: Sequence[Line]
    shown: Sequence[Message]
    earlier: int
    new: int
    told: str


def inbox_of(patient: Patient, now: datetime, *, most: int | None = ON_PATIENTS_PAGE) -> Inbox:
    """The last messages and all that nobody has read; `most` None: every one. No read mark is set
    here: whoever shows them does that."""
    rows, earlier = last_messages(patient, most=most)
    lines = [_line(row, patient, now) for row in rows]
    return Inbox(lines, rows, earlier, sum(line.is_new for line in lines), _told(patient, now))


def _line(row: Message, patient: Patient, now: datetime) -> Line:
    zone = patient.team.site.time_zone
    who = patient.first_name if row.from_patient else row.author.first_name
    return Line(
        id=row.pk,
        who=who,
        from_patient=row.from_patient,
        when=f"{moment(row.sent_at, now, zone)}, {ago(row.sent_at, now)}",
        text=row.text,
        read=_read(row, now, zone),
        is_new=row.from_patient and row.read_at is None,
    )


def _read(row: Message, now: datetime, zone: str) -> str:
    if row.read_at is not None and row.read_by is not None:
        return f"Read by {row.read_by.first_name}, {moment(row.read_at, now, zone)}"
    if not row.from_patient or row.promised_by is None:
        return "Not read yet"
    by = moment(row.promised_by, now, zone)
    return f"Promised to be read by {by}" + (", overdue" if row.promised_by <= now else "")


def _told(patient: Patient, now: datetime) -> str:
    if not is_open(patient) or patient.user is None:
        return ""
    way = way_to_tell(patient, now)
    if patient.world != Patient.World.LIVE:
        return f"A {patient.get_world_display().lower()} patient: nobody is told that it waits."
    if way is None:
        return (
            f"No email address and no mobile is known: nobody tells {patient.first_name} that it "
            "waits."
        )
    return f"{patient.first_name} is told {CHANNELS[way[0]]} that it waits."
