"""A whole diary, read for an export: a fixed number of queries, however long it is."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from diaries.models import (
    ExtraDose,
    FullerCheck,
    Medication,
    MedicationChange,
    NoLongerTaken,
    PainCheck,
    Patient,
)
from diaries.queries.checks import answers_of
from diaries.queries.patients import zone_of
from diaries.record import Change, Check, Dose, Fuller, Medicine, Person, Record
from paincheck.accounts.models import User


def record_of(patient: Patient) -> Record:
    """Everything that patient and nurse wrote of pain and medicines. Six queries.

    Left out: messages and contacts (they are not the diary), doses taken back as a slip of the
    finger, and a fuller check that is still being written.
    """
    zone = zone_of(patient)
    return Record(
        person=_person(patient),
        checks=tuple(_check(row, zone) for row in _checks(patient)),
        fuller=tuple(_fuller(row, zone) for row in _fuller_checks(patient)),
        medicines=tuple(_medicines(patient, zone)),
        doses=tuple(_doses(patient, zone)),
    )


def _person(patient: Patient) -> Person:
    return Person(
        code=patient.code,
        first_name=patient.first_name,
        last_name=patient.last_name,
        born_on=patient.born_on,
        hospital_number=patient.hospital_number,
        is_live=patient.world == Patient.World.LIVE,
        goal=None if patient.pain_goal is None else Decimal(patient.pain_goal),
    )


def _checks(patient: Patient) -> QuerySet[PainCheck]:
    rows = PainCheck.objects.filter(patient=patient).select_related("entered_by")
    return rows.order_by("answered_at", "received_at", "pk")


def _check(row: PainCheck, zone: ZoneInfo) -> Check:
    return Check(
        id=row.pk,
        answers=answers_of(row),
        answered_at=row.answered_at.astimezone(zone),
        received_at=row.received_at.astimezone(zone),
        day=row.day,
        time_known=row.time_known,
        since_last=row.since_last,
        source=row.source,
        entered_by=_name(row.entered_by),
        helped=row.helped,
        offline=row.offline,
        amends=row.amends_id,
        is_replaced=row.superseded_at is not None,
    )


def _fuller_checks(patient: Patient) -> QuerySet[FullerCheck]:
    rows = FullerCheck.objects.filter(patient=patient).select_related("entered_by")
    done = rows.exclude(sent_at__isnull=True, left_at__isnull=True)
    return done.order_by("begun_at", "pk")


def _fuller(row: FullerCheck, zone: ZoneInfo) -> Fuller:
    return Fuller(
        id=row.pk,
        answers=row.answers,
        begun_at=row.begun_at.astimezone(zone),
        saved_at=row.saved_at.astimezone(zone),
        sent_at=None if row.sent_at is None else row.sent_at.astimezone(zone),
        entered_by=_name(row.entered_by),
        helped=row.helped,
    )


def _medicines(patient: Patient, zone: ZoneInfo) -> list[Medicine]:
    rows = Medication.objects.filter(patient=patient).prefetch_related("changes__entered_by")
    said = NoLongerTaken.objects.filter(
        patient=patient, answered_at__isnull=True, taken_back_at__isnull=True
    )
    open_since = {row.medication_id: row.said_at.astimezone(zone) for row in said}
    return [
        Medicine(
            id=row.pk,
            name=row.name,
            route=row.route,
            when_needed=row.purpose == Medication.Purpose.EXTRA,
            changes=tuple(_change(one, zone) for one in _standing(row)),
            taken_back=next((one.void_reason for one in row.changes.all() if one.voided_at), ""),
            said_stopped_at=open_since.get(row.pk),
        )
        for row in rows.order_by("pk")
    ]


def _standing(row: Medication) -> list[MedicationChange]:
    """The changes that stand; none where the start itself was taken back."""
    changes = [one for one in row.changes.all() if one.voided_at is None]
    began = any(one.kind == MedicationChange.Kind.STARTED for one in changes)
    return changes if began else []


def _change(row: MedicationChange, zone: ZoneInfo) -> Change:
    at = row.entered_at.astimezone(zone)
    return Change(row.kind, row.dose, row.on, at, row.entered_by.full_name)


def _doses(patient: Patient, zone: ZoneInfo) -> list[Dose]:
    rows = ExtraDose.objects.standing().filter(patient=patient).select_related("medication")
    return [
        Dose(
            id=row.pk,
            medicine=row.medication_id,
            medicine_name="" if row.medication is None else row.medication.name,
            taken_at=row.taken_at.astimezone(zone),
            recorded_at=row.recorded_at.astimezone(zone),
            helped=row.helped,
            helped_at=None if row.helped_at is None else row.helped_at.astimezone(zone),
        )
        for row in rows.order_by("taken_at", "pk")
    ]


def _name(user: User | None) -> str:
    return "" if user is None else user.full_name
