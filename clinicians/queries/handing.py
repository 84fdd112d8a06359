"""The last hand-over of a patient, and where she can be taken over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clinicians.models import HandOver
from clinicians.queries.people import Place, places_near
from clinicians.queries.reading import HANDED_OVER_FOR
from clinicians.wording import moment
from diaries.models import Patient
from paincheck.accounts.models import User


@dataclass(frozen=True)
class HandedOver:
    """What the nurse who has her now is told by the one before."""

    words: str
    note: str


def handed_over(rows: Sequence[HandOver], patient: Patient, now: datetime) -> HandedOver | None:
    """The last one, for four weeks, to whoever opens the patient's page."""
    lately = [row for row in rows if row.at >= now - HANDED_OVER_FOR]
    if not lately:
        return None
    last = lately[-1]
    when = moment(last.at, now, patient.team.site.time_zone)
    teams = f" ({last.from_team.name} to {last.to_team.name})"
    moved = teams if last.from_team_id != last.to_team_id else ""
    verb = "Taken over" if last.by_id == last.to_nurse_id else "Handed over"
    words = f"{verb} from {last.from_nurse.full_name} to {last.to_nurse.full_name}{moved}, {when}"
    return HandedOver(words, last.note)


def own_place(nurse: User, patient: Patient) -> Place | None:
    """Where she can take this patient over: in the patient's team, or else in her own; None where
    the patient is hers already, or she is in no team."""
    if patient.nurse_id == nurse.pk:
        return None
    mine = [place for place in places_near(nurse, patient) if place.nurse == nurse]
    same = [place for place in mine if place.team.pk == patient.team_id]
    return next(iter([*same, *mine]), None)
