"""What a patient says of her medicines, as a nurse reads it: extra doses, and what she left off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clinicians.queries.reading import ANSWER_SHOWN_FOR, DOSES_FOR
from clinicians.wording import ago, moment
from diaries.models import ExtraDose, NoLongerTaken, Patient
from diaries.queries.doses import taken_in_a_day


@dataclass(frozen=True)
class DoseDay:
    """One day's doses: 'today', and each as (time and medicine, whether it helped)."""

    day: str
    doses: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Doses:
    """`in_a_day`: in the last 24 hours, by her checks and her list together (S9)."""

    in_a_day: int
    days: Sequence[DoseDay]


@dataclass(frozen=True)
class LeftOffCard:
    """She says that she takes a medicine no more. `answer`: a nurse's of the last days, which can
    be taken back; '' while it waits."""

    id: int
    medicine: str
    when: str
    why: str
    answer: str


def doses_of(rows: Sequence[ExtraDose], patient: Patient, now: datetime) -> Doses:
    """The last days, newest first. `rows` are oldest first, with their medicine. Two queries."""
    zone = patient.team.site.time_zone
    by_day: dict[str, list[tuple[str, str]]] = {}
    for dose in reversed([row for row in rows if row.taken_at > now - DOSES_FOR]):
        day, at = moment(dose.taken_at, now, zone).rsplit(" ", 1)
        name = f"{at}, {dose.medication.name}" if dose.medication else at
        by_day.setdefault(day, []).append((name, dose.get_helped_display()))
    return Doses(
        in_a_day=taken_in_a_day(patient.pk, now),
        days=[DoseDay(day, found) for day, found in by_day.items()],
    )


def left_off(rows: Sequence[NoLongerTaken], now: datetime) -> list[LeftOffCard]:
    """Waiting for a nurse's answer, the oldest first; then those answered in the last days. The
    rows come in the order of saying."""
    waiting = [row for row in rows if row.answered_at is None]
    answered = [
        (row.answered_at, place, row)
        for place, row in enumerate(rows)
        if row.answered_at is not None and row.answered_at > now - ANSWER_SHOWN_FOR
    ]
    return [card_of(row, now) for row in [*waiting, *(row for *_, row in sorted(answered))]]


def card_of(row: NoLongerTaken, now: datetime) -> LeftOffCard:
    zone = row.medication.patient.team.site.time_zone
    return LeftOffCard(
        id=row.pk,
        medicine=row.medication.name,
        when=f"{moment(row.said_at, now, zone)}, {ago(row.said_at, now)}",
        why=row.why,
        answer=_answer(row, zone, now),
    )


def _answer(row: NoLongerTaken, zone: str, now: datetime) -> str:
    if row.answered_at is None or row.answered_by is None:
        return ""
    who = f"{row.answered_by.first_name}, {moment(row.answered_at, now, zone)}"
    return f"{row.get_answer_display()} ({who})"


def word_of(patient: Patient, said_id: int) -> NoLongerTaken | None:
    """None for another patient's too."""
    rows = NoLongerTaken.objects.select_related("medication__patient__team__site", "answered_by")
    return rows.filter(patient=patient, pk=said_id).first()
