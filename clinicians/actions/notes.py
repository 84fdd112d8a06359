"""Notes of the staff about a patient: only added to, never lost and never shown to her."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clinicians.models import Note, NoteVersion
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


@dataclass(frozen=True)
class Saved:
    """`theirs`: the text that somebody saved meanwhile; then `version` is a note of its own.

    None: nobody had.
    """

    version: NoteVersion
    theirs: NoteVersion | None = None


@atomic_with_retries
def write_note(*, patient: Patient, key: UUID, text: str, by: User, now: datetime) -> NoteVersion:
    """A new note; the same form sent twice is one note."""
    Patient.objects.hold(patient.pk)
    note, is_new = Note.objects.get_or_create(patient=patient, key=key, defaults={"made_at": now})
    if not is_new:
        return note.versions.get(number=1)
    return _add(note, number=1, text=text, by=by, now=now)


@atomic_with_retries
def save_note(*, note: Note, number: int, key: UUID, text: str, by: User, now: datetime) -> Saved:
    """A newer text of a note. `number` is of the one that she had before her.

    Where somebody saved over that one, hers becomes a note of its own beside it: both stand on the
    page in full, and neither is lost.
    """
    Patient.objects.hold(note.patient_id)
    last = _last(note)
    if last.text == text and last.by_id == by.pk:
        return Saved(last)  # a second click
    if last.number != number:
        version = write_note(patient=note.patient, key=key, text=text, by=by, now=now)
        return Saved(version, theirs=last)
    return Saved(_add(note, number=number + 1, text=text, by=by, now=now))


@atomic_with_retries
def strike_note(*, note: Note, number: int, by: User, now: datetime) -> NoteVersion | None:
    """Struck out: it stays, crossed through. None where somebody saved over the text that she saw:
    then nothing is struck that she has not read."""
    Patient.objects.hold(note.patient_id)
    last = _last(note)
    if not last.text:
        return last
    if last.number != number:
        return None
    return _add(note, number=number + 1, text="", by=by, now=now)


def _last(note: Note) -> NoteVersion:
    return note.versions.latest("number")


def _add(note: Note, *, number: int, text: str, by: User, now: datetime) -> NoteVersion:
    version = NoteVersion.objects.create(note=note, number=number, text=text, by=by, at=now)
    action = "note.written" if text else "note.struck"
    record(action=action, subject=version, by=by, now=now, patient_id=note.patient_id)
    return version
