"""The staff's notes about one patient, as a nurse reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clinicians.models import Note, NoteVersion
from clinicians.wording import moment
from diaries.models import Patient


@dataclass(frozen=True)
class Text:
    """One text of a note, and who wrote it when."""

    text: str
    by: str
    when: str


@dataclass(frozen=True)
class NoteCard:
    """One note as it stands. `struck`: by whom and when, or ''; then the text is the last one that
    stood. `number` is of the last version. `earlier`: the texts before, the last first."""

    id: int
    number: int
    now: Text
    struck: str
    earlier: Sequence[Text]


def notes_of(rows: Sequence[Note], patient: Patient, now: datetime) -> list[NoteCard]:
    """All of them, those that stand first, each group the newest first. The rows come with their
    versions, the newest first."""
    cards = [card_of(row, patient, now) for row in rows]
    return sorted(cards, key=lambda card: bool(card.struck))


def card_of(note: Note, patient: Patient, now: datetime) -> NoteCard:
    zone = patient.team.site.time_zone
    versions = sorted(note.versions.all(), key=lambda version: version.number, reverse=True)
    last = versions[0]
    texts = [text_of(version, now, zone) for version in versions if version.text]
    return NoteCard(
        id=note.pk,
        number=last.number,
        now=texts[0],
        struck="" if last.text else f"{last.by.first_name}, {moment(last.at, now, zone)}",
        earlier=texts[1:],
    )


def text_of(version: NoteVersion, now: datetime, zone: str) -> Text:
    return Text(version.text, version.by.first_name, moment(version.at, now, zone))


def note_of(patient: Patient, note_id: int) -> Note | None:
    """None for another patient's too."""
    rows = Note.objects.filter(patient=patient, pk=note_id).prefetch_related("versions__by")
    return rows.first()
