"""What would stand in the way of a diary: asked in both arms alike, before anything is drawn."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Lower, Replace

from diaries import identity
from diaries.models import Patient
from paincheck.accounts.models import Team, TeamMember, User
from trial.models import Participant, TrialRight

HAS_DIARY = "This person has, or has had, a PainCheck diary."
NURSE_LEFT = (
    "The named nurse does not work in that team any more. Correct the details: name another."
)
NOT_LIVE = (
    "{} is not live in PainCheck yet, so nobody could be invited to a diary. A manager sets its "
    "numbers to ring and its working hours first."
)


def hold_of(participant: Participant) -> str:
    """What a hold on diaries is about; it names nobody."""
    return f"participant:{participant.pk}"


def told_of(participant: Participant) -> dict[str, Any]:
    """What says who she is, in her world."""
    names = ("world", "first_name", "last_name", "born_on", "hospital_number")
    return {name: getattr(participant, name) for name in names}


def has_diary(told: Mapping[str, Any]) -> bool:
    """Of any site, open or not (T3). `told`: as `told_of` answers."""
    hers = identity.digests_of(**told)
    number = identity.plain(told["hospital_number"])
    # The database finds who may be meant; whether it is she, say the digests.
    meant = Q(born_on=told["born_on"])
    near = Patient.objects.filter(world=told["world"])
    if number:
        near = near.annotate(plain_number=_without_signs("hospital_number"))
        meant |= Q(plain_number=number)
    names = ("world", "first_name", "last_name", "born_on", "hospital_number")
    rows = near.filter(meant).values(*names)
    return any(not hers.isdisjoint(identity.digests_of(**row)) for row in rows)


def _without_signs(field: str) -> Any:
    """As `identity.plain` makes of a number of letters and figures."""
    expression: Any = Lower(field)
    for sign in " -./_":
        expression = Replace(expression, Value(sign), Value(""))
    return expression


def obstacles(participant: Participant) -> list[str]:
    """Why no diary could be opened for her, whichever arm it will be."""
    found = []
    if participant.patient_id is None and has_diary(told_of(participant)):
        found.append(HAS_DIARY)
    if not works_in(participant.team, participant.nurse):
        found.append(NURSE_LEFT)
    if participant.site.site.live_at is None:
        found.append(NOT_LIVE.format(participant.site.site.name))
    return found


def works_in(team: Team, nurse: User) -> bool:
    return TeamMember.objects.filter(team=team, nurse=nurse, nurse__is_active=True).exists()


def masked_of(participant: Participant) -> list[User]:
    """Office and assessors of her site, by name; who holds both is one person."""
    kinds = (TrialRight.Right.OFFICE, TrialRight.Right.ASSESSOR)
    rows = TrialRight.objects.in_force().filter(trial=participant.trial, right__in=kinds)
    here = rows.filter(Q(site__isnull=True) | Q(site=participant.site))
    return list(User.objects.filter(pk__in=here.values("user")).order_by("pk"))
