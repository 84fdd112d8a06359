"""Medicines as the nurse keeps them, and the extra doses that the patient noted."""

from datetime import date, timedelta

from diaries.fhir.values import Resource, clean, extension, instant, named, subject
from diaries.record import Change, Dose, Medicine, Person
from paincheck.speech import gettext
from paincheck.speech import gettext_noop as _

SAID_STOPPED = _(
    "The patient said that she does not take this any more. A nurse has not answered yet."
)
HELPED_WORDS = {
    "A_LOT": _("It helped a lot"),
    "A_LITTLE": _("It helped a little"),
    "NO": _("It did not help"),
}
NOT_NAMED = _("Extra dose of painkiller, not said which")


def statement(medicine: Medicine, person: Person, today: date) -> Resource:
    """One medicine from its start on; each dose that it ever had, in the nurse's own words."""
    told: Resource = {
        "resourceType": "MedicationStatement",
        "id": _id(medicine.id, person),
        "status": _status(medicine, today),
        "medicationCodeableConcept": {"text": clean(medicine.name)},
        "subject": subject(person),
    }
    if not medicine.changes:
        why = clean(medicine.taken_back)
        return told | ({"statusReason": [{"text": why}]} if why else {})
    changes = medicine.changes
    latest = max(changes, key=lambda change: change.entered_at)
    told |= {
        "effectivePeriod": _period(changes[0].on, _stopped_on(medicine)),
        "dateAsserted": instant(latest.entered_at),
        "informationSource": {"display": clean(latest.entered_by) or gettext("a nurse")},
        "dosage": _dosages(medicine),
    }
    if medicine.said_stopped_at is not None:
        note = {"time": instant(medicine.said_stopped_at), "text": gettext(SAID_STOPPED)}
        told["note"] = [note]
    return told


def administration(dose: Dose, person: Person) -> Resource:
    """One extra dose at the time that she gave. No amount: none was asked."""
    told: Resource = {
        "resourceType": "MedicationAdministration",
        "id": str(dose.id),
        "extension": [extension("received-at", valueInstant=instant(dose.recorded_at))],
        "status": "completed",
        "medicationCodeableConcept": {"text": clean(dose.medicine_name) or gettext(NOT_NAMED)},
        "subject": subject(person),
        "effectiveDateTime": instant(dose.taken_at),
        "performer": [{"actor": subject(person)}],
    }
    if dose.medicine is not None:
        listed = {"reference": f"urn:uuid:{_id(dose.medicine, person)}"}
        told["supportingInformation"] = [listed]
    if dose.helped:
        note: Resource = {"text": gettext(HELPED_WORDS[dose.helped])}
        if dose.helped_at is not None:
            note = {"time": instant(dose.helped_at), **note}
        told["note"] = [note]
    return told


def _id(medicine: int, person: Person) -> str:
    return named("medicine", person.code, medicine)


def _stopped_on(medicine: Medicine) -> date | None:
    return next((one.on for one in medicine.changes if one.kind == "STOPPED"), None)


def _status(medicine: Medicine, today: date) -> str:
    stopped = _stopped_on(medicine)
    if not medicine.changes:
        return "entered-in-error"
    if stopped is not None and stopped <= today:
        return "completed"
    return "active" if medicine.changes[0].on <= today else "intended"


def _period(start: date, end: date | None) -> Resource:
    ends = {} if end is None else {"end": max(start, end).isoformat()}
    return {"start": start.isoformat(), **ends}


def _dosages(medicine: Medicine) -> list[Resource]:
    """A dose holds from its day to the day before the next one, or to the stop."""
    doses = [one for one in medicine.changes if one.kind != "STOPPED"]
    stopped = _stopped_on(medicine)
    ends = [one.on - timedelta(days=1) for one in doses[1:]] + [stopped]
    return [
        _dosage(medicine, place, one, end)
        for place, (one, end) in enumerate(zip(doses, ends, strict=True), start=1)
    ]


def _dosage(medicine: Medicine, place: int, change: Change, end: date | None) -> Resource:
    told: Resource = {"sequence": place}
    if clean(change.dose):
        told["text"] = clean(change.dose)
    told["timing"] = {"repeat": {"boundsPeriod": _period(change.on, end)}}
    told["asNeededBoolean"] = medicine.when_needed
    if clean(medicine.route):
        told["route"] = {"text": clean(medicine.route)}
    return told
