"""What a nurse narrows her caseload by. It stands in the address, so that it can be kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from clinicians.queries.need import BY_CODE, Placed
from diaries.models import Patient

HOME, PAUSED = "home", "paused"
SITUATIONS = {
    HOME: "At home",
    PAUSED: "Paused",
    "hospital": "In hospital",
    "last-days": "Last days of life",
    "discharged": "Discharged",
    "died": "Died",
}
_STATUS = {
    "hospital": Patient.Status.IN_HOSPITAL,
    "last-days": Patient.Status.LAST_DAYS,
    "discharged": Patient.Status.DISCHARGED,
    "died": Patient.Status.DIED,
}
WITHOUT, ONLY = "without", "only"
PRACTICE = {WITHOUT: "Without practice patients", ONLY: "Practice patients only"}


@dataclass(frozen=True)
class Filters:
    """Each is empty, or one of the codes of its list."""

    need: str = ""
    situation: str = ""
    practice: str = ""

    @classmethod
    def asked(cls, told: Mapping[str, str]) -> "Filters":
        """Out of an address; what is no filter of ours narrows nothing."""
        known: dict[str, Collection[str]] = {
            "need": BY_CODE,
            "situation": SITUATIONS,
            "practice": PRACTICE,
        }
        given = {name: told.get(name, "") for name in known}
        return cls(**{name: code for name, code in given.items() if code in known[name]})

    @property
    def any(self) -> bool:
        return bool(self.need or self.situation or self.practice)

    def lets_in(self, placed: Placed) -> bool:
        patient = placed.patient
        is_practice = patient.world != Patient.World.LIVE
        return (
            (not self.need or placed.need == BY_CODE[self.need])
            and (not self.situation or _is_so(patient, self.situation))
            and (not self.practice or is_practice == (self.practice == ONLY))
        )


def _is_so(patient: Patient, situation: str) -> bool:
    if situation in _STATUS:
        return patient.status == _STATUS[situation]
    at_home = patient.status == Patient.Status.ACTIVE
    return at_home and (patient.paused_at is not None) == (situation == PAUSED)
