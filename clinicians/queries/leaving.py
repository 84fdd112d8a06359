"""What hangs on a nurse who leaves: her patients, what she has taken, and who could have them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from alerts.models import Alert
from alerts.wording import LEVEL_WORDS
from clinicians.queries.people import Place, places_at
from diaries.models import Patient
from paincheck.accounts.leaving import Tie
from paincheck.accounts.models import Site, User

# The dead and the discharged keep her name: nobody is told of them any more.
LOOKED_AFTER = (Patient.Status.ACTIVE, Patient.Status.IN_HOSPITAL, Patient.Status.LAST_DAYS)


@dataclass(frozen=True)
class Left:
    """One of her patients. `name` is empty for a manager who does not look after this patient."""

    code: str
    name: str
    site: int
    alerts: str


@dataclass(frozen=True)
class AtSite:
    """Her patients at one site, and who works there."""

    site: Site
    patients: Sequence[Left]
    places: Sequence[Place]


@dataclass(frozen=True)
class LeavingPage:
    sites: Sequence[AtSite]
    taken: int


def patients_of(nurse: User) -> "QuerySet[Patient]":
    """Those who need a named nurse."""
    hers = Patient.objects.filter(nurse=nurse, status__in=LOOKED_AFTER)
    return hers.filter(world=Patient.World.LIVE)


def tie_of(nurse: User) -> Tie | None:
    """Her account cannot close while a patient or an open alert is hers. Two queries."""
    patients = patients_of(nurse).count()
    taken = Alert.objects.open().filter(taken_by=nurse).count()
    if not patients and not taken:
        return None
    said = [
        f"is the named nurse of {_count(patients, 'patient')}" if patients else "",
        f"has taken {_count(taken, 'open alert')}" if taken else "",
    ]
    hangs = " and ".join(words for words in said if words)
    sentence = f"{nurse.full_name} {hangs}. They go to somebody else before the account closes."
    return Tie(sentence, reverse("clinicians:leaving", args=[nurse.pk]))


def leaving_page(nurse: User, viewer: User, now: datetime) -> LeavingPage:
    """By site and number. Five queries, and one more for each further site."""
    rows = patients_of(nurse).select_related("team__site")
    patients = list(rows.order_by("team__site__name", "code"))
    levels = _levels_of(patients)
    known = set(
        Patient.objects.open_to(viewer, now).filter(nurse=nurse).values_list("pk", flat=True)
    )
    sites = {patient.team.site_id: patient.team.site for patient in patients}
    return LeavingPage(
        sites=[
            AtSite(
                site=site,
                patients=[
                    Left(
                        code=patient.code,
                        name=patient.full_name if patient.pk in known else "",
                        site=number,
                        alerts=levels.get(patient.pk, ""),
                    )
                    for patient in patients
                    if patient.team.site_id == number
                ],
                places=[place for place in places_at(site) if place.nurse != nurse],
            )
            for number, site in sites.items()
        ],
        taken=Alert.objects.open().filter(taken_by=nurse).count(),
    )


def _levels_of(patients: Sequence[Patient]) -> dict[int, str]:
    """'1 urgent, 2 soon' of what is open, by patient."""
    is_open = Alert.objects.open().filter(patient__in=[patient.pk for patient in patients])
    counted = Counter(is_open.values_list("patient_id", "level"))
    return {
        patient.pk: ", ".join(
            f"{counted[patient.pk, level]} {LEVEL_WORDS[level].lower()}"
            for level in Alert.Level.values
            if counted[patient.pk, level]
        )
        for patient in patients
    }


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
