"""The letter that invites a patient: what stands on it besides the code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from clinicians.queries.people import zone_of
from diaries.models import Patient
from diaries.promises import Number, at_any_hour
from diaries.queries.care_team import week_in_words
from diaries.queries.patients import hours_or_none, phones_of
from paincheck.accounts.actions.invitations import LETTER_LASTS
from paincheck.accounts.models import TeamMember
from paincheck.accounts.phones import mobile
from paincheck.speech import day_of_year, gettext, listed


@dataclass(frozen=True)
class Letter:
    """`hours` are (days, times) of the week; `numbers` say nothing that is true today alone.

    `by_email` and `by_mobile`: whether a code of a later sign-in can go there now.
    """

    site: str
    name: str
    first_name: str
    number: str
    nurse: str
    team: str
    others: str
    weekly: bool
    by_email: bool
    by_mobile: bool
    hours: Sequence[tuple[str, str]]
    numbers: Sequence[Number]


def letter_to(patient: Patient, now: datetime) -> Letter:
    hours = hours_or_none(patient.team.site, now)
    members = TeamMember.objects.filter(team=patient.team).exclude(nurse=patient.nurse)
    others = members.select_related("nurse").order_by("nurse__first_name")
    return Letter(
        site=patient.team.site.name,
        name=patient.full_name,
        first_name=patient.first_name,
        number=patient.code,
        nurse=patient.nurse.full_name,
        team=patient.team.name,
        others=", ".join(member.nurse.full_name for member in others),
        by_email=bool(patient.user and patient.user.email),
        by_mobile=bool(patient.user and mobile(patient.user.phone)),
        weekly=patient.schedule == Patient.Schedule.WEEKLY,
        hours=[] if hours is None else days_together(week_in_words(hours)),
        numbers=_numbers(patient),
    )


def last_day(patient: Patient, now: datetime) -> str:
    """Until when the code of a letter that is made now can be used."""
    return day_of_year((now + LETTER_LASTS).astimezone(zone_of(patient)).date())


def days_together(week: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Days with the same hours, one after another, are one line: 'Monday to Friday'."""
    lines = []
    for times, days in groupby(week, key=lambda line: line[1]):
        names = [day for day, _ in days]
        ends = {"first": names[0], "last": names[-1]}
        several = gettext("{first} to {last}", **ends) if len(names) > 2 else listed(names)
        lines.append((several, times))
    return lines


def _numbers(patient: Patient) -> list[Number]:
    """A letter is read for weeks: nothing of now. Her nurses, who wrote it, stand first."""
    phones = phones_of(patient.team.site)
    return sorted(at_any_hour(phones), key=lambda one: one.number != phones.team)
