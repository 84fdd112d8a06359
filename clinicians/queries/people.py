"""Which patients a member of staff may see, and whom they can be handed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from clinicians.situations import ASKS, DOES, UNDO
from diaries.models import Patient
from paincheck.accounts.models import Role, Site, Team, TeamMember, User


@dataclass(frozen=True)
class Place:
    """A nurse in a team: somebody who can have a patient."""

    team: Team
    nurse: User

    @property
    def value(self) -> str:
        return f"{self.team.pk}-{self.nurse.pk}"


def find_patient(nurse: User, code: str, now: datetime) -> Patient | None:
    """One patient in her care, or at a site where she is lead nurse.

    None for another team's, just as for one that is not there at all.
    """
    if "\x00" in code:
        return None  # PostgreSQL would not even look for it
    return (
        Patient.objects.open_to(nurse, now)
        .select_related("team__site", "nurse", "user", "summary__last_check", "summary__baseline")
        .filter(code=code.upper())
        .first()
    )


def zone_of(patient: Patient) -> ZoneInfo:
    return ZoneInfo(patient.team.site.time_zone)


def places_near(nurse: User, patient: Patient | None = None) -> list[Place]:
    """Every nurse of every team at her sites (and the patient's), by team and name."""
    sites = set(
        Role.objects.filter(
            user=nurse, role__in=[Role.Kind.NURSE, Role.Kind.LEAD_NURSE]
        ).values_list("site", flat=True)
    )
    if patient is not None:
        sites.add(patient.team.site_id)
    return _places(TeamMember.objects.filter(team__site__in=sites))


def own_places(nurse: User) -> list[Place]:
    """Where she may register a patient: her own teams, or her whole site as lead nurse."""
    led = Role.objects.filter(user=nurse, role=Role.Kind.LEAD_NURSE).values("site")
    mine = TeamMember.objects.filter(nurse=nurse).values("team")
    members = TeamMember.objects.all()
    return _places(members.filter(team__in=mine) | members.filter(team__site__in=led))


def places_at(site: Site) -> list[Place]:
    """Every nurse of every team of a site."""
    return _places(TeamMember.objects.filter(team__site=site))


def _places(members: "QuerySet[TeamMember]") -> list[Place]:
    rows = members.filter(nurse__is_active=True).select_related("team__site", "nurse")
    ordered = rows.order_by("team__site__name", "team__name", "nurse__last_name", "nurse__pk")
    return [Place(row.team, row.nurse) for row in ordered]


SITUATIONS = frozenset(Patient.Status.values)


@dataclass(frozen=True)
class SituationPage:
    """The list, or one of it: the question, what it does, and the answer that changes it."""

    choices: Sequence[tuple[str, str]]
    status: str
    asks: str
    does: str
    yes: str
    undo: str = UNDO


def situation_page(patient: Patient, status: str) -> SituationPage:
    """`status` is empty for the list."""
    asks, yes = ASKS.get(status, ("", ""))
    return SituationPage(
        choices=[one for one in Patient.Status.choices if one[0] != patient.status],
        status=status,
        asks=asks.format(patient.first_name),
        does=DOES.get(status, ""),
        yes=yes.format(patient.first_name),
    )
