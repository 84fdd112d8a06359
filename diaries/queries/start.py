"""The path of the first sign-in: whom it meets, and what it tells her."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from diaries.models import PainCheck, Patient
from paincheck.accounts.models import TeamMember


@dataclass(frozen=True)
class StartPage:
    """Who reads her diary, by name. `key` is that of a wish to be rung first."""

    first_name: str
    nurse: str
    team: str
    site: str
    others: list[str]
    key: UUID


def is_new(patient: Patient) -> bool:
    """Neither agreed nor any check of her own: whoever has one goes on as she was."""
    if patient.agreed_at is not None:
        return False
    own = PainCheck.objects.filter(patient=patient, source=PainCheck.Source.PATIENT)
    return not own.exists()


def start_page(patient: Patient) -> StartPage:
    members = TeamMember.objects.filter(team=patient.team).exclude(nurse=patient.nurse)
    others = members.select_related("nurse").order_by("nurse__first_name")
    return StartPage(
        first_name=patient.first_name,
        nurse=patient.nurse.full_name,
        team=patient.team.name,
        site=patient.team.site.name,
        others=[member.nurse.full_name for member in others],
        key=uuid4(),
    )
