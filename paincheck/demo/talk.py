"""What two of the demo's patients and their nurses write to each other, through the real doors."""

from datetime import datetime, time, timedelta
from uuid import uuid5

from diaries.actions import messages
from diaries.models import Message, Patient
from paincheck.accounts.queries import hours_of
from paincheck.demo.rows import DEMO, ZONE

TALKS, ASKS = 4, 11  # numbers of patients
QUESTION = "Is it all right to take the slow tablets with breakfast? They make me feel a bit sick."
ANSWER = (
    "Yes, with food is fine for yours. If you still feel sick on Thursday, write again or ring us."
)
THANKS = "Thank you, that helps."
LATELY = (
    "How was the weekend with the family? Tell us in your next check if you were sore after it."
)
WAITS = "My sister asks if she may pick up my prescription for me. What does she have to bring?"


def write_messages(patients: dict[int, Patient], now: datetime) -> None:
    """One talk of last week with a new message at its end, and one question of today."""
    patient = patients[TALKS]
    asked = now - timedelta(days=7)
    hours = hours_of(patient.team.site, asked)
    opened = hours.read_by(asked) + timedelta(minutes=20)
    _by_patient(patient, QUESTION, asked)
    _read(patient, opened, by_nurse=True)
    _by_nurse(patient, ANSWER, opened + timedelta(minutes=4))
    _read(patient, opened + timedelta(hours=2), by_nurse=False)
    _by_patient(patient, THANKS, opened + timedelta(hours=2, minutes=3))
    _read(patient, hours.read_by(opened + timedelta(hours=3)), by_nurse=True)
    _by_nurse(patient, LATELY, _last_working_day(patient, now))
    _by_patient(patients[ASKS], WAITS, now - timedelta(minutes=40))


def _last_working_day(patient: Patient, now: datetime) -> datetime:
    """At eleven in the morning of the last working day before today."""
    hours = hours_of(patient.team.site, now)
    at = datetime.combine(now.astimezone(ZONE).date(), time(11), ZONE) - timedelta(days=1)
    while not hours.is_open(at):
        at -= timedelta(days=1)
    return at


def _by_patient(patient: Patient, text: str, at: datetime) -> None:
    by = patient.user or patient.nurse
    messages.send_to_nurses(patient=patient, text=text, key=uuid5(DEMO, text), by=by, now=at)


def _by_nurse(patient: Patient, text: str, at: datetime) -> None:
    by = patient.nurse
    messages.send_to_patient(patient=patient, text=text, key=uuid5(DEMO, text), by=by, now=at)


def _read(patient: Patient, at: datetime, *, by_nurse: bool) -> None:
    shown = list(Message.objects.filter(patient=patient))
    reader = patient.nurse if by_nurse else patient.user or patient.nurse
    messages.mark_read(patient=patient, shown=shown, by=reader, now=at)
