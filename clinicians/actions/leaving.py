"""A nurse leaves for good: her patients and alerts go to others, and then her account closes."""

from collections.abc import Mapping
from datetime import datetime

from alerts.actions.leaving import hand_back_all
from clinicians.actions.caseload import hand_over
from clinicians.queries.leaving import patients_of
from clinicians.queries.people import Place
from paincheck.accounts.actions.staff import close_account
from paincheck.accounts.models import User
from paincheck.transactions import atomic_with_retries

LEFT = "{} has left, and the account was closed."


class NobodyFor(Exception):
    """A patient came to her meanwhile at a site for which nobody was chosen."""


@atomic_with_retries
def close_and_hand_over(
    *,
    nurse: User,
    to: Mapping[int, Place],
    one_by_one: Mapping[str, Place],
    by: User,
    now: datetime,
) -> int:
    """All of it or nothing; how many patients went. `to` is by site, `one_by_one` by number.

    Raises NobodyFor, and what closing the account raises.
    """
    patients = list(patients_of(nurse).select_related("team__site").order_by("pk"))
    for patient in patients:
        place = one_by_one.get(patient.code) or to.get(patient.team.site_id)
        if place is None:
            raise NobodyFor
        hand_over(
            patient=patient,
            team=place.team,
            nurse=place.nurse,
            note=LEFT.format(nurse.full_name),
            by=by,
            now=now,
        )
    hand_back_all(nurse=nurse, by=by, now=now)
    close_account(person=nurse, by=by, now=now)
    return len(patients)
