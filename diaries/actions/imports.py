"""Putting an imported diary into a patient's own."""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from diaries.actions.checks import summarise
from diaries.actions.holds import refuse_diary
from diaries.answers import Answers
from diaries.importing import ImportedReading
from diaries.models import PainCheck, Patient
from paincheck.audit.actions import Actor, record

# What makes an imported reading the same reading, in whichever file and whenever it comes again.
IMPORTED = UUID("4b51f24c-08df-4e17-80fa-bf7d0ff9d18f")
# Where a check of an unknown hour stands in the order of checks; `time_known` says that it is none.
MIDDAY = time(12)


@transaction.atomic
def import_readings(
    *, patient: Patient, readings: Sequence[ImportedReading], by: Actor, now: datetime
) -> int:
    """Add what the diary does not hold yet; returns how many that were.

    Imported checks are marked so, and the rules never look at them. Raises Held.
    """
    Patient.objects.hold(patient.pk)
    refuse_diary(patient, now)
    zone = ZoneInfo(patient.team.site.time_zone)
    held = set(patient.checks.values_list("key", flat=True))
    keyed = {_key(reading): reading for reading in readings}
    fresh = [
        _check(patient, key, reading, zone, now)
        for key, reading in keyed.items()
        if key not in held
    ]
    PainCheck.objects.bulk_create(fresh, batch_size=500)
    if fresh:
        summarise(patient)
        record(
            action="diary.imported",
            subject=patient,
            by=by,
            now=now,
            patient_id=patient.pk,
            reason=f"{len(fresh)} checks",
        )
    return len(fresh)


def _key(reading: ImportedReading) -> UUID:
    scores = (reading.worst, reading.average, reading.now)
    return uuid5(IMPORTED, "|".join(str(part) for part in (reading.day, reading.hour, *scores)))


def _check(
    patient: Patient, key: UUID, reading: ImportedReading, zone: ZoneInfo, now: datetime
) -> PainCheck:
    answers = Answers(
        worst=reading.worst, average=reading.average, now=reading.now, note=reading.site
    )
    at = datetime.combine(reading.day, reading.hour or MIDDAY, zone)
    return PainCheck(
        patient=patient,
        key=key,
        digest=answers.digest(),
        source=PainCheck.Source.IMPORTED,
        answered_at=min(at, now),
        received_at=now,
        day=reading.day,
        time_known=reading.hour is not None,
        worst=answers.worst,
        average=answers.average,
        now=answers.now,
        note=answers.note,
    )
