"""What happens next with an alert: who is told, when it comes back, what the patient was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.actions.telling import next_up
from alerts.models import Alert
from clinicians.queries.told import DESK
from clinicians.wording import moment
from diaries.models import Patient
from diaries.promises import Number, numbers_to_ring, promise
from diaries.queries.patients import phones_of
from paincheck.accounts.hours import Hours
from paincheck.accounts.queries import hours_or_always

HAND_BACK = (
    "Nobody has it now. Press ‘I will see to this’ to keep it, and ‘Give it back’ when you cannot."
)


@dataclass(frozen=True)
class ToldPatient:
    """Out of hours (S5): what she was told of who reads it, and the numbers that she was shown."""

    reads: str
    numbers: Sequence[Number]


def told_patient(patient: Patient, hours: Hours | None, now: datetime) -> ToldPatient | None:
    """By the site's hours, None for a site without. None while somebody reads: the nurse is there
    herself. No query."""
    site = patient.team.site
    if hours is not None and hours.is_open(now):
        return None
    return ToldPatient(
        reads=promise(nurse=patient.nurse.first_name, hours=hours, now=now).reads,
        numbers=numbers_to_ring(phones_of(site), hours=hours, now=now),
    )


def what_happens_next(
    patient: Patient, alerts: Sequence[Alert], try_again_at: datetime, now: datetime
) -> str:
    """After a call that reached nobody: what stays open, when it comes back, who is told next and
    when (S10). A few queries for the alert whose next step comes first."""
    stays = "The alert stays" if len(alerts) == 1 else f"{len(alerts)} alerts stay"
    again = moment(try_again_at, now, patient.team.site.time_zone)
    open_ = f"{stays} open. Try again {again}: that time stands on the card and in the caseload."
    return f"{open_} {_who_is_told(patient, alerts, now)} {HAND_BACK}"


def _who_is_told(patient: Patient, alerts: Sequence[Alert], now: datetime) -> str:
    climbing = [(row.escalates_at, row.pk, row) for row in alerts if row.escalates_at]
    if patient.world != Patient.World.LIVE or not climbing:
        return "Nobody else is told of it by PainCheck."
    at, _, first = min(climbing)
    names = [one.person.full_name if one.person else DESK for one in next_up(first, now=now)]
    if not names:
        return "Nobody else could be told now: please tell a colleague yourself."
    hours = hours_or_always(patient.team.site, now)
    at = max(at, now)
    at = at if hours.is_open(at) else hours.next_opening(at)
    when = moment(at, now, patient.team.site.time_zone)
    return f"If nobody has taken it by {when}, {_listed(names)} {_are(names)} told next."


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
