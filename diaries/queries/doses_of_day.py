"""The extra doses of one day, for the page of that day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from diaries.frame import clock
from diaries.models import ExtraDose, Patient
from diaries.queries.medicines import HELPED
from diaries.queries.patients import zone_of


@dataclass(frozen=True)
class DoseOfDay:
    """One extra dose on the page of its day: '9.05am'."""

    id: UUID
    when: str
    medicine: str
    helped: str


def doses_on(patient: Patient, day: date) -> list[DoseOfDay]:
    """The extra doses that she noted for one day, the earliest first. One query."""
    rows = ExtraDose.objects.standing().filter(patient=patient, day=day)
    zone = zone_of(patient)
    return [
        DoseOfDay(
            id=dose.pk,
            when=clock(dose.taken_at.astimezone(zone).time()),
            medicine=dose.medication.name if dose.medication else "",
            helped=str(HELPED.get(dose.helped, "")),
        )
        for dose in rows.select_related("medication").order_by("taken_at")
    ]
