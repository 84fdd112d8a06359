"""The person whose diary it is, and what surrounds each of her pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from diaries.models import Patient
from diaries.promises import Number, Phones, Promise, numbers_to_ring, promise, urgent_first
from diaries.queries.waiting import unhandled_of
from paincheck.accounts import queries as accounts
from paincheck.accounts.hours import Hours, NeverOpen
from paincheck.accounts.models import Site, User
from paincheck.background.queries import late_since

__all__ = [
    "Patient",
    "Surroundings",
    "User",
    "is_open",
    "numbers_for",
    "patient_of",
    "phones_of",
    "surroundings",
    "zone_of",
]

OPEN = (Patient.Status.ACTIVE, Patient.Status.IN_HOSPITAL)


@dataclass(frozen=True)
class Surroundings:
    """Who reads, when, and whom to ring: on every page of a patient (S5).

    `nurse` is the first name of who reads: of her nurse, or of who stands in during leave.
    """

    nurse: str
    team: str
    hours: Hours | None
    zone: str
    promise: Promise
    phones: Phones
    numbers: list[Number]
    nurses_may_not_know: bool
    care_plan: str

    @property
    def urgent_numbers(self) -> list[Number]:
        """Under 'ring now': without the nurses' number while nobody answers it."""
        answered = [
            one for one in self.numbers if self.promise.is_open or one.number != self.phones.team
        ]
        return urgent_first(answered or self.numbers, self.phones)


def patient_of(user: User) -> Patient | None:
    """The patient who signs in as this user, with team, site and nurse; None: no diary."""
    return Patient.objects.filter(user=user).select_related("team__site", "nurse", "user").first()


def is_open(patient: Patient) -> bool:
    """Whether checks are taken: not after discharge or death, nor in the last days (S18)."""
    return patient.status in OPEN


def surroundings(patient: Patient, now: datetime) -> Surroundings:
    site = patient.team.site
    hours = hours_or_none(site, now)
    phones = phones_of(site)
    nurse = accounts.who_reads_for(patient.nurse, site, now).first_name
    return Surroundings(
        nurse=nurse,
        team=patient.team.name,
        hours=hours,
        zone=site.time_zone,
        promise=promise(nurse=nurse, hours=hours, now=now),
        phones=phones,
        numbers=numbers_to_ring(phones, hours=hours, now=now),
        nurses_may_not_know=_may_not_know(patient, now),
        care_plan=patient.care_plan,
    )


def _may_not_know(patient: Patient, now: datetime) -> bool:
    """Whether alerting has been late for longer than the site allows, or the rules have not looked
    at something of this patient's for as long, although the others' may be on time."""
    patience = timedelta(minutes=patient.team.site.alerting_may_be_late_minutes)
    waiting = unhandled_of(patient, now)
    stuck = waiting is not None and now - waiting > patience
    return stuck or late_since(name="watch", now=now, after=patience) is not None


def zone_of(patient: Patient) -> ZoneInfo:
    """The clock on the wall of the patient's site."""
    return ZoneInfo(patient.team.site.time_zone)


def phones_of(site: Site) -> Phones:
    return Phones(
        team=site.team_phone,
        urgent=site.urgent_phone,
        out_of_hours=site.out_of_hours_phone,
        has_111=site.nation != Site.Nation.NORTHERN_IRELAND,
    )


def hours_or_none(site: Site, now: datetime) -> Hours | None:
    """None for a site without hours: its pages then promise nothing."""
    try:
        return accounts.hours_of(site, now)
    except NeverOpen:
        return None


def numbers_for(patient_id: int, now: datetime) -> list[Number]:
    """The numbers alone, for somebody who was signed out while her page stood open."""
    patient = Patient.objects.filter(pk=patient_id).select_related("team__site").first()
    if patient is None:
        return numbers_to_ring(Phones(), hours=None, now=now)
    site = patient.team.site
    return numbers_to_ring(phones_of(site), hours=hours_or_none(site, now), now=now)
