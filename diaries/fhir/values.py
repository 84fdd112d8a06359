"""The small parts of FHIR that every resource here is made of."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from diaries.record import Person
from paincheck.speech import gettext_noop

Resource = dict[str, Any]

# Names, not addresses: nothing answers there, and `.example` can never be somebody else's.
OURS = "https://paincheck.example/fhir"
NAMES = UUID("6f0a3a3e-3f0c-5e0b-9f3b-7d6f1c0f5b11")  # our own space for uuid5, drawn once
HELPED = {"WITH": gettext_noop("with help"), "FOR": gettext_noop("by somebody else")}


def named(*parts: object) -> str:
    """The same UUID for the same thing, in every export."""
    return str(uuid5(NAMES, "/".join(str(part) for part in parts)))


def patient(person: Person, *, with_hospital_number: bool) -> Resource:
    numbers = [{"system": f"{OURS}/patient-code", "value": person.code}]
    if with_hospital_number and person.hospital_number.strip():
        numbers.append(
            {"system": f"{OURS}/hospital-number", "value": clean(person.hospital_number)}
        )
    told: Resource = {"resourceType": "Patient", "id": named("patient", person.code)}
    told["identifier"] = numbers
    first, last = clean(person.first_name), clean(person.last_name)
    name = {
        "text": f"{first} {last}".strip(),
        "family": last,
        "given": [first] if first else [],
    }
    name = {key: value for key, value in name.items() if value}
    if name:
        told["name"] = [name]
    if person.born_on is not None:
        told["birthDate"] = person.born_on.isoformat()
    return told


def entry(resource: Resource) -> Resource:
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def subject(person: Person) -> Resource:
    return {"reference": f"urn:uuid:{named('patient', person.code)}"}


def coding(system: str, code: str, display: str) -> Resource:
    return {"system": f"{OURS}/{system}", "code": code, "display": display}


def instant(at: datetime) -> str:
    """'2026-11-24T12:00:00+00:00': with seconds and the offset, as FHIR asks."""
    return at.replace(microsecond=0).isoformat()


def number(score: Decimal) -> int | float:
    """7 for 7.0, 6.5 for 6.5: one decimal goes through JSON unharmed."""
    return int(score) if score == int(score) else float(score)


def clean(text: str) -> str:
    """Without the control signs that FHIR's strings do not allow; '' for what is only blank."""
    kept = "".join(
        sign for sign in text if sign in "\t\n\r" or sign.isprintable() or ord(sign) > 159
    )
    return kept.strip()


def extension(name: str, **value: Any) -> Resource:
    return {"url": f"{OURS}/{name}", **value}


def answered(link: str, text: str, *answers: Resource) -> Resource:
    """One item of an answer sheet."""
    return {"linkId": link, "text": text, "answer": list(answers)}
