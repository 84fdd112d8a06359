"""What a patient says of her medicines, as a nurse reads it: extra doses, and what she left off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from clinicians.wording import ago, moment
from diaries.models import ExtraDose, NoLongerTaken, Patient
from diaries.queries.doses import taken_in_a_day

SHOWN_DAYS = 7
ANSWER_SHOWN_FOR = timedelta(days=7)


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


def doses_of(patient: Patient, now: datetime) -> Doses:
    """The last days, newest first. Three queries."""
    rows = ExtraDose.objects.standing().filter(
        patient=patient, taken_at__gt=now - timedelta(days=SHOWN_DAYS)
    )
    zone = patient.team.site.time_zone
    by_day: dict[str, list[tuple[str, str]]] = {}
    for dose in rows.select_related("medication").order_by("-taken_at"):
        day, at = moment(dose.taken_at, now, zone).rsplit(" ", 1)
        name = f"{at}, {dose.medication.name}" if dose.medication else at
        by_day.setdefault(day, []).append((name, dose.get_helped_display()))
    return Doses(
        in_a_day=taken_in_a_day(patient.pk, now),
        days=[DoseDay(day, found) for day, found in by_day.items()],
    )


def left_off(patient: Patient, now: datetime) -> list[LeftOffCard]:
    """Waiting for a nurse's answer, the oldest first; then those answered in the last days."""
    lately = Q(answered_at__isnull=True) | Q(answered_at__gt=now - ANSWER_SHOWN_FOR)
    rows = NoLongerTaken.objects.filter(lately, patient=patient, taken_back_at__isnull=True)
    found = rows.select_related("medication__patient__team__site", "answered_by")
    ordered = found.order_by(F("answered_at").asc(nulls_first=True), "said_at")
    return [card_of(row, now) for row in ordered]


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
