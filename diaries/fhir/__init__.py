"""A diary as FHIR R4: plain dicts, ready for JSON. Read-only, and nothing is made up for it.

Plain: no Django, no database, no clock, and no library: four kinds of resource are not worth
one at run time, and the tests hold the bundles against two validators.

Decided here, for whoever reads it elsewhere:
- A score that was skipped is no Observation at all. 'Asked, but declined' would say that she
  refused, and an Observation without a value is one that somebody will count (S1).
- A correction stands as 'amended', its changed scores as 'corrected'. What it replaced stays as an
  answer sheet 'entered-in-error' and has no Observations, so that nobody counts it twice (S4).
- 'Now' is a moment; worst, mostly and lowest span the time that was asked about (S8).
- An extra dose is a MedicationAdministration: one event at one time, by her own hand. A
  MedicationStatement would read as one more medicine on her list.
- Where only the day is known, the day is all that is told.
"""

from datetime import datetime
from typing import Any

from diaries.fhir.answers import answer_sheet
from diaries.fhir.fuller import fuller_sheet
from diaries.fhir.medicines import administration, statement
from diaries.fhir.scores import observations
from diaries.fhir.values import Resource, entry, instant, patient
from diaries.record import Record

__all__ = ["MEDIA_TYPE", "bundle"]

MEDIA_TYPE = "application/fhir+json"
TEST_DATA = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}


def bundle(record: Record, *, now: datetime, for_staff: bool = False) -> Resource:
    """The whole diary as one Bundle of type collection, of `now`.

    Only a nurse's has the hospital number: a file on a patient's phone needs no more names for
    her. The diary of a practice or test patient says that it is test data.
    """
    resources = [
        patient(record.person, with_hospital_number=for_staff),
        *observations(record),
        *(answer_sheet(check, record.person) for check in record.checks),
        *_fuller_sheets(record),
        *(statement(medicine, record.person, now.date()) for medicine in record.medicines),
        *(administration(dose, record.person) for dose in record.doses),
    ]
    told: dict[str, Any] = {"resourceType": "Bundle"}
    if not record.person.is_live:
        told["meta"] = {"security": [TEST_DATA]}
    return told | {
        "type": "collection",
        "timestamp": instant(now),
        "entry": [entry(resource) for resource in resources],
    }


def _fuller_sheets(record: Record) -> list[Resource]:
    sheets = [fuller_sheet(fuller, record.person) for fuller in record.fuller]
    return [sheet for sheet in sheets if sheet is not None]
